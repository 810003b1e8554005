/**
 * Which refusals get a record of their own, and the one record for all the others.
 *
 * A window of one minute opens with the first refusal under a key, such as one caller under one limit. The first few are
 * recorded like any denial. Those after them are counted, and when the window ends one record stands for them. So a caller
 * costs the ledger at most a few records a minute and limit, however fast it calls. A count that was not yet recorded is
 * lost with the process; no call that went through is.
 */
import type { Clock, Logger } from '@remit/core';
import { rfc3339 } from '@remit/core';
import type { RecordDraft, Recorder } from '@remit/record';
import type { LateRecords } from '../records/late-records.ts';
import { neverTaken, recordDurably } from '../records/recording.ts';
import type { Timers } from '../timers.ts';

/** Length of a window. */
const WINDOW_MS = 60_000;

/** What a window has counted. `from` and `to`: the first and the last of them, as RFC 3339. */
export interface CountedRefusals<Kept> {
  readonly counted: number;
  readonly from: string;
  readonly to: string;
  readonly kept: Kept;
}

export interface RefusalWindows<Kept> {
  /**
   * Enters one refusal. `own`: it gets its own record. `counted`: the record of its window will stand for it. `keep`: what
   * that record needs, from what was kept of those before, undefined for the first.
   */
  count(key: string, keep: (before: Kept | undefined) => Kept): 'own' | 'counted';
  /** Ends all windows; resolves when their records are durable or kept for later. */
  flush(): Promise<void>;
}

export interface RefusalWindowsDeps {
  readonly recorder: Recorder;
  readonly late: LateRecords;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly logger: Logger;
  /** Refusals of a window that get a record each. */
  readonly recordedRefusals: number;
}

interface Window<Kept> {
  own: number;
  counted: number;
  from: number;
  to: number;
  kept: Kept | undefined;
  readonly cancel: () => void;
}

/** No windows. A timer runs for each open one; their number is that of keys. `summary`: the record that stands for a window. */
export function createRefusalWindows<Kept>(
  deps: RefusalWindowsDeps & { readonly summary: (counted: CountedRefusals<Kept>) => RecordDraft },
): RefusalWindows<Kept> {
  const { recorder, late, clock, timers, logger, recordedRefusals } = deps;
  const windows = new Map<string, Window<Kept>>();

  const end = async (key: string): Promise<void> => {
    const open = windows.get(key);
    if (open === undefined) return;
    windows.delete(key);
    open.cancel();
    const { counted, kept } = open;
    if (kept === undefined) return;
    const draft = deps.summary({ counted, from: rfc3339(open.from), to: rfc3339(open.to), kept });
    const done = await recordDurably(recorder, draft);
    if (done.ok) return;
    logger.error({ code: done.error.code, n: counted }, 'counted refusals of a limit are not recorded');
    if (neverTaken(done.error)) late.add(draft);
  };

  return {
    count(key, keep) {
      const now = clock.now();
      const window = windows.get(key) ?? {
        own: 0,
        counted: 0,
        from: now,
        to: now,
        kept: undefined,
        cancel: timers.after(WINDOW_MS, () => void end(key)),
      };
      windows.set(key, window);
      if (window.own < recordedRefusals) {
        window.own += 1;
        return 'own';
      }
      if (window.counted === 0) window.from = now;
      window.kept = keep(window.kept);
      window.counted += 1;
      window.to = now;
      return 'counted';
    },
    async flush() {
      await Promise.all([...windows.keys()].map(end));
    },
  };
}

/** Stands in `pol.errors` of a record that stands for several refusals. Readers of packs count by it. */
export function countedCode(counted: number): string {
  return `rate-limit.counted=${counted}`;
}
