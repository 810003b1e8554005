/** Several holders over one place in memory, and the log that they write, for tests of leases. */
import type { Amounts } from '../amounts.ts';
import { createBalances } from '../balances/balances.ts';
import type { BudgetLimit } from '../book/limit.ts';
import type { Reservation } from '../book/reservation.ts';
import type { LeasedBudgets } from '../lease/leased-budgets.ts';
import { createLeasedBudgets } from '../lease/leased-budgets.ts';
import { bucketOf } from '../window/window.ts';
import type { MemoryLeases } from './memory-leases.ts';
import { memoryLeases } from './memory-leases.ts';

export const NOW = Date.parse('2026-11-25T12:00:00Z');
export const amounts = (tokens: number): Amounts => ({ nanousd: 0, tokens, requests: 1 });
export const subject = { org: 'org', person: 'p_1' };

export function limit(over: Partial<BudgetLimit> = {}): BudgetLimit {
  return {
    id: 'org-life',
    version: 'v1',
    scope: 'org',
    of: '*',
    unit: 'tokens',
    window: { kind: 'lifetime' },
    amount: 1_000,
    mode: 'hard',
    ...over,
  };
}

/** What happened, as the ledger would tell it. */
type Entry =
  | { readonly kind: 'decision'; readonly writer: string; readonly reservation: Reservation }
  | { readonly kind: 'outcome'; readonly id: string; readonly actual: Amounts | undefined };

export interface LeaseHolder {
  readonly writer: string;
  readonly budgets: LeasedBudgets;
}

export class World {
  now = NOW;
  readonly log: Entry[] = [];
  /** Attempts that were counted at their bound, because whoever made them was silent. */
  readonly bound = new Set<string>();
  readonly leases: MemoryLeases = memoryLeases(() => this.now);
  readonly limits: readonly BudgetLimit[];
  #writers = 0;
  #ids = 0;

  constructor(limits: readonly BudgetLimit[], now = NOW) {
    this.limits = limits;
    this.now = now;
  }

  holder(): LeaseHolder {
    const writer = `w${this.#writers++}`;
    const budgets = createLeasedBudgets({
      leases: this.leases,
      writer,
      log: 'log',
      logSize: () => this.log.length,
      clock: { now: () => this.now },
      elapsed: () => this.now,
      onProblem: () => undefined,
    });
    for (const each of this.limits) budgets.declare(each);
    return { writer, budgets };
  }

  /** Reserves only: the decision is on its way. */
  async reserve({ budgets }: LeaseHolder, upper: number): Promise<Reservation | string> {
    const got = await budgets.reserve({ id: `r${this.#ids++}`, subject, upper: amounts(upper), now: this.now });
    if (got.ok) return got.value;
    return 'unavailable' in got.error ? 'unavailable' : 'refused';
  }

  /** Makes the decision durable: the reservation stands, or nothing was sent. */
  async decide({ writer, budgets }: LeaseHolder, reservation: Reservation): Promise<boolean> {
    this.log.push({ kind: 'decision', writer, reservation });
    if (await budgets.stands(reservation.id)) return true;
    budgets.release(reservation.id);
    this.log.push({ kind: 'outcome', id: reservation.id, actual: undefined });
    return false;
  }

  async admit(holder: LeaseHolder, upper: number): Promise<Reservation | string> {
    const got = await this.reserve(holder, upper);
    if (typeof got === 'string') return got;
    return (await this.decide(holder, got)) ? got : 'lost';
  }

  settle({ budgets }: LeaseHolder, id: string, actual: Amounts): void {
    budgets.settle(id, actual);
    this.log.push({ kind: 'outcome', id, actual });
  }

  /** What a gateway does that finds another one silent. */
  async settleLost(): Promise<void> {
    for (const { id, writer, from, until = Number.POSITIVE_INFINITY } of await this.leases.fenceSilent()) {
      const balances = createBalances();
      for (const [index, entry] of this.log.entries()) {
        if (index < from) continue;
        if (entry.kind === 'decision') {
          if (entry.writer !== writer || index >= until) continue;
          const { draws, upper } = entry.reservation;
          balances.decided({ leaf: entry.reservation.id, draws, upper });
        } else if (entry.actual === undefined) balances.released(entry.id);
        else balances.settled(entry.id, entry.actual);
      }
      for (const { leaf } of balances.state().open) this.bound.add(leaf);
      balances.closeOpen();
      const spent = [...balances.spent()].map((each) => ({ ...each, bucket: bucketOf(each.window) }));
      await this.leases.settleLost(id, spent);
    }
  }
}
