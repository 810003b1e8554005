/**
 * Ends one log and begins the next: a log for each period (ledger reference §3, retention expiry). The last record of the old
 * log names the new one and its key; the genesis of the new log names the last signed head of the old one, its second record
 * says the same with the head itself, and what was in force is said again.
 *
 * Order: the new log stands whole beside the old one before anything is moved; rows change places first, then folders. A
 * crash at any point is gone on from by the same call, and until it is, neither log may be started by anything else.
 */
import { existsSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Result } from '@remit/core';
import { err, ok } from '@remit/core';
import { isKeyName } from '@remit/tlog';
import { fsyncFolder, makeFolder } from '../files/durable.ts';
import { layoutOf } from '../files/layout.ts';
import { inheritKeyPlaces } from '../signer/inherit-keys.ts';
import { beginNext, summaryOf } from './begin-next.ts';
import { endedLog, periodsFolder } from './log-folders.ts';
import { endRollIntent, type RollIntent, readRollIntent, writeRollIntent } from './roll-intent.ts';
import { rollPlaces } from './roll-places.ts';
import { countedHead } from './roll-records.ts';
import type { Begun, RollDeps, Rolled, RollPlaces } from './roll-types.ts';

/** Why a gateway whose sequencers run by themselves does not end its log. */
export const SEQUENCERS_APART =
  'The sequencers of this log run by themselves (log.sequencers). Stop all gateways, then all sequencers, and run `remit ledger roll` in the data folder of the sequencers, with their configuration; then start them again.';

/** Parts of a log that belong to it alone. The database last: where it is, the log is. */
const PARTS = ['log', 'evidence', 'signer', 'spool', 'ledger'] as const;

/** The roll that a crash interrupted, to be ended before anything else is started. */
export function pendingRoll(dir: string): RollIntent | undefined {
  return readRollIntent(intentPath(dir));
}

/**
 * Rolls, or ends the roll that was begun. No ledger of the folder may be running; the caller holds its lock. The error says
 * why it is not done yet. Rejects when a database cannot be reached.
 */
export async function rollLedger(deps: RollDeps): Promise<Result<Rolled, string>> {
  if (deps.sequencers !== undefined) return err(SEQUENCERS_APART);
  const pending = pendingRoll(deps.dir);
  const intent = pending ?? intentOf(deps);
  if (intent.from === intent.to || !isKeyName(intent.to) || intent.to.length > 128)
    return err(`${JSON.stringify(intent.to)} cannot name the next log.`);
  const places = await rollPlaces(deps, intent);
  const whole = await places.whole();
  if (pending === undefined) {
    if (whole || existsSync(join(periodsFolder(deps.dir), intent.folder)))
      return err(`There is an ended log ${intent.from} already.`);
    writeRollIntent(intentPath(deps.dir), intent);
  }
  const to = whole ? summaryOf({ dir: deps.dir, store: deps.store }, intent) : await makeNext(deps, intent, places);
  if (!to.ok) return to;
  const [next, ended] = [places.next.dir, places.ended.dir];
  makeFolder(ended);
  if (deps.store?.kind === 'postgres') for (const of of [deps.dir, ended]) setAside(layoutOf(of).database);
  for (const part of PARTS) move(join(deps.dir, part), join(ended, part));
  for (const part of PARTS) move(join(next, part), join(deps.dir, part));
  for (const folder of [ended, deps.dir]) fsyncFolder(folder);
  deps.keepOrigin(intent.to);
  rmSync(next, { recursive: true, force: true });
  endRollIntent(intentPath(deps.dir));
  const size = countedHead(places.ended, intent.why)?.size ?? 0;
  return ok({ from: { origin: intent.from, size, dir: ended }, to: { origin: intent.to, ...to.value } });
}

async function makeNext(deps: RollDeps, intent: RollIntent, places: RollPlaces): Promise<Result<Begun, string>> {
  const prepared = await places.prepare();
  if (!prepared.ok) return prepared;
  const old = places.old();
  // A signer that runs apart does this in its own folder.
  if (deps.signer === undefined)
    inheritKeyPlaces(layoutOf(old.dir).signerFolder, layoutOf(places.next.dir).signerFolder);
  const begun = await beginNext(deps, intent, places.next, old);
  if (!begun.ok) return begun;
  const swapped = await places.swapRows();
  return swapped.ok ? begun : swapped;
}

function intentPath(dir: string): string {
  return join(dir, 'roll.json');
}

function intentOf({ origin, next, why, by }: RollDeps): RollIntent {
  const folder = basename(endedLog('', origin));
  return { from: origin, to: next, why, folder, ...(by === undefined ? {} : { by }) };
}

/** The file that a migration left: beside rows in PostgreSQL it must not look like the log (ended-store.ts). */
function setAside(database: string): void {
  for (const suffix of ['', '-wal', '-shm'])
    if (existsSync(database + suffix)) renameSync(database + suffix, `${database}.before-postgres${suffix}`);
}

function move(from: string, to: string): void {
  if (existsSync(from) && !existsSync(to)) renameSync(from, to);
}
