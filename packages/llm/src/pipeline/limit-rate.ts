/** Step 2: a person, an agent, a key or a model that has had its calls of the minute waits. No policy is asked. */
import type { Clock } from '@remit/core';
import type { RateLimits, Step } from '@remit/gateway';
import { createRateLimiter, DenialCode, go, rateRefusal, stop, unevaluated } from '@remit/gateway';
import type { ScopeEngine } from '@remit/scope';
import type { LlmExit, Shaped } from './stages.ts';

/** The same limits as for tool calls, counted apart from those. A retry or a fallback is no further call. */
export function createLimitRate(deps: {
  readonly rates?: RateLimits;
  readonly engine: ScopeEngine;
  readonly clock: Clock;
}): Step<Shaped, Shaped, LlmExit> {
  const { engine, clock } = deps;
  const limiter = createRateLimiter(deps.rates ?? {});
  return {
    name: 'limit-rate',
    onError: 'deny',
    run(at) {
      if (at.attempt > 0) return go(at);
      const { caller } = at.call;
      const now = clock.now();
      const admission = limiter.take(
        {
          person: caller.sub,
          agent: caller.agent,
          key: caller.keyId,
          tool: `${at.target.account.name}\n${at.target.model}`,
        },
        now,
      );
      if (admission.ok) return go(at);
      const { rule, message } = rateRefusal(admission, 'model');
      const scope = engine.forAgent(caller.agent, now);
      const reference = scope === undefined ? undefined : { id: scope.id, sha: scope.sha };
      const verdict = { ...unevaluated(DenialCode.RateLimited, message, reference), rules: [rule] };
      const { retryAfterMs } = admission;
      return stop({
        kind: 'over-limit',
        at,
        verdict,
        code: 'rate_limited',
        limit: rule,
        message: `The request was not sent: ${message}.`,
        retryAfterMs,
      });
    },
  };
}
