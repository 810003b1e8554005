/** Starts the ledger of one data folder: lock, keys, processes, first record, repairs of what an earlier process left. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { KeyWrapper } from '@remit/secrets';
import { fileKeyWrapper } from '@remit/secrets';
import { COSIGNATURE_TYPE, isKeyName, parseVkey } from '@remit/tlog';
import { type LedgerErrorCode, ledgerError } from './errors.ts';
import { makeFolder } from './files/durable.ts';
import { lockDataFolder } from './files/folder-lock.ts';
import { type Layout, layoutOf } from './files/layout.ts';
import { closeOpenCalls, listOpenCalls, type OpenCall } from './open-calls.ts';
import { type LedgerProcesses, type ProcessEvents, startLedgerProcesses } from './processes/ledger-processes.ts';
import { openReads, subjectKeysOf } from './reader/open-reads.ts';
import { runningLedger } from './running-ledger.ts';
import { connectSequencers } from './service/connect-sequencers.ts';
import type { Ledger, LedgerDeps, LedgerStartup, StorePlace, WitnessTarget } from './types.ts';
import { loadSubjectBook, type SubjectBook } from './vault/subject-book.ts';
import { readSubjectKeys } from './vault/subject-key-file.ts';
import { readSubjects } from './vault/subject-rows.ts';
import { knownWriters, rememberWriters } from './writer/known-writers.ts';
import { openLeftRecords } from './writer/left-records.ts';
import { type OpenRecorder, openRecorder } from './writer/open-recorder.ts';
import { createOutbox, type SendItems } from './writer/outbox.ts';
import { newWriterId } from './writer/recorder.ts';
import { openSpool } from './writer/spool.ts';

const MAX_OUTSTANDING = 4_096;
const DURABLE_TIMEOUT_MS = 5_000;

/**
 * Starts the ledger of a data folder. When the signer refuses, the ledger is still returned: it can be read, `ready()`
 * is false, `head().reason` says why, and every record rejects with `ledger.signer-refused`.
 * @throws LedgerError `ledger.locked`, `ledger.origin-mismatch`, `ledger.schema-version`, `ledger.vault-key`,
 * `ledger.witness-setup` or `ledger.not-started`.
 */
export async function startLedger(deps: LedgerDeps): Promise<Ledger> {
  checkNames(deps.origin, deps.witnesses);
  const dir = resolve(deps.dir);
  const layout = layoutOf(dir);
  makeFolder(dir);
  const release = lockUnlessHeldHere(dir);
  try {
    makeFolder(layout.runFolder);
    const wrapper = openVaultKey(layout);
    return await startLocked({ ...deps, dir }, layout, wrapper, release);
  } catch (error) {
    release();
    throw error;
  }
}

async function startLocked(
  deps: LedgerDeps,
  layout: Layout,
  wrapper: KeyWrapper,
  release: () => void,
): Promise<Ledger> {
  const writer = newWriterId();
  const elsewhere = deps.store?.kind === 'postgres' || deps.sequencers !== undefined;
  const outbox = createOutbox({
    maxOutstanding: deps.maxOutstanding ?? MAX_OUTSTANDING,
    timeoutMs: deps.durableTimeoutMs ?? DURABLE_TIMEOUT_MS,
    ...(elsewhere ? { spool: openSpool(layout.spoolFolder, writer) } : {}),
    onProblem: (reason) => deps.logger.error({}, reason),
  });
  const left = openLeftRecords(layout.spoolFolder);
  const [stranger] = left.strangers(deps.origin);
  // Threat: a record that names another log would stand in this one as if it belonged here.
  if (stranger !== undefined)
    throw ledgerError(
      'ledger.origin-mismatch',
      `spool/ holds records of ${stranger} that were on their way when that log ended. They are in no log: keep the folder as evidence, move it away, and start again`,
    );
  const earlier = knownWriters(layout.spoolFolder);
  const events: ProcessEvents = {
    connected() {
      const send: SendItems = (items, again) => processes.append(items, again);
      left.connected(send);
      outbox.connected(send);
    },
    disconnected() {
      left.disconnected();
      outbox.disconnected();
    },
    acknowledged(records) {
      left.acknowledged(records);
      outbox.acknowledged(records);
    },
    refused: (reason) => outbox.refuse(reason),
  };
  const processes = startProcesses(deps, layout, events);
  try {
    const outcome = await processes.first;
    if (outcome.kind === 'refused' && outcome.by !== 'signer')
      throw ledgerError(refusalCodes[outcome.by], outcome.reason);
    if (outcome.kind === 'ready') await left.stored();
    // Other gateways may be at work on the same log: their calls are theirs to close.
    const rows = loadRows(layout, wrapper, deps.store, deps.sequencers === undefined ? undefined : earlier);
    const { subjects, openCalls, keyless } = rows;
    if (keyless > 0) deps.logger.warn({ keyless }, keylessWords(keyless));
    if (elsewhere) rememberWriters(layout.spoolFolder, [...earlier, writer]);
    const { seals } = deps;
    const sealing = { seals, keyFile: layout.writerKey, logger: deps.logger };
    const recorder = openRecorder({
      origin: deps.origin,
      clock: deps.clock,
      outbox,
      subjects,
      wrapper,
      writer,
      ...sealing,
    });
    await recorder.ready();
    const startup = await firstRecords(deps, outcome, processes.vkey(), recorder, openCalls);
    if (elsewhere) rememberWriters(layout.spoolFolder, [writer]);
    return runningLedger({ deps, layout, processes, outbox, subjects, recorder, writer, startup, release });
  } catch (error) {
    await processes.stop();
    throw error;
  }
}

/** Sequencer and signer of this folder, or connections to sequencers that run by themselves. */
function startProcesses(deps: LedgerDeps, layout: Layout, events: ProcessEvents): LedgerProcesses {
  const { logger, sequencers } = deps;
  if (sequencers !== undefined) return connectSequencers({ ...sequencers, origin: deps.origin, logger, events });
  return startLedgerProcesses({
    dir: deps.dir,
    layout,
    origin: deps.origin,
    ...(deps.signer === undefined ? {} : { signer: deps.signer }),
    ...(deps.store === undefined ? {} : { store: deps.store }),
    // Only what the sequencer needs crosses the pipe; a caller's object may hold more.
    witnesses: deps.witnesses.map(({ name, url, vkey }) => ({ name, url, vkey })),
    ...(deps.outbound === undefined ? {} : { outbound: deps.outbound }),
    logger,
    events,
  });
}

const refusalCodes: Readonly<Record<'origin' | 'version', LedgerErrorCode>> = {
  origin: 'ledger.origin-mismatch',
  version: 'ledger.schema-version',
};

/** Writes what must stand before the first call of this process. Nothing when the signer refuses. */
async function firstRecords(
  deps: LedgerDeps,
  outcome: Awaited<LedgerProcesses['first']>,
  vkey: string,
  recorder: OpenRecorder,
  openCalls: readonly OpenCall[],
): Promise<LedgerStartup> {
  if (outcome.kind === 'refused')
    return { created: false, found: 0, repairs: [], unacknowledged: undefined, openCalls: 0 };
  const { found, repairs, unacknowledged } = outcome;
  if (found === 0) {
    const after = await deps.after?.(vkey);
    const gen = { vkey, software: deps.software, ...(after === undefined ? {} : { after }) };
    await recorder.record({ t: 'genesis', gen }).durable;
  }
  const closed = await closeOpenCalls(recorder, openCalls);
  if (closed === 0) return { created: found === 0, found, repairs, unacknowledged, openCalls: 0 };
  const says = `${closed} calls were left open by an earlier process; each was closed with a gap record.`;
  deps.logger.warn({ openCalls: closed }, says);
  return { created: false, found, repairs: [...repairs, says], unacknowledged, openCalls: closed };
}

function loadRows(
  layout: Layout,
  wrapper: KeyWrapper,
  store: StorePlace | undefined,
  writers: readonly string[] | undefined,
): { subjects: SubjectBook; openCalls: OpenCall[]; keyless: number } {
  const { db, release } = openReads(layout, store);
  const keys = readSubjectKeys(subjectKeysOf(layout, store));
  try {
    const loaded = loadSubjectBook(wrapper, readSubjects(db, keys));
    if ('unreadable' in loaded) throw ledgerError('ledger.vault-key', `subject ${loaded.unreadable}`);
    return { subjects: loaded.book, openCalls: listOpenCalls(db, writers), keyless: loaded.keyless };
  } finally {
    keys.close();
    release();
  }
}

function keylessWords(keyless: number): string {
  return `${keyless} persons have no key in subject-keys/: what is sealed for them cannot be read, and they get new handles. If this is a restored backup, restore subject-keys/ too.`;
}

/** The vault key. On a folder with a log it must exist: a new one would open nothing that is stored. */
function openVaultKey(layout: Layout): KeyWrapper {
  if (existsSync(layout.database) && !existsSync(layout.vaultKey))
    throw ledgerError('ledger.vault-key', `${layout.vaultKey} is missing`);
  return fileKeyWrapper(layout.vaultKey);
}

/** Locks the folder, unless this very process has done so already (the composition root locks first). */
function lockUnlessHeldHere(dir: string): () => void {
  const locked = lockDataFolder(dir);
  if (locked.ok) return () => locked.value.release();
  const { holder } = locked.error;
  // Two ledgers in one process are kept apart by the children's own locks.
  if (holder?.pid === process.pid) return () => {};
  throw ledgerError(
    'ledger.locked',
    holder === undefined ? dir : `${dir}: process ${holder.pid}, since ${holder.since}`,
  );
}

function checkNames(origin: string, witnesses: readonly WitnessTarget[]): void {
  if (!isKeyName(origin) || origin.length > 128)
    throw ledgerError('ledger.origin-mismatch', `${JSON.stringify(origin)} cannot name a log`);
  for (const { name, url, vkey } of witnesses) {
    if (parseVkey(vkey)?.type !== COSIGNATURE_TYPE)
      throw ledgerError('ledger.witness-setup', `${name}: not a cosignature vkey (type 0x04)`);
    if (!/^https?:$/.test(URL.canParse(url) ? new URL(url).protocol : ''))
      throw ledgerError('ledger.witness-setup', `${name}: ${url} is not an http(s) address`);
  }
}
