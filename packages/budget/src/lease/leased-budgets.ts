/**
 * Budgets that several processes share (llm-gateway reference §4.6): each works with slices of the limits that it has
 * leased, in the same synchronous check-and-add as a single process, and asks for more where a slice does not do.
 *
 * Invariant over all: what ended holders settled + the slices of the living <= the limit + overruns, kept by the shared
 * place; in each process settled + held <= its slices + overruns, kept by the book. So the sum of what all spend and hold
 * never passes a hard limit. What a process leaves when it dies is given back only once the ledger has told what it spent.
 */
import type { SliceReport } from '@remit/store';
import type { BudgetBook, BudgetState, Budgets } from '../book/book-types.ts';
import { createBudgetBook } from '../book/budget-book.ts';
import type { BudgetLimit } from '../book/limit.ts';
import type { Reservation } from '../book/reservation.ts';
import { oldestBucket, windowId } from '../window/window.ts';
import { createAsking, spareOf } from './asking.ts';
import type { HolderDeps } from './holder.ts';
import { createHolder } from './holder.ts';
import { createSerial } from './serial.ts';
import type { Slice } from './slices.ts';
import { createSlices, reportOn } from './slices.ts';
import { statesOf } from './states.ts';

export interface LeasedBudgetsDeps extends Omit<HolderDeps, 'onFenced'> {
  /** Told why the shared place could not be asked. */
  readonly onProblem: (thrown: unknown) => void;
  /** Told when this process was taken for dead: calls under way then are counted at their bound. */
  readonly onFenced?: (held: number) => void;
}

export interface LeasedBudgets extends Budgets {
  declare(limit: BudgetLimit): void;
  withdraw(id: string): void;
  limits(): readonly BudgetLimit[];
  /** Says what was used, gives back what is not needed, and that this process is there. To be called every second or so. */
  tick(): Promise<void>;
  /** What all processes together have spent and hold, by the accounts that were ever used. */
  states(now: number): Promise<readonly BudgetState[]>;
  /** Gives everything back but what was spent. Nothing may be under way. */
  leave(): Promise<void>;
}

/** Holds nothing yet. */
export function createLeasedBudgets(deps: LeasedBudgetsDeps): LeasedBudgets {
  const { leases, clock } = deps;
  const slices = createSlices();
  const serial = createSerial();
  const lost = new Map<string, Reservation>();
  let book: BudgetBook = createBudgetBook({ share: slices });

  const onFenced = (): void => {
    const before = book;
    for (const reservation of before.held()) lost.set(reservation.id, reservation);
    slices.clear();
    book = createBudgetBook({ share: slices });
    for (const limit of before.limits()) book.declare(limit);
    deps.onFenced?.(lost.size);
  };
  const holder = createHolder({ ...deps, onFenced });
  const ask = createAsking({ book: () => book, slices, holder, serial, clock, onProblem: deps.onProblem });

  const reports = (): { slice: Slice; report: SliceReport }[] => {
    const now = clock.now();
    const byId = new Map(book.limits().map((limit) => [limit.id, limit]));
    return [...slices].flatMap((slice) => {
      const limit = byId.get(slice.limit);
      const ended = limit === undefined || windowId(limit.window, now) !== slice.window;
      const since = limit === undefined ? undefined : oldestBucket(limit.window, now);
      const sums = book.sumsOf(slice.limit, slice.account, slice.window);
      const report = reportOn(slice, sums, { spare: spareOf(limit?.amount ?? 0), ended, since });
      return report === undefined ? [] : [{ slice, report }];
    });
  };

  const say = async (): Promise<void> => {
    await holder.ensure();
    const said = reports();
    if (said.length === 0 && !holder.due()) return;
    for (const { slice } of said) slice.said = undefined;
    if ((await holder.report(said.map(({ report }) => report))) === 'fenced') return;
    for (const { slice, report } of said) {
      const { amount, settled, held, overrun } = report;
      slice.said = { amount, settled, held, overrun };
      if (!report.retired) continue;
      slices.drop(slice);
      book.forget(slice.limit, slice.account, slice.window);
    }
  };

  return {
    declare(limit) {
      const before = book.limits().find(({ id }) => id === limit.id);
      book.declare(limit);
      if (before === undefined || before.amount <= limit.amount) return;
      // What was leased under a higher amount is not admitted under a lower one: the shared place is asked again.
      for (const slice of slices) {
        if (slice.limit !== limit.id) continue;
        const { settled, held } = book.sumsOf(slice.limit, slice.account, slice.window);
        slice.amount = Math.min(slice.amount, settled + held);
      }
    },
    withdraw: (id) => book.withdraw(id),
    limits: () => book.limits(),
    holdingFor: (subject) => book.holdingFor(subject),
    reserve(request) {
      if (!holder.alive()) return ask(request);
      const got = book.reserve(request);
      return got instanceof Promise || got.ok ? got : ask(request);
    },
    settle(id, actual) {
      const gone = lost.get(id);
      const reservation = gone ?? book.reservation(id);
      lost.delete(id);
      // Whoever counted it as lost took its bound; only what passed the bound is new.
      const settled = gone === undefined ? book.settle(id, actual) : book.raise(gone, actual);
      // What passed its bound is reported even where no slice was ever needed: after a loss, or for a bound of nothing.
      if (settled.kind === 'settled' && settled.overrun.length > 0)
        for (const draw of reservation?.draws ?? []) slices.of(draw);
      return settled;
    },
    release: (id) => book.release(id) || lost.delete(id),
    stands(id) {
      if (!book.stands(id)) return false;
      if (holder.alive()) return true;
      return serial(() => holder.ensure()).then(
        () => book.stands(id),
        (thrown: unknown) => {
          deps.onProblem(thrown);
          return false;
        },
      );
    },
    tick: () => serial(say),
    async states(now) {
      await serial(say);
      const limits = book.limits();
      return statesOf(limits, await leases.sums(limits.map(({ id }) => id)), now);
    },
    leave: () =>
      serial(async () => {
        // First as ever, so that the shared place has a row of every slice and none that is retired twice.
        if ([...slices].length > 0) await say();
        // Then all of them, also those of which nothing new is to be said: what is not told now is lost with the slice.
        for (const slice of slices) slice.said = undefined;
        await holder.leave(reports().map(({ report }) => report));
      }),
  };
}
