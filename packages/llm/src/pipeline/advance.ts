/**
 * From one stage of an attempt to the next. Written member by member: every call passes through all of them, and a spread
 * costs several times as much. The types see to it that nothing is left out.
 */
import type { Prepared } from '../dialects/dialect.ts';
import type { Use } from '../use.ts';
import type { Answered, Attempted, Committed, Decided, Metered, Settled, Shaped } from './stages.ts';

/** The body to send is made. */
export function toShaped(at: Attempted, prepared: Prepared, cap: number | undefined): Shaped {
  const { call, target, attempt, cause, routeCap, trail, watch } = at;
  return { call, target, attempt, cause, routeCap, trail, watch, prepared, cap };
}

/** The scope lets it through. */
export function toDecided(at: Shaped, verdict: Decided['verdict']): Decided {
  const { call, target, attempt, cause, routeCap, trail, watch, prepared, cap } = at;
  return { call, target, attempt, cause, routeCap, trail, watch, prepared, cap, verdict };
}

/** Its bound is held. */
export function toMetered(at: Decided, reservation: Metered['reservation'], price: Metered['price']): Metered {
  const { call, target, attempt, cause, routeCap, trail, watch, prepared, cap, verdict } = at;
  return { call, target, attempt, cause, routeCap, trail, watch, prepared, cap, verdict, reservation, price };
}

/** Its decision is durable. */
export function toCommitted(at: Metered, decision: Committed['decision']): Committed {
  const { call, target, attempt, cause, routeCap, trail, watch, prepared, cap, verdict, reservation, price } = at;
  return { call, target, attempt, cause, routeCap, trail, watch, prepared, cap, verdict, reservation, price, decision };
}

/** The provider's answer, or what came instead. */
type AnswerMembers = Pick<Answered, 'end' | 'facts' | 'sentAt' | 'ms'>;

/** It has been answered, or given up. */
export function toAnswered(at: Committed, { end, facts, sentAt, ms }: AnswerMembers): Answered {
  const { call, target, attempt, cause, routeCap, trail, watch, prepared, cap, verdict, reservation, price, decision } =
    at;
  return {
    call,
    target,
    attempt,
    cause,
    routeCap,
    trail,
    watch,
    prepared,
    cap,
    verdict,
    reservation,
    price,
    decision,
    end,
    facts,
    sentAt,
    ms,
  };
}

/** What it came to is settled. */
export function toSettled(at: Answered, use: Use): Settled {
  const { call, target, attempt, cause, routeCap, trail, watch, prepared, cap, verdict, reservation, price, decision } =
    at;
  const { end, facts, sentAt, ms } = at;
  return {
    call,
    target,
    attempt,
    cause,
    routeCap,
    trail,
    watch,
    prepared,
    cap,
    verdict,
    reservation,
    price,
    decision,
    end,
    facts,
    sentAt,
    ms,
    use,
  };
}
