/** Step 2: a person, an agent or a tool that has had its calls of the minute waits. No policy is asked. */
import type { Clock } from '@remit/core';
import type { ScopeEngine } from '@remit/scope';
import type { RateLimiter } from '../limits/rate-limiter.ts';
import { rateRefusal } from '../limits/rate-refusal.ts';
import type { RefusalBook } from '../limits/refusal-book.ts';
import { DenialCode } from '../reason-codes.ts';
import type { Admitted, Resolved } from './stages.ts';
import type { Step } from './step.ts';
import { go, stop } from './step.ts';
import { unevaluated } from './verdict.ts';

export interface LimitRateDeps {
  readonly limiter: RateLimiter;
  readonly refusals: RefusalBook;
  readonly engine: ScopeEngine;
  readonly clock: Clock;
}

/** Stops a call over a limit. Also when the scope only observes: observing suspends the scope, not the limits. */
export function createLimitRate(deps: LimitRateDeps): Step<Resolved, Admitted> {
  const { limiter, refusals, engine, clock } = deps;
  return {
    name: 'limit-rate',
    onError: 'deny',
    run(call) {
      const { caller, server, tool, definition } = call.request;
      const now = clock.now();
      // Threat: invented names must not make buckets, so only a tool that its upstream lists has one.
      const toolKey = definition === undefined ? undefined : `${server}\n${tool}`;
      const admission = limiter.take(
        { person: caller.sub, agent: caller.agent, key: caller.keyId, tool: toolKey },
        now,
      );
      if (admission.ok) return go({ ...call, admitted: true });
      const { retryAfterMs } = admission;
      const { rule, message } = rateRefusal(admission, 'tool');
      const scope = engine.forAgent(caller.agent, now);
      const reference = scope === undefined ? undefined : { id: scope.id, sha: scope.sha };
      const verdict = { ...unevaluated(DenialCode.RateLimited, message, reference), rules: [rule] };
      return stop({
        kind: 'limited',
        verdict,
        rule,
        retryAfterMs,
        counted: refusals.count(call, verdict) === 'counted',
      });
    },
  };
}
