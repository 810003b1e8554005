/** Step 1: who calls what, in a form that records can hold; and whether this key may call at all. */
import type { Clock } from '@remit/core';
import type { ScopeEngine } from '@remit/scope';
import { DenialCode } from '../reason-codes.ts';
import { identify } from '../records/call-drafts.ts';
import type { Received, Resolved } from './stages.ts';
import type { Step } from './step.ts';
import { go, stop } from './step.ts';
import { unevaluated } from './verdict.ts';

/** Stops a key without the role `caller`: it sees no tool, so its calls meet no tool (mcp reference §7, F5). */
export function createResolve(deps: { readonly engine: ScopeEngine; readonly clock: Clock }): Step<Received, Resolved> {
  return {
    name: 'resolve',
    onError: 'deny',
    run(call) {
      const { caller } = call.request;
      const resolved = { ...call, identity: identify(call.request) };
      if (caller.roles.includes('caller')) return go(resolved);
      const scope = deps.engine.forAgent(caller.agent, deps.clock.now());
      const reference = scope === undefined ? undefined : { id: scope.id, sha: scope.sha };
      const message = 'This key does not hold the role caller.';
      return stop({ kind: 'hidden', verdict: unevaluated(DenialCode.RoleMissing, message, reference) });
    },
  };
}
