/**
 * Group commit without a timer (ledger reference §5): a batch is what arrived while the previous one was committed, at
 * most one tile of records. Batch k+1 may commit while the signer journals batch k; a batch is acknowledged when it
 * and all before it are journaled.
 */
import { sizeOfItem } from '../ipc/item-size.ts';
import type { Acknowledged, AppendItem } from '../ipc/messages.ts';
import type { CommittedBatch, EntryStore } from './entry-store.ts';

/** One tile. */
const MAX_BATCH = 256;
/** A batch with large payloads is cut earlier, so that one transaction stays short. */
const MAX_BATCH_BYTES = 16 * 1024 * 1024;
/** Committed batches that may wait for the signer. More would only lengthen the gap after a crash. */
const MAX_UNJOURNALED = 2;
/**
 * From this many queued records on, the next commit waits until the signer has the last one: two halves of a batch would
 * cost two commits and two journal entries. Below it, a single caller does not wait for the journal twice; and a whole
 * batch has no other half to wait for.
 */
const BUSY = 4;

/** The running loop. */
export interface CommitLoop {
  push(items: readonly AppendItem[], again: boolean): void;
  /** Resolves when nothing is queued and everything committed is journaled. */
  drained(): Promise<void>;
}

/** Starts an idle loop. After `onFailure` it does nothing more: the process must end and recover. */
export function createCommitLoop(deps: {
  store: Pick<EntryStore, 'commit'>;
  journal(first: number, hashes: Uint8Array): Promise<void>;
  onDurable(records: readonly Acknowledged[], size: number): void;
  onFailure(error: unknown): void;
}): CommitLoop {
  const queue: { item: AppendItem; again: boolean }[] = [];
  let scheduled = false;
  let unjournaled = 0;
  // A store across a network answers later; the next batch gathers meanwhile.
  let committing = false;
  let failed = false;
  let journaled: Promise<void> = Promise.resolve();
  const waiters: (() => void)[] = [];

  const fail = (error: unknown) => {
    if (failed) return;
    failed = true;
    deps.onFailure(error);
  };

  const schedule = () => {
    if (failed || committing) return;
    if (queue.length === 0) {
      if (unjournaled === 0) for (const done of waiters.splice(0)) done();
      return;
    }
    const gathering = queue.length >= BUSY && queue.length < MAX_BATCH;
    if (scheduled || unjournaled >= (gathering ? 1 : MAX_UNJOURNALED)) return;
    scheduled = true;
    // After the poll phase: everything that has arrived meanwhile is in the queue by then.
    setImmediate(step);
  };

  const journalBatch = ({ first, hashes, records }: CommittedBatch) => {
    unjournaled += 1;
    const before = journaled;
    const own = hashes.length === 0 ? Promise.resolve() : deps.journal(first, hashes);
    journaled = Promise.all([before, own]).then(() => {
      unjournaled -= 1;
      deps.onDurable(records, first + hashes.length / 32);
      schedule();
    });
    journaled.catch(fail);
    schedule();
  };

  const whenCommitted = (committed: CommittedBatch) => {
    committing = false;
    if (!failed) journalBatch(committed);
  };

  const step = () => {
    scheduled = false;
    const batch = takeBatch(queue);
    try {
      const committed = deps.store.commit(
        batch.map(({ item }) => item),
        batch.some(({ again }) => again),
      );
      if (!(committed instanceof Promise)) return journalBatch(committed);
      committing = true;
      void committed.then(whenCommitted, fail);
    } catch (error) {
      fail(error);
    }
  };

  return {
    push(items, again) {
      for (const item of items) queue.push({ item, again });
      schedule();
    },
    drained() {
      return new Promise((resolve) => {
        waiters.push(resolve);
        schedule();
      });
    },
  };
}

function takeBatch(queue: { item: AppendItem; again: boolean }[]): { item: AppendItem; again: boolean }[] {
  let bytes = 0;
  let count = 0;
  for (const { item } of queue) {
    bytes += sizeOfItem(item);
    if (count > 0 && (count === MAX_BATCH || bytes > MAX_BATCH_BYTES)) break;
    count += 1;
  }
  return queue.splice(0, count);
}
