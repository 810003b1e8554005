/**
 * This process as a holder of slices, and whether it still is one (llm-gateway reference §4.6).
 *
 * Threat: a process that was paused must not go on as if nothing had happened. It counts as alive only for a part of the
 * time that the database gives it, by its monotonic clock and by the clock of the machine (which goes on while the machine
 * sleeps), from before the question was sent. After that it asks first.
 */
import type { Clock } from '@remit/core';
import type { BudgetLeases, SliceAsk, SliceReport, Taken } from '@remit/store';

/** Part of the time to live in which no question is needed. */
const SURE = 0.6;
/** Part after which a tick says that it is there. */
const RENEW = 0.2;

export interface HolderDeps {
  readonly leases: BudgetLeases;
  /** Id under which this process writes records. */
  readonly writer: string;
  /** Origin of the log that it writes to. */
  readonly log: string;
  /** Size of the log now. */
  readonly logSize: () => number;
  readonly clock: Clock;
  /** Milliseconds that never go back. */
  readonly elapsed: () => number;
  /** Called when all slices are gone: somebody else counts what was decided under them. */
  readonly onFenced: () => void;
}

export interface Holder {
  alive(): boolean;
  /** A tick should say that it is there. */
  due(): boolean;
  /** Makes sure that there is a holder that is not fenced; a new one if need be. Rejects when nobody can be asked. */
  ensure(): Promise<void>;
  take(asks: readonly SliceAsk[]): Promise<Taken>;
  report(reports: readonly SliceReport[]): Promise<'kept' | 'fenced'>;
  leave(reports: readonly SliceReport[]): Promise<void>;
}

/** A process that holds nothing yet. Its methods are called one after the other. */
export function createHolder(deps: HolderDeps): Holder {
  const { leases, clock, elapsed } = deps;
  let id: string | undefined;
  let last = { steady: Number.NEGATIVE_INFINITY, wall: Number.NEGATIVE_INFINITY };

  const since = (): number => Math.max(elapsed() - last.steady, Math.abs(clock.now() - last.wall));
  const asked = async <T>(work: () => Promise<T>, fenced: (answer: T) => boolean): Promise<T> => {
    const from = { steady: elapsed(), wall: clock.now() };
    const answer = await work();
    if (fenced(answer)) {
      id = undefined;
      deps.onFenced();
    } else last = from;
    return answer;
  };
  const named = (): string => {
    if (id === undefined) throw new TypeError('slices were asked for before there was a holder');
    return id;
  };
  const report = (reports: readonly SliceReport[]) =>
    asked(
      () => leases.report(named(), reports),
      (said) => said === 'fenced',
    );

  return {
    alive: () => id !== undefined && since() < leases.ttlMs * SURE,
    due: () => since() > leases.ttlMs * RENEW,
    async ensure() {
      if (id !== undefined && since() < leases.ttlMs * SURE) return;
      if (id !== undefined) await report([]);
      id ??= await asked(
        () => leases.register(deps.writer, deps.log, deps.logSize()),
        () => false,
      );
    },
    take: (asks) =>
      asked(
        () => leases.take(named(), asks),
        ({ kind }) => kind === 'fenced',
      ),
    report,
    async leave(reports) {
      if (id === undefined) return;
      await leases.leave(id, reports);
      id = undefined;
    },
  };
}
