/** The proof that the root log of the policy holds a head, fetched for a report. */
import type { RootProof } from '@remit/ledger';
import { fetchRootProof } from '@remit/ledger';
import { createOutbound } from '@remit/outbound';
import type { Config } from '../../config/load.ts';
import { logTrust } from '../../config/log-trust.ts';
import { outboundOptions } from '../../config/outbound.ts';

/** The root log signs once a second, and then asks its witnesses. */
const WAIT_MS = 10_000;
const PAUSE_MS = 200;

/**
 * The proof of a head of this size, or with `orLater` of a later one. Undefined: the policy names no root log, or it does not
 * answer with one in time; the pack then goes out without, and readers who trust the root log are told so.
 */
export async function rootProofOf(
  config: Config,
  head: { readonly origin: string; readonly size: number; readonly orLater: boolean },
): Promise<RootProof | undefined> {
  const { rootUrl } = logTrust(config);
  if (rootUrl === undefined) return undefined;
  const dispatcher = createOutbound(outboundOptions(config)).dispatcherFor(rootUrl);
  try {
    for (let waited = 0; waited < WAIT_MS; waited += PAUSE_MS) {
      const found = await fetchRootProof({ url: rootUrl, origin: head.origin, dispatcher }).catch(() => undefined);
      if (found?.size === head.size || (head.orLater && found !== undefined && found.size > head.size)) return found;
      // Nothing is added to an ended log: what is not there now will not come.
      if (!head.orLater) return undefined;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
    return undefined;
  } finally {
    await dispatcher.close();
  }
}
