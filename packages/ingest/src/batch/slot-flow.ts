/** The way of slots from the splitter into the batch: through the threads of a job, or at once in the calling thread. */
import type { Preparer } from '../prepare/preparer.ts';
import { clearSlot, createSlot, FORMS, PIECE, pieceOf, type Slot } from '../prepare/slot.ts';
import type { Job } from '../prepare/team.ts';
import type { SlotMerger } from './merge-slot.ts';

/** See the module header. */
export interface SlotFlow {
  take(): Slot;
  put(slot: Slot): void;
  /** Merges what is prepared, and waits while too much is under way. */
  settle(): Promise<void>;
  /** Merges everything. */
  finish(): Promise<void>;
  close(): void;
}

const DOCUMENT = FORMS.indexOf('document');

/** `job` undefined: everything is done at once. */
export function createSlotFlow(preparer: Preparer, merger: SlotMerger, job: Job | undefined): SlotFlow {
  return job === undefined ? atOnce(preparer, merger) : throughThreads(preparer, merger, job);
}

function atOnce(preparer: Preparer, merger: SlotMerger): SlotFlow {
  const slot = createSlot();
  const nothing = () => Promise.resolve();
  return {
    take: () => slot,
    put() {
      preparer.prepare(slot);
      merger.merge(slot);
      clearSlot(slot);
    },
    settle: nothing,
    finish: nothing,
    close: () => undefined,
  };
}

function throughThreads(preparer: Preparer, merger: SlotMerger, job: Job): SlotFlow {
  /** Threads leave the pieces of this object for later: asking them costs more than it gives. */
  let helpless = false;
  const mergeNext = async (): Promise<boolean> => {
    const next = await job.next();
    if (next === undefined) return false;
    if (!next.prepared) preparer.prepare(next.slot);
    const later = merger.merge(next.slot);
    if (later * 2 > next.slot.pieceCount) helpless = true;
    job.release(next.slot);
    return true;
  };
  return {
    take: () => job.take(),
    put(slot) {
      // Records inside a document are numbered through all documents of the object.
      if (helpless || pieceOf(slot, 0, PIECE.form) === DOCUMENT) job.hold(slot);
      else job.submit(slot);
    },
    async settle() {
      while (job.full || job.ready()) await mergeNext();
    },
    async finish() {
      while (await mergeNext());
    },
    close: () => job.close(),
  };
}
