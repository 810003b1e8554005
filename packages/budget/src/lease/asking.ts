/**
 * Attempts that wait for a larger slice. One question at a time for all of them: what the first needs, and what the others
 * could use. The answer is tried on each in turn, in the one synchronous step of the book; so nothing is held in part.
 */
import type { Clock, Result } from '@remit/core';
import { err } from '@remit/core';
import type { SliceAsk, Taken } from '@remit/store';
import type { BudgetBook, BudgetsUnavailable, ReserveRequest } from '../book/book-types.ts';
import { accountOf } from '../book/limit.ts';
import { refusalOf } from '../book/refusal.ts';
import type { BudgetRefusal, Reservation } from '../book/reservation.ts';
import type { Shortage } from '../book/weigh.ts';
import { oldestBucket } from '../window/window.ts';
import type { Holder } from './holder.ts';
import type { Serial } from './serial.ts';
import type { Slices } from './slices.ts';

type Answer = Result<Reservation, BudgetRefusal | BudgetsUnavailable>;

interface Waiting {
  readonly request: ReserveRequest;
  readonly answer: (answer: Answer) => void;
  /** Times that all slices were lost while it waited. */
  fenced: number;
}

export interface AskingDeps {
  readonly book: () => BudgetBook;
  readonly slices: Slices;
  readonly holder: Holder;
  readonly serial: Serial;
  readonly clock: Clock;
  readonly onProblem: (thrown: unknown) => void;
}

/** Part of a limit that is asked for beyond what is needed now. */
export function spareOf(amount: number): number {
  return Math.floor(amount / 16);
}

/** Answers a request that the slices at hand do not cover. */
export function createAsking(deps: AskingDeps): (request: ReserveRequest) => Promise<Answer> {
  const { book, slices, holder, serial, clock } = deps;
  let waiting: Waiting[] = [];
  let asking = false;

  /** Those that still wait, after each was tried. */
  const tried = (batch: readonly Waiting[]): Waiting[] =>
    batch.filter(({ request, answer }) => {
      const got = book().reserve({ ...request, now: clock.now() });
      if (got instanceof Promise || !got.ok) return true;
      answer(got);
      return false;
    });

  const round = async (): Promise<void> => {
    let left = waiting.splice(0);
    try {
      await serial(async () => {
        await holder.ensure();
        left = tried(left);
        const [first, ...others] = left;
        if (first === undefined) return;
        const now = clock.now();
        const short = book().shortages({ ...first.request, now });
        const asks = short.map((one) => askOf(one, others, slices, now, book()));
        // Until the answer is there nobody knows what the shared place holds of these.
        for (const ask of asks) slices.of(ask).said = undefined;
        left = taken(await holder.take(asks), { asks, short, left, now });
      });
    } catch (thrown) {
      deps.onProblem(thrown);
      for (const each of left) each.answer(withoutAnswer(each.request));
      return;
    }
    waiting = [...left, ...waiting];
  };

  const taken = (
    answer: Taken,
    { asks, short, left, now }: { asks: readonly SliceAsk[]; short: readonly Shortage[]; left: Waiting[]; now: number },
  ): Waiting[] => {
    if (answer.kind === 'fenced') {
      for (const each of left) if (each.fenced++ >= 3) each.answer(withoutAnswer(each.request));
      return left.filter(({ fenced }) => fenced <= 3);
    }
    if (answer.kind === 'short') return refused(answer, short[answer.index], left, now);
    const allowed = new Map(
      book()
        .limits()
        .map((limit) => [limit.id, limit.amount]),
    );
    for (const [index, { amount, past }] of answer.slices.entries()) {
      const ask = asks[index];
      if (ask === undefined) continue;
      const slice = slices.of(ask);
      // Lowered while the question was on its way: the answer was for the limit as it was.
      const lowered = (allowed.get(ask.limit) ?? 0) < ask.allowed;
      slice.amount = lowered ? ask.amount : amount;
      slice.past = past;
      slice.said = { amount, settled: ask.settled, held: ask.held, overrun: ask.overrun };
    }
    return tried(left);
  };

  /** Refuses the first, and all others that lack as much of the same. */
  const refused = (
    { settled, held }: { readonly settled: number; readonly held: number },
    short: Shortage | undefined,
    [first, ...others]: readonly Waiting[],
    now: number,
  ): Waiting[] => {
    if (short === undefined || first === undefined) throw new TypeError('a refusal names no ask');
    const { limit, account } = short;
    const sums = { settled, held, overrun: 0 };
    const refuse = ({ request, answer }: Waiting): void =>
      answer(err(refusalOf({ ...short, sums, allowed: limit.amount, asked: request.upper[limit.unit] }, now)));
    refuse(first);
    return others.filter((each) => {
      const same = accountOf(limit, each.request.subject) === account && each.request.upper[limit.unit] >= short.asked;
      if (same) refuse(each);
      return !same;
    });
  };

  /** Hard limits refuse while nobody can be asked; soft ones let pass, and what passed is reported later. */
  const withoutAnswer = (request: ReserveRequest): Answer => {
    const asked = { ...request, now: clock.now() };
    const short = book().shortages(asked);
    const hard = short.find(({ limit }) => limit.mode === 'hard');
    if (hard === undefined && holder.alive()) {
      for (const { limit, account, window, sums, asked: need } of short) {
        const slice = slices.of({ limit: limit.id, account, window });
        slice.amount = sums.settled + sums.held + need;
        slice.past = true;
      }
      const got = book().reserve(asked);
      if (!(got instanceof Promise)) return got;
    }
    const limit = (hard ?? short[0])?.limit.id ?? '';
    return err({ limit, unavailable: 'The database in which gateways share budgets did not answer.' });
  };

  const answerAll = async (): Promise<void> => {
    while (waiting.length > 0) await round();
    // In the same turn as the look at the queue: whoever comes next starts it again.
    asking = false;
  };

  return (request) =>
    new Promise<Answer>((answer) => {
      waiting.push({ request, answer, fenced: 0 });
      if (asking) return;
      asking = true;
      void answerAll();
    });
}

function askOf(
  { limit, account, window, sums, asked }: Shortage,
  others: readonly Waiting[],
  slices: Slices,
  now: number,
  book: BudgetBook,
): SliceAsk {
  const { settled, held } = sums;
  const used = settled + held;
  const slice = slices.of({ limit: limit.id, account, window });
  const amount = Math.max(slice.amount, used);
  const least = used + asked - amount;
  const more = others
    .filter(({ request }) => accountOf(limit, request.subject) === account)
    .reduce((sum, { request }) => sum + request.upper[limit.unit], 0);
  const { overrun } = book.sumsOf(limit.id, account, window);
  const since = oldestBucket(limit.window, now);
  return {
    limit: limit.id,
    account,
    window,
    bucket: slice.bucket,
    amount,
    settled,
    held,
    overrun,
    allowed: limit.amount,
    hard: limit.mode === 'hard',
    least,
    wanted: Math.min(least + more + spareOf(limit.amount), Number.MAX_SAFE_INTEGER),
    ...(since === undefined ? {} : { since }),
  };
}
