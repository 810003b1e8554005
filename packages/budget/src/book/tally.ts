/**
 * What one account of one limit has settled and reserved, by window (llm-gateway reference §4.2): `S` settled, `H` held,
 * and `O`, the part by which settlements passed their reservations. A rolling window is the sum of its live sub-buckets.
 */
import type { BudgetWindow } from '../window/window.ts';
import { bucketMs, windowId } from '../window/window.ts';

/** Sums of one window, in the unit of the limit. */
export interface Sums {
  readonly settled: number;
  readonly held: number;
  readonly overrun: number;
}

export interface Tally {
  /** Id of the window, or of the sub-bucket, that a reservation made now belongs to. */
  windowNow(now: number): string;
  /** What counts against the limit at this moment. */
  sums(now: number): Sums;
  /** Sums of one window that is still kept. */
  sumsOf(window: string): Sums;
  /** Changes the sums of a window: the one that the reservation was made in, whatever the time is now. */
  change(window: string, settled: number, held: number, overrun: number): void;
  /** Windows that are kept, oldest first. */
  windows(): Iterable<readonly [string, Sums]>;
}

interface Cell {
  settled: number;
  held: number;
  overrun: number;
}

const EMPTY: Sums = { settled: 0, held: 0, overrun: 0 };
/** Windows kept for reports and for what is settled late. Older ones without reservations are forgotten. */
const KEPT = 128;

/** An empty tally for a window of this kind. */
export function createTally(window: BudgetWindow): Tally {
  const cells = new Map<string, Cell>();

  const cell = (id: string): Cell => {
    const held = cells.get(id);
    if (held !== undefined) return held;
    const fresh = { settled: 0, held: 0, overrun: 0 };
    cells.set(id, fresh);
    if (cells.size > KEPT) forgetOldest(cells, id);
    return fresh;
  };

  return {
    windowNow: (now) => windowId(window, now),
    sums(now) {
      if (window.kind !== 'rolling') return cells.get(windowId(window, now)) ?? EMPTY;
      return rollingSums(cells, window.ms, now);
    },
    sumsOf: (id) => cells.get(id) ?? EMPTY,
    change(id, settled, held, overrun) {
      const at = cell(id);
      at.settled += settled;
      at.held += held;
      at.overrun += overrun;
    },
    windows: () => cells.entries(),
  };
}

function rollingSums(cells: ReadonlyMap<string, Cell>, ms: number, now: number): Sums {
  const width = bucketMs(ms);
  const first = Math.floor((now - ms) / width);
  const sum = { settled: 0, held: 0, overrun: 0 };
  for (const [id, { settled, held, overrun }] of cells) {
    // A clock that was set back must not hide what was spent later than now.
    if (Number(id.slice(1)) < first) continue;
    sum.settled += settled;
    sum.held += held;
    sum.overrun += overrun;
  }
  return sum;
}

function forgetOldest(cells: Map<string, Cell>, present: string): void {
  for (const [id, { held }] of cells) {
    if (id === present || held !== 0) continue;
    cells.delete(id);
    return;
  }
}
