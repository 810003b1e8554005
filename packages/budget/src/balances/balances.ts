/**
 * What decisions and outcomes of the log come to, one record after the other (llm-gateway reference §4.5): settled and
 * overrun by limit, account and window, and the reservations that no outcome has ended yet. A function of the records
 * alone: it asks no limit that is in force, and taken up from a snapshot it goes on as if it had read all of them.
 */
import type { Amounts, BudgetUnit } from '../amounts.ts';
import type { Draw } from '../book/reservation.ts';

/** What one account of a limit came to in one window. */
export interface Spent {
  readonly limit: string;
  readonly account: string;
  readonly window: string;
  readonly unit: BudgetUnit;
  readonly settled: number;
  readonly overrun: number;
}

/** A reservation that is held, by the leaf hash of its decision. */
export interface OpenReservation {
  readonly leaf: string;
  readonly draws: readonly Draw[];
  readonly upper: Amounts;
}

/** All of it, as a snapshot keeps it. */
export interface BalanceState {
  readonly spent: readonly Spent[];
  readonly open: readonly OpenReservation[];
}

export interface Balances {
  decided(reservation: OpenReservation): void;
  /** False when no decision with this leaf is open. */
  settled(leaf: string, actual: Amounts): boolean;
  released(leaf: string): boolean;
  /** The bound of a decision that is open; undefined when none is. */
  upperOf(leaf: string): Amounts | undefined;
  /** Settles everything that is open at its bound; answers how many that were. */
  closeOpen(): number;
  /** In the order in which accounts and windows were first drawn on. */
  spent(): Iterable<Spent>;
  state(): BalanceState;
}

/** Windows kept of an account: more than a rolling one has sub-buckets. Older ones no longer count for anything. */
const KEPT = 128;

type Cells = Map<string, { -readonly [K in keyof Spent]: Spent[K] }>;

/** Balances after `from`; without it, of an empty log. */
export function createBalances(from?: BalanceState): Balances {
  const accounts = new Map<string, Cells>();
  const open = new Map<string, OpenReservation>();

  const add = ({ limit, account, window, unit }: Omit<Spent, 'settled' | 'overrun'>, settled: number, over: number) => {
    const key = `${limit}\n${account}\n${unit}`;
    const cells: Cells = accounts.get(key) ?? new Map<string, never>();
    accounts.set(key, cells);
    const cell = cells.get(window) ?? { limit, account, window, unit, settled: 0, overrun: 0 };
    cell.settled += settled;
    cell.overrun += over;
    cells.set(window, cell);
    const [oldest] = cells.keys();
    if (cells.size > KEPT && oldest !== undefined) cells.delete(oldest);
  };

  const settle = ({ leaf, draws, upper }: OpenReservation, actual: Amounts): void => {
    open.delete(leaf);
    for (const draw of draws) add(draw, actual[draw.unit], Math.max(0, actual[draw.unit] - upper[draw.unit]));
  };

  for (const cell of from?.spent ?? []) add(cell, cell.settled, cell.overrun);
  for (const reservation of from?.open ?? []) open.set(reservation.leaf, reservation);

  function* spent(): Iterable<Spent> {
    for (const cells of accounts.values()) yield* cells.values();
  }

  return {
    decided: (reservation) => void open.set(reservation.leaf, reservation),
    settled(leaf, actual) {
      const reservation = open.get(leaf);
      if (reservation !== undefined) settle(reservation, actual);
      return reservation !== undefined;
    },
    released: (leaf) => open.delete(leaf),
    upperOf: (leaf) => open.get(leaf)?.upper,
    closeOpen() {
      const left = [...open.values()];
      for (const reservation of left) settle(reservation, reservation.upper);
      return left.length;
    },
    spent,
    state: () => ({ spent: [...spent()].map((cell) => ({ ...cell })), open: [...open.values()] }),
  };
}
