/** Step 4: the upper bound is held under every limit that holds, or under none (llm-gateway reference §4.2, §4.3). */
import type { Amounts, BudgetRefusal, Budgets, BudgetsUnavailable, PriceTable, Reservation } from '@remit/budget';
import type { Clock, IdSource, Result } from '@remit/core';
import { rfc3339 } from '@remit/core';
import type { Step, StepResult } from '@remit/gateway';
import { go, stop } from '@remit/gateway';
import { upperBound } from '../meter/bound.ts';
import type { SubjectOf } from '../meter/subject.ts';
import { toMetered } from './advance.ts';
import type { Decided, LlmExit, Metered } from './stages.ts';

export interface MeterDeps {
  readonly budgets: Budgets;
  readonly prices: () => PriceTable;
  readonly subjectOf: SubjectOf;
  readonly clock: Clock;
  readonly nextId: IdSource;
}

/** Refuses what has no bound in the unit of a hard limit: an unknown model is not free, an unbounded input not small. */
export function createMeter(deps: MeterDeps): Step<Decided, Metered, LlmExit> {
  const { budgets, subjectOf, clock, nextId } = deps;
  return {
    name: 'meter',
    onError: 'deny',
    run(at) {
      const { call, target, prepared, cap } = at;
      const price = deps.prices().row(target.account.manifest.prices, target.model);
      const subject = subjectOf(at);
      const holding = budgets.holdingFor(subject);
      if (holding.length === 0) return go(toMetered(at, undefined, price));
      const bound = upperBound({ request: call.request, bytes: prepared.body.length, cap, price });
      const missing = holding.find(
        ({ mode, unit }) => mode === 'hard' && unit !== 'requests' && bound[unit] === undefined,
      );
      if (missing !== undefined)
        return refuse(
          at,
          bound.why ?? 'input_unbounded',
          missing.id,
          `${unboundedText(bound.why)} Limit: ${missing.id}.`,
        );
      const upper: Amounts = { nanousd: bound.nanousd ?? 0, tokens: bound.tokens ?? 0, requests: 1 };
      const reserved = budgets.reserve({ id: nextId(), subject, upper, now: clock.now() });
      // Most answers are there at once, and waiting for nothing costs a turn of the queue of promises.
      return reserved instanceof Promise
        ? reserved.then((later) => metered(at, later, price, clock.now()))
        : metered(at, reserved, price, clock.now());
    },
  };
}

function metered(
  at: Decided,
  reserved: Result<Reservation, BudgetRefusal | BudgetsUnavailable>,
  price: Metered['price'],
  now: number,
): StepResult<Metered, LlmExit> {
  if (reserved.ok) {
    at.trail.reservation = reserved.value;
    return go(toMetered(at, reserved.value, price));
  }
  const { error } = reserved;
  if ('unavailable' in error)
    return refuse(
      at,
      'budget_unavailable',
      error.limit,
      `${error.unavailable} Limit: ${error.limit}. Nothing was sent.`,
    );
  const { resetsAt } = error;
  return refuse(
    at,
    'budget_exceeded',
    error.limit,
    refusalText(error),
    resetsAt === undefined ? undefined : resetsAt - now,
  );
}

function refuse(at: Decided, code: string, limit: string, message: string, retryAfterMs?: number) {
  const verdict = {
    ...at.verdict,
    dec: 'deny' as const,
    eval: 'not-evaluated' as const,
    errors: [`budget.${code}`],
    message,
    // Observing suspends the scope, not the budgets.
    enforced: true,
  };
  return stop<LlmExit>({
    kind: 'over-limit',
    at,
    verdict,
    code,
    limit,
    message,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

function unboundedText(why: string | undefined): string {
  return why === 'price_unknown'
    ? 'The model has no price, so a limit in money cannot hold. Add its price, or confirm which price it has.'
    : 'The request carries parts whose tokens nothing bounds, so a hard limit cannot hold.';
}

/** Names the limit, what is left and when it starts again; never a person. */
function refusalText(refusal: BudgetRefusal): string {
  const { limit, unit, amount, settled, held, asked, resetsAt, window } = refusal;
  const left = Math.max(0, amount - settled - held);
  const until = resetsAt === undefined ? 'It does not start again.' : `It starts again at ${rfc3339(resetsAt)}.`;
  return `Limit ${limit} allows ${shown(unit, amount)} in ${window}: ${shown(unit, settled)} spent, ${shown(unit, held)} held by calls under way, ${shown(unit, left)} left. This request could come to ${shown(unit, asked)}. ${until}`;
}

function shown(unit: string, amount: number): string {
  return unit === 'nanousd' ? `${(amount / 1e9).toFixed(6)} USD` : `${amount} ${unit}`;
}
