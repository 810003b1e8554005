/** The anchors of one running ledger: what is configured, over what earlier processes have left. */
import type { Logger } from '@remit/core';
import { isRefusal, parseStrictJson } from '@remit/core';
import type { OutboundOptions } from '@remit/outbound';
import { createOutbound } from '@remit/outbound';
import { AnyRecordSchema } from '@remit/record';
import type { Ledger, LedgerReader } from '../types.ts';
import type { AnchorTarget } from './anchor.ts';
import type { Anchoring } from './anchoring.ts';
import { startAnchoring } from './anchoring.ts';
import { rfc3161Anchor } from './rfc3161.ts';

/** Anchored at most 1 h after it was written (ledger reference, decision 5). */
const EVERY_MS = 3_600_000;

/** What {@link startAnchors} needs. */
export interface AnchorsDeps {
  /** The ledger whose heads are anchored, and which keeps the tokens. Closed after the anchors. */
  readonly ledger: Pick<Ledger, 'origin' | 'head' | 'record' | 'put' | 'reader'>;
  readonly targets: readonly AnchorTarget[];
  /** Milliseconds between two tokens of one anchor. Default: an hour. */
  readonly everyMs?: number;
  /** How they are called: proxies, authorities, private hosts. Absent: directly, wherever their URL leads. */
  readonly outbound?: OutboundOptions;
  readonly logger: Logger;
}

/** Starts anchoring the heads of a running ledger. */
export function startAnchors(deps: AnchorsDeps): Anchoring {
  const { ledger } = deps;
  const outbound = deps.outbound === undefined ? undefined : createOutbound(deps.outbound);
  const reader = ledger.reader();
  const anchoring = startAnchoring({
    anchors: deps.targets.map((target) =>
      rfc3161Anchor({ target, ...(outbound === undefined ? {} : { dispatcher: outbound.dispatcherFor(target.url) }) }),
    ),
    origin: ledger.origin,
    everyMs: deps.everyMs ?? EVERY_MS,
    logger: deps.logger,
    blobs: ledger,
    recorder: ledger,
    head() {
      const { signedSize: size, checkpoint: note } = ledger.head();
      return note === undefined ? undefined : { size, note };
    },
    entries: (first, end) => reader.entries(first, end),
    held: heldAnchors(reader),
  });
  return {
    ...anchoring,
    async stop() {
      await anchoring.stop();
      reader.close();
    },
  };
}

/** Newest anchored size and time by the anchor's name. */
function heldAnchors(reader: LedgerReader): Map<string, { size: number; at: number }> {
  const held = new Map<string, { size: number; at: number }>();
  for (const { entry } of reader.byType(['anchor'])) {
    const json = parseStrictJson(Buffer.from(entry).toString('utf8'));
    const record = isRefusal(json) ? undefined : AnyRecordSchema.safeParse(json.value);
    if (record?.success !== true || record.data.t !== 'anchor') continue;
    const { by, size, at } = record.data.anc;
    held.set(by, { size, at: Date.parse(at) });
  }
  return held;
}
