/**
 * Ends one log and begins the next: a log for each period (ledger reference §3, retention expiry). The last record of the old
 * log names the new one and its key; the genesis of the new log names the last signed head of the old one, its second record
 * says the same with the head itself, and what was in force is said again.
 *
 * Order: the new log stands whole beside the old one before any folder is moved. A crash at any point is gone on from by the
 * same call, and until it is, neither log may be started by anything else.
 */
import { existsSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Result } from '@remit/core';
import { err, fromUtf8, isRefusal, ok, parseStrictJson, toBase64Url, utf8 } from '@remit/core';
import type { AnyRecord, RecordOf } from '@remit/record';
import { AnyRecordSchema } from '@remit/record';
import { isKeyName, parseCheckpoint, parseNote } from '@remit/tlog';
import { closeAfterWriting, openForWriting } from '../db/open-database.ts';
import { fsyncFolder, makeFolder } from '../files/durable.ts';
import { layoutOf } from '../files/layout.ts';
import { openLedgerReader } from '../reader/open-reader.ts';
import { startLedger } from '../start-ledger.ts';
import type { Ledger, LedgerDeps, LedgerReader } from '../types.ts';
import { CARRIED_TYPES, carriedDrafts } from './carried.ts';
import { copySubjects } from './copy-subjects.ts';
import { endedLog, periodsFolder } from './log-folders.ts';
import { endRollIntent, type RollIntent, readRollIntent, writeRollIntent } from './roll-intent.ts';

/** What a roll needs. `origin` of the deps: the log that ends. */
export interface RollDeps extends LedgerDeps {
  readonly next: string;
  readonly why: RollIntent['why'];
  /** Handle of whoever asked for it. */
  readonly by?: string;
  /** Keeps the origin of the data folder, durably. May be called twice. */
  readonly keepOrigin: (origin: string) => void;
}

/** The two logs. */
export interface Rolled {
  readonly from: { readonly origin: string; readonly size: number; readonly dir: string };
  readonly to: { readonly origin: string; readonly vkey: string; readonly carried: number };
}

/** Why a log whose rows or tiles are elsewhere is not ended here. */
export const NOT_HERE =
  'A log in PostgreSQL or with its tiles in a bucket is not ended by this command. Begin the next log in a data folder, a schema and a prefix of its own.';

/** Parts of a log that belong to it alone. The database last: where it is, the log is. */
const PARTS = ['log', 'evidence', 'signer', 'ledger'] as const;

/** The roll that a crash interrupted, to be ended before anything else is started. */
export function pendingRoll(dir: string): RollIntent | undefined {
  return readRollIntent(intentPath(dir));
}

/** Rolls, or ends the roll that was begun. No ledger of the folder may be running; the caller holds its lock. */
export async function rollLedger(deps: RollDeps): Promise<Result<Rolled, string>> {
  if (deps.store?.kind === 'postgres' || deps.store?.tiles !== undefined) return err(NOT_HERE);
  const pending = pendingRoll(deps.dir);
  const intent = pending ?? intentOf(deps);
  if (intent.from === intent.to || !isKeyName(intent.to) || intent.to.length > 128)
    return err(`${JSON.stringify(intent.to)} cannot name the next log.`);
  if (pending === undefined) {
    if (existsSync(join(periodsFolder(deps.dir), intent.folder)))
      return err(`There is an ended log ${intent.from} already.`);
    writeRollIntent(intentPath(deps.dir), intent);
  }
  const next = join(periodsFolder(deps.dir), 'next');
  const ended = join(periodsFolder(deps.dir), intent.folder);
  const moved = () => (existsSync(join(ended, 'ledger')) ? ended : deps.dir);
  // Once the new database has left `next`, only the end is left to do.
  const whole = existsSync(ended) && !existsSync(join(next, 'ledger')) && existsSync(layoutOf(deps.dir).database);
  const to = whole ? await summaryOf(deps, intent) : await beginNext(deps, intent, next, moved);
  if (!to.ok) return to;
  makeFolder(ended);
  for (const part of PARTS) move(join(deps.dir, part), join(ended, part));
  for (const part of PARTS) move(join(next, part), join(deps.dir, part));
  for (const folder of [ended, deps.dir]) fsyncFolder(folder);
  deps.keepOrigin(intent.to);
  rmSync(next, { recursive: true, force: true });
  endRollIntent(intentPath(deps.dir));
  const size = countedHead(ended, intent.why)?.size ?? 0;
  return ok({ from: { origin: intent.from, size, dir: ended }, to: { origin: intent.to, ...to.value } });
}

function intentPath(dir: string): string {
  return join(dir, 'roll.json');
}

function intentOf({ origin, next, why, by }: RollDeps): RollIntent {
  const folder = basename(endedLog('', origin));
  return { from: origin, to: next, why, folder, ...(by === undefined ? {} : { by }) };
}

function move(from: string, to: string): void {
  if (existsSync(from) && !existsSync(to)) renameSync(from, to);
}

type Begun = { readonly vkey: string; readonly carried: number };

/** Starts the new log in `next`; its genesis waits for the end of the old one. */
async function beginNext(
  deps: RollDeps,
  intent: RollIntent,
  next: string,
  old: () => string,
): Promise<Result<Begun, string>> {
  const layout = layoutOf(next);
  makeFolder(layout.ledgerFolder);
  if (!existsSync(layout.database)) {
    const opened = openForWriting(layout.database, intent.to);
    if (!opened.ok) return err(opened.error.detail);
    copySubjects(layoutOf(old()).database, opened.value);
    closeAfterWriting(opened.value);
  }
  let ledger: Ledger;
  try {
    ledger = await startLedger({
      ...deps,
      dir: next,
      origin: intent.to,
      after: (vkey) => endOld(deps, intent, vkey),
    });
  } catch (error) {
    return err(`The next log could not be started: ${error instanceof Error ? error.message : String(error)}`);
  }
  try {
    const carried = await sayAgain(ledger, intent, old());
    await ledger.sealHead();
    return ok({ vkey: ledger.vkey, carried });
  } finally {
    await ledger.close();
  }
}

/** The last record of the old log, and its last head. */
async function endOld(
  deps: RollDeps,
  intent: RollIntent,
  vkey: string,
): Promise<{ org: string; size: number; root: string }> {
  if (intent.why === 'compromise') return frozen(deps, intent);
  const old = await startLedger({ ...deps, origin: intent.from });
  try {
    if (old.head().signer !== 'ok') throw new Error(old.head().reason ?? 'its signer does not sign');
    const reader = old.reader();
    const said = [...recordsOf(reader, ['continues'])].some(
      (record) => record.t === 'continues' && record.cnt.dir === 'to',
    );
    reader.close();
    const who = intent.by === undefined ? {} : { who: { sub: intent.by } };
    const { to: org, why } = intent;
    if (!said) await old.record({ t: 'continues', ...who, cnt: { dir: 'to', why, org, vkey } }).durable;
    await old.sealHead();
    // Witnesses that do not answer now are asked again whenever the ended log is opened.
    await old
      .sealHead({ witnessed: true })
      .catch((error: unknown) => deps.logger.warn({ err: error }, 'the end of the log is not witnessed'));
  } finally {
    await old.close();
  }
  const head = countedHead(deps.dir, intent.why);
  if (head === undefined) throw new Error('the old log was never signed');
  return { org: intent.from, size: head.size, root: head.root };
}

/**
 * After a compromise the old log is left as it is: nothing is appended, and its key signs nothing more. Threat: whoever holds
 * the key may have written what no witness saw, so only the head that one cosigned counts.
 */
function frozen(deps: RollDeps, intent: RollIntent): Promise<{ org: string; size: number; root: string }> {
  const head = countedHead(deps.dir, intent.why);
  if (head === undefined) return Promise.reject(new Error('the old log was never signed'));
  return Promise.resolve({ org: intent.from, size: head.size, root: head.root });
}

/** The second record of the new log and the carried ones, as far as they are not there yet. */
async function sayAgain(ledger: Ledger, intent: RollIntent, old: string): Promise<number> {
  const reader = openLedgerReader(old);
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
function summaryOf(deps: RollDeps, intent: RollIntent): Promise<Result<Begun, string>> {
  const reader = openLedgerReader(deps.dir);
  try {
    const [genesis, from] = [...recordsOf(reader, ['genesis', 'continues'])];
    if (genesis?.t !== 'genesis' || genesis.org !== intent.to)
      return Promise.resolve(err(`${deps.dir} does not hold the log ${intent.to}.`));
    const carried = from?.t === 'continues' ? (from.cnt.carried ?? { first: 0, end: 0 }) : { first: 0, end: 0 };
    return Promise.resolve(ok({ vkey: genesis.gen.vkey, carried: carried.end - carried.first }));
  } finally {
    reader.close();
  }
}

/**
 * The head of the old log that the next one goes on from: its last. After a compromise it is the last that a witness cosigned,
 * and `lost` names the records that nobody outside vouches for; without any witness that is all of them.
 */
function countedHead(
  dir: string,
  why: RollIntent['why'],
): { size: number; root: string; note: string; lost?: { first: number; end: number } } | undefined {
  const reader = openLedgerReader(dir);
  try {
    const witnessed = why === 'compromise' ? reader.latestCheckpoint({ witnessed: true }) : undefined;
    const counted = witnessed ?? reader.latestCheckpoint();
    const parsed = counted && parseNote(counted.note);
    const checkpoint = parsed?.ok === true ? parseCheckpoint(parsed.value.text) : undefined;
    if (counted === undefined || checkpoint?.ok !== true) return undefined;
    const head = { size: counted.size, root: toBase64Url(checkpoint.value.root), note: counted.note };
    const [first, end] = [witnessed?.size ?? 0, reader.size()];
    return why === 'compromise' && first < end ? { ...head, lost: { first, end } } : head;
  } finally {
    reader.close();
  }
}

/** Records of the types, those before the index `end` only. */
function* recordsOf(
  reader: LedgerReader,
  types: readonly string[],
  end = Number.POSITIVE_INFINITY,
): Generator<AnyRecord, void, undefined> {
  for (const { index, entry } of reader.byType(types)) {
    if (index >= end) return;
    const json = parseStrictJson(fromUtf8(entry) ?? '');
    const record = isRefusal(json) ? undefined : AnyRecordSchema.safeParse(json.value).data;
    if (record !== undefined) yield record;
  }
}
