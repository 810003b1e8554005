/** Step 3: the declared scope decides on the concrete model and provider, also for a fallback (api7/aisix#448). */
import type { Clock } from '@remit/core';
import type { Step } from '@remit/gateway';
import { go, stop, verdictOf } from '@remit/gateway';
import type { Subjects } from '@remit/record';
import type { ScopeEngine } from '@remit/scope';
import { modelServer } from '@remit/scope';
import { toDecided } from './advance.ts';
import { factsOf } from './facts.ts';
import type { Decided, LlmExit, Shaped } from './stages.ts';

/** Stops what the scope does not allow, unless it only observes. A model outside the scope looks like one that does not exist. */
export function createDecide(deps: {
  readonly engine: ScopeEngine;
  readonly subjects: Subjects;
  readonly clock: Clock;
}): Step<Shaped, Decided, LlmExit> {
  const { engine, subjects, clock } = deps;
  return {
    name: 'decide',
    onError: 'deny',
    run(at) {
      const { caller } = at.call;
      const decision = engine.decide({
        ...(caller.agent === undefined ? {} : { agent: caller.agent }),
        server: modelServer(at.target.account.name),
        tool: at.target.model,
        args: factsOf(at),
        now: clock.now(),
        approved: false,
      });
      const verdict = verdictOf(decision, subjects);
      if (!verdict.enforced || verdict.dec === 'permit') return go(toDecided(at, verdict));
      // A model has no approval that could release a call: the scope file has no such key below models.
      const denied = { ...verdict, dec: 'deny' as const };
      const code = verdict.visible ? 'scope_denied' : 'model_not_found';
      return stop({ kind: 'denied', at, verdict: denied, code, message: verdict.message });
    },
  };
}
