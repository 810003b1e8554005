/** Step 3: the declared scope decides. */
import type { DeniedBecause } from '../call.ts';
import { DenialCode } from '../reason-codes.ts';
import type { AskScope } from './ask-scope.ts';
import type { Admitted, Decided } from './stages.ts';
import type { Step } from './step.ts';
import { go, stop } from './step.ts';
import type { Verdict } from './verdict.ts';
import { MAX_ABOUT, overrule, stops } from './verdict.ts';

/**
 * Stops a call that the caller's list does not show, exactly as one to a tool that does not exist, and a call that the
 * scope denies, unless the scope only observes. mcp reference §7, F5.
 */
export function createDecide(deps: { readonly ask: AskScope }): Step<Admitted, Decided> {
  return {
    name: 'decide',
    onError: 'deny',
    run(call) {
      const verdict = deps.ask(call.request, false);
      if (!verdict.visible) return stop({ kind: 'hidden', verdict: { ...verdict, dec: 'deny' } });
      if (call.request.definition === undefined) {
        const unlisted = overrule(verdict, DenialCode.ToolUnlisted, 'The upstream lists no tool of this name.');
        return stop({ kind: 'hidden', verdict: unlisted });
      }
      const checked = checkAbout(verdict);
      if (stops(checked)) return stop({ kind: 'denied', verdict: checked, because: becauseOf(checked) });
      return go({ ...call, verdict: checked });
    },
  };
}

/** Denies a call that concerns more persons than its record could name: nobody may be missing from the trail. */
export function checkAbout(verdict: Verdict): Verdict {
  if ('absent' in verdict.about || verdict.about.handles.length <= MAX_ABOUT || stops(verdict)) return verdict;
  const message = `Denied: the call concerns ${verdict.about.handles.length} persons, and a record names at most ${MAX_ABOUT}. Split the call.`;
  return overrule(verdict, DenialCode.TooManyPersons, message);
}

/** The kind of a denial for the wire layer. */
export function becauseOf(verdict: Verdict): DeniedBecause {
  if (verdict.scope === undefined) return 'no-scope';
  return verdict.eval === 'not-evaluated' ? 'evaluation-error' : 'argument';
}
