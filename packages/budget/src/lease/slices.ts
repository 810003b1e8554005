/** The slices that this process holds: how much of each limit, account and window it may give away by itself. */
import type { SliceKey, SliceReport } from '@remit/store';
import type { Draw } from '../book/reservation.ts';
import type { Sums } from '../book/tally.ts';
import type { Share } from '../book/weigh.ts';
import { bucketOf } from '../window/window.ts';

/** One slice. The amount is never higher than what the shared place knows, but for an overrun that is not reported yet. */
export interface Slice extends SliceKey {
  amount: number;
  past: boolean;
  /** What the shared place is known to hold of it; undefined when that is not known. */
  said: Omit<SliceReport, keyof SliceKey | 'retired'> | undefined;
}

export interface Slices extends Share, Iterable<Slice> {
  /** The slice of a window, an empty one when there is none. */
  of(key: Pick<Draw, 'limit' | 'account' | 'window'>): Slice;
  drop(slice: Slice): void;
  clear(): void;
}

/** No slices. */
export function createSlices(): Slices {
  const held = new Map<string, Slice>();
  return {
    amount: (limit, account, window) => held.get(keyOf(limit.id, account, window))?.amount ?? 0,
    past: (limit, account, window) => held.get(keyOf(limit.id, account, window))?.past ?? false,
    of({ limit, account, window }) {
      const key = keyOf(limit, account, window);
      const found = held.get(key);
      if (found !== undefined) return found;
      const fresh = { limit, account, window, bucket: bucketOf(window), amount: 0, past: false, said: undefined };
      held.set(key, fresh);
      return fresh;
    },
    drop: ({ limit, account, window }) => void held.delete(keyOf(limit, account, window)),
    clear: () => held.clear(),
    [Symbol.iterator]: () => held.values(),
  };
}

/**
 * What to say of a slice now; undefined when nothing has changed. What it does not need is taken off at once, before
 * anybody is told: `spare` may stay, when it was used since the last time. Ended: its window is over.
 */
export function reportOn(
  slice: Slice,
  sums: Sums,
  at: { readonly spare: number; readonly ended: boolean; readonly since: number | undefined },
): SliceReport | undefined {
  const { said } = slice;
  const { settled, held, overrun } = sums;
  const used = settled + held;
  const same = said !== undefined && said.settled === settled && said.held === held && said.overrun === overrun;
  const spare = same || at.ended ? 0 : at.spare;
  slice.amount = Math.max(used, Math.min(slice.amount, used + spare));
  const retired = at.ended && held === 0;
  if (same && !retired && said.amount === slice.amount) return undefined;
  const { limit, account, window, bucket, amount } = slice;
  const since = at.since === undefined ? {} : { since: at.since };
  return { limit, account, window, bucket, amount, settled, held, overrun, retired, ...since };
}

function keyOf(limit: string, account: string, window: string): string {
  return `${limit}\n${account}\n${window}`;
}
