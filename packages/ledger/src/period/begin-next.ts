/** The beginning of the next log: its genesis waits for the end of the old one, then what was in force is said again. */
import type { Result } from '@remit/core';
import { err, ok, utf8 } from '@remit/core';
import type { RecordOf } from '@remit/record';
import { startLedger } from '../start-ledger.ts';
import type { Ledger } from '../types.ts';
import { CARRIED_TYPES, carriedDrafts } from './carried.ts';
import { endOld } from './end-old.ts';
import type { RollIntent } from './roll-intent.ts';
import { countedHead, type LogPlace, readerOf, recordsOf } from './roll-records.ts';
import type { Begun, RollDeps } from './roll-types.ts';

/** Starts the new log in `next`, or goes on with it. The error says why it could not be started. */
export async function beginNext(
  deps: RollDeps,
  intent: RollIntent,
  next: LogPlace,
  old: LogPlace,
): Promise<Result<Begun, string>> {
  const { store: _, ...rest } = deps;
  let ledger: Ledger;
  try {
    ledger = await startLedger({
      ...rest,
      dir: next.dir,
      ...(next.store === undefined ? {} : { store: next.store }),
      origin: intent.to,
      after: (vkey) => endOld(deps, intent, old, vkey),
    });
  } catch (error) {
    return err(`The next log could not be started: ${error instanceof Error ? error.message : String(error)}`);
  }
  try {
    const carried = await sayAgain(ledger, intent, old);
    await ledger.sealHead();
    return ok({ vkey: ledger.vkey, carried });
  } finally {
    await ledger.close();
  }
}

/** The second record of the new log and the carried ones, as far as they are not there yet. */
async function sayAgain(ledger: Ledger, intent: RollIntent, old: LogPlace): Promise<number> {
  const reader = readerOf(old);
  const own = ledger.reader();
  try {
    const head = countedHead(old, intent.why);
    const drafts = carriedDrafts(recordsOf(reader, CARRIED_TYPES, head?.lost?.first));
    const genesis = [...recordsOf(reader, ['genesis'])][0];
    const rotated = [...recordsOf(reader, ['key.rotate'])].at(-1);
    if (head === undefined || genesis?.t !== 'genesis') throw new Error('the old log has no genesis or no head');
    let size = own.size();
    if (size === 1) {
      const note = await ledger.put(utf8(head.note));
      const { from: org, why } = intent;
      const cnt: RecordOf<'continues'>['cnt'] = {
        dir: 'from',
        why,
        org,
        vkey: rotated?.t === 'key.rotate' ? rotated.rot.next : genesis.gen.vkey,
        size: head.size,
        root: head.root,
        note,
        ...(head.lost === undefined ? {} : { lost: head.lost }),
        carried: { first: 2, end: 2 + drafts.length },
      };
      const who = intent.by === undefined ? {} : { who: { sub: intent.by } };
      await ledger.record({ t: 'continues', ...who, cnt }).durable;
      size = 2;
    }
    // Their order is that of the drafts, whatever process wrote them.
    const rest = drafts.slice(size - 2).map((draft) => ledger.record(draft).durable);
    await Promise.all(rest);
    return drafts.length;
  } finally {
    own.close();
    reader.close();
  }
}

/** Of a roll whose new log is in its place already. */
export function summaryOf(place: LogPlace, intent: RollIntent): Result<Begun, string> {
  const reader = readerOf(place);
  try {
    const [genesis, from] = [...recordsOf(reader, ['genesis', 'continues'])];
    if (genesis?.t !== 'genesis' || genesis.org !== intent.to)
      return err(`${place.dir} does not hold the log ${intent.to}.`);
    const carried = from?.t === 'continues' ? (from.cnt.carried ?? { first: 0, end: 0 }) : { first: 0, end: 0 };
    return ok({ vkey: genesis.gen.vkey, carried: carried.end - carried.first });
  } finally {
    reader.close();
  }
}
