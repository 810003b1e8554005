/** The end of the old log: its last record names the next one and its key, and its last head is signed. */
import { equalBytes } from '@remit/core';
import { parseVkey } from '@remit/tlog';
import { startLedger } from '../start-ledger.ts';
import type { RollIntent } from './roll-intent.ts';
import { countedHead, type LogPlace, readerOf, recordsOf } from './roll-records.ts';
import type { RollDeps } from './roll-types.ts';

/** The head that the next log goes on from. `vkey`: key of the next log. Safe to repeat. Rejects with the reason. */
export async function endOld(
  deps: RollDeps,
  intent: RollIntent,
  place: LogPlace,
  vkey: string,
): Promise<{ org: string; size: number; root: string }> {
  if (intent.why === 'compromise') refuseSameKey(place, vkey);
  else await sayEnd(deps, intent, vkey);
  // After a compromise the old log is left as it is: nothing is appended, and its key signs nothing more. Threat: whoever
  // holds the key may have written what no witness saw, so only the head that one cosigned counts.
  const head = countedHead(place, intent.why);
  if (head === undefined) throw new Error('the old log was never signed');
  return { org: intent.from, size: head.size, root: head.root };
}

async function sayEnd(deps: RollDeps, { from, to, why, by }: RollIntent, vkey: string): Promise<void> {
  const old = await startLedger({ ...deps, origin: from });
  try {
    if (old.head().signer !== 'ok') throw new Error(old.head().reason ?? 'its signer does not sign');
    const reader = old.reader();
    const said = [...recordsOf(reader, ['continues'])].some(
      (record) => record.t === 'continues' && record.cnt.dir === 'to',
    );
    reader.close();
    const who = by === undefined ? {} : { who: { sub: by } };
    if (!said) await old.record({ t: 'continues', ...who, cnt: { dir: 'to', why, org: to, vkey } }).durable;
    await old.sealHead();
    // Witnesses that do not answer now are asked again whenever the ended log is opened.
    await old
      .sealHead({ witnessed: true })
      .catch((error: unknown) => deps.logger.warn({ err: error }, 'the end of the log is not witnessed'));
  } finally {
    await old.close();
  }
}

/** Threat: a key in a token or a key service signs the next log too unless another one is named; a stolen one must not. */
function refuseSameKey(place: LogPlace, vkey: string): void {
  const next = parseVkey(vkey)?.publicKey;
  const reader = readerOf(place);
  try {
    for (const record of recordsOf(reader, ['genesis', 'key.rotate'])) {
      const held = record.t === 'genesis' ? [record.gen.vkey] : record.t === 'key.rotate' ? [record.rot.next] : [];
      for (const one of held) {
        const key = parseVkey(one)?.publicKey;
        if (key !== undefined && next !== undefined && equalBytes(key, next))
          throw new Error(
            'after a compromise the next log needs another key: make one in the token or key service and name it as "current" in keys.json of the next log (signer/keys.json in periods/next of the data folder, or logs/NAME/keys.json in the folder of a signer that runs apart), then run this again',
          );
      }
    }
  } finally {
    reader.close();
  }
}
