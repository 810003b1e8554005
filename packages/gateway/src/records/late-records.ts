/**
 * Records that could not be left when they were due, kept small and written once the ledger recovers.
 *
 * Nothing here lets a call through: these records close what the trail would otherwise leave open, such as a decision
 * that became durable after its caller was told "unavailable". What is still here when the process dies is closed by
 * the ledger's own start-up sweep (a gap record for each open decision).
 */
import type { Logger } from '@remit/core';
import type { RecordDraft, Recorder } from '@remit/record';
import type { Timers } from '../timers.ts';
import { neverTaken, recordDurably } from './recording.ts';

/** Milliseconds between two tries. */
const RETRY_MS = 1_000;
/** Most drafts kept. Each holds labels and hashes only, at most a few kilobytes; never a payload. */
const MAX_KEPT = 4_096;

export interface LateRecords {
  /** Keeps a draft and tries it soon. Beyond the limit it is dropped and the log says so. */
  add(draft: RecordDraft): void;
  /** Number kept. */
  size(): number;
  /** Tries all of them once, in order; stops at the first that the ledger does not take. */
  flush(): Promise<void>;
}

/** An empty store of late records. */
export function createLateRecords(deps: {
  readonly recorder: Recorder;
  readonly timers: Timers;
  readonly logger: Logger;
}): LateRecords {
  const { recorder, timers, logger } = deps;
  const kept: RecordDraft[] = [];
  let flushing: Promise<void> | undefined;
  let cancel: (() => void) | undefined;

  const tryAll = async (): Promise<void> => {
    for (let draft = kept[0]; draft !== undefined; draft = kept[0]) {
      const done = await recordDurably(recorder, draft);
      if (!done.ok && neverTaken(done.error) && done.error.row.retry) return;
      // A record that may still become durable is not written twice.
      if (!done.ok) logger.error({ code: done.error.code, type: draft.t }, 'a late record is not known to be durable');
      kept.shift();
    }
  };
  const flush = (): Promise<void> => {
    cancel?.();
    cancel = undefined;
    flushing ??= tryAll().finally(() => {
      flushing = undefined;
      if (kept.length > 0) schedule();
    });
    return flushing;
  };
  const schedule = (): void => {
    cancel ??= timers.after(RETRY_MS, () => {
      void flush();
    });
  };

  return {
    add(draft) {
      if (kept.length >= MAX_KEPT) {
        logger.error(
          { type: draft.t, kept: kept.length },
          'too many late records wait; this one is left to the start-up sweep',
        );
        return;
      }
      kept.push(draft);
      if (flushing === undefined) schedule();
    },
    size: () => kept.length,
    flush,
  };
}
