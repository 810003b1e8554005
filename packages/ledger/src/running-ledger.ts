/** The ledger of a process as its owner sees it, once it runs. */
import { ledgerError } from './errors.ts';
import type { Layout } from './files/layout.ts';
import type { LedgerProcesses } from './processes/ledger-processes.ts';
import { openBlobs } from './publish/open-tiles.ts';
import { openLedgerReader } from './reader/open-reader.ts';
import { openReads, subjectKeysOf } from './reader/open-reads.ts';
import type { Ledger, LedgerDeps, LedgerStartup } from './types.ts';
import type { Takeaway } from './vault/sealed-rows.ts';
import type { SubjectBook } from './vault/subject-book.ts';
import { readSubjectKeys } from './vault/subject-key-file.ts';
import { readSubjects, readSubjectsOf } from './vault/subject-rows.ts';
import type { VaultOrder } from './vault/vault-work.ts';
import type { OpenRecorder } from './writer/open-recorder.ts';
import type { Outbox } from './writer/outbox.ts';

const SEAL_TIMEOUT_MS = 10_000;
const NOTHING: Takeaway = { records: [], subjects: [] };
/** Time for outstanding records to become durable when the ledger is closed. */
const DRAIN_TIMEOUT_MS = 10_000;

/** Puts the parts together. `release` gives the folder's lock up, last. */
export function runningLedger(parts: {
  deps: LedgerDeps;
  layout: Layout;
  processes: LedgerProcesses;
  outbox: Outbox;
  subjects: SubjectBook;
  recorder: OpenRecorder;
  writer: string;
  startup: LedgerStartup;
  release: () => void;
}): Ledger {
  const { deps, processes, outbox } = parts;
  const vault = async (order: VaultOrder) => {
    const problem = await processes.vault(order);
    if (problem !== undefined) throw ledgerError('ledger.vault-work', problem);
  };
  const blobs = openBlobs(parts.layout, deps.store);
  let closed: Promise<void> | undefined;
  const close = async () => {
    await parts.recorder.finish();
    if (processes.head().signer !== 'refused') await within(outbox.drain(), DRAIN_TIMEOUT_MS);
    await processes.stop();
    blobs.close();
    parts.release();
  };
  return {
    origin: deps.origin,
    vkey: processes.vkey(),
    writer: parts.writer,
    writerKey: parts.recorder.writerKey,
    startup: parts.startup,
    record: (draft, committed) => parts.recorder.record(draft, committed),
    handle: (kind, reference) => parts.subjects.handle(kind, reference),
    put: (bytes) => blobs.put(bytes),
    get: (digest) => blobs.get(digest),
    head: () => processes.head(),
    outstanding: () => outbox.outstanding,
    async sealHead(options = {}) {
      const timeoutMs = options.timeoutMs ?? SEAL_TIMEOUT_MS;
      const problem = await within(processes.seal(options.witnessed === true), timeoutMs);
      if (problem === 'late') throw ledgerError('ledger.not-sealed', `not done within ${timeoutMs} ms`);
      if (problem.value !== undefined) throw ledgerError('ledger.not-sealed', problem.value);
      return processes.head();
    },
    handlesOf: (reference) => parts.subjects.find(reference),
    sealFor(handle, purpose, bytes) {
      const sealed = parts.subjects.sealFor(handle, purpose, bytes);
      if (sealed === undefined) throw ledgerError('ledger.unknown-subject', handle);
      return sealed;
    },
    retire: (handles) => parts.subjects.forget(handles),
    followSubjects(handles) {
      const { db, release } = openReads(parts.layout, deps.store);
      try {
        const keys = readSubjectKeys(subjectKeysOf(parts.layout, deps.store));
        try {
          parts.subjects.follow(handles === undefined ? readSubjects(db, keys) : readSubjectsOf(db, keys, handles));
        } finally {
          keys.close();
        }
      } finally {
        release();
      }
    },
    async keepSubjects(handles) {
      const rows = parts.subjects.unstored(handles);
      await vault({ store: rows, erase: NOTHING, compact: false });
      parts.subjects.stored(rows);
    },
    async erase(what, options) {
      // From here on nothing new is sealed for them.
      parts.subjects.forget(what.subjects);
      await vault({ store: [], erase: what, compact: options.compact });
    },
    reader: () => openLedgerReader(deps.dir, deps.store),
    ready: () => processes.connected() && outbox.obstacle() === undefined,
    close() {
      closed ??= close();
      return closed;
    },
  };
}

/** The promise's value, or 'late'. */
async function within<T>(promise: Promise<T>, ms: number): Promise<{ readonly value: T } | 'late'> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((done) => {
    timer = setTimeout(() => done('late'), ms);
  });
  const outcome = await Promise.race([promise.then((value) => ({ value })), late]);
  clearTimeout(timer);
  return outcome;
}
