/** Step 6: what was held becomes what it came to, once (llm-gateway reference §4.2, §4.5). */
import type { Amounts, Budgets, PriceTable } from '@remit/budget';
import { costOf, NOTHING } from '@remit/budget';
import type { Clock, Logger } from '@remit/core';
import type { Step } from '@remit/gateway';
import { go } from '@remit/gateway';
import { UsageSource } from '@remit/record';
import type { Use } from '../use.ts';
import { toSettled } from './advance.ts';
import type { Answered, LlmExit, Settled } from './stages.ts';

export interface SettleDeps {
  readonly budgets: Budgets;
  readonly prices: () => PriceTable;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Missing usage is the bound, never zero; an attempt of which no byte was sent is given back. */
export function createSettle(deps: SettleDeps): Step<Answered, Settled, LlmExit> {
  const { budgets, logger } = deps;
  return {
    name: 'settle',
    onError: 'deny',
    run(at) {
      const use = useOf(at, deps.prices());
      const { reservation, trail } = at;
      if (reservation !== undefined) {
        delete trail.reservation;
        if (use.source === UsageSource.NotSent) budgets.release(reservation.id);
        else {
          const settled = budgets.settle(reservation.id, use.spent);
          const over = settled.kind === 'settled' ? settled.overrun : [];
          // The bound was not sound: the excess is itemised, here and in the record (spent above up).
          if (over.length > 0)
            logger.warn({ decision: at.decision.id, over }, 'an attempt came to more than its bound');
        }
      }
      return go(toSettled(at, use));
    },
  };
}

/** What an ending came to. Pure. */
export function useOf(at: Answered, prices: PriceTable): Use {
  const { end, facts, reservation } = at;
  const bound = reservation?.upper ?? { ...NOTHING, requests: 1 };
  const bounded: Use = { source: UsageSource.Bound, models: [], spent: bound };
  switch (end.kind) {
    case 'not-sent':
      return { source: UsageSource.NotSent, models: [], spent: NOTHING };
    case 'refused':
      return { source: UsageSource.ErrorStatus, models: [], spent: { ...NOTHING, requests: 1 } };
    case 'lost':
      return bounded;
    case 'answered':
    case 'streamed':
      if (facts?.usage?.source !== 'provider' || (end.kind === 'streamed' && !end.complete)) return bounded;
      return reported(at, facts.usage.models, facts.models[0], prices, bound);
  }
}

function reported(
  at: Answered,
  parts: NonNullable<NonNullable<Answered['facts']>['usage']>['models'],
  served: string | undefined,
  prices: PriceTable,
  bound: Amounts,
): Use {
  const { manifest } = at.target.account;
  const models = parts.map(({ model, usage }) => ({ model: model ?? served ?? at.target.model, usage }));
  const tokens = models.reduce((sum, { usage }) => sum + usage.input + usage.output, 0);
  let nano = 0n;
  let unpriced = false;
  for (const { model, usage } of models) {
    // The served model where it has a price of its own; the requested one is what the bound was made with.
    const row = prices.row(manifest.prices, model) ?? (model === served || models.length === 1 ? at.price : undefined);
    if (row === undefined) unpriced = true;
    else nano += costOf(row, usage, at.sentAt);
  }
  const nanousd = unpriced ? bound.nanousd : Number(nano);
  return {
    source: unpriced && at.price !== undefined ? UsageSource.Partial : UsageSource.Provider,
    models,
    spent: { nanousd, tokens, requests: 1 },
  };
}
