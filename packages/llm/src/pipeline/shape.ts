/** Step 1: the body to send: routed model, output cap, usage asked for. Policy and budget see what will be sent. */
import type { Budgets } from '@remit/budget';
import type { Step } from '@remit/gateway';
import { go } from '@remit/gateway';
import type { SubjectOf } from '../meter/subject.ts';
import { toShaped } from './advance.ts';
import type { Attempted, LlmExit, Shaped } from './stages.ts';

/** Output cap that is set where a limit needs one and neither caller nor route set any. */
const DEFAULT_CAP = 4_096;

/** Sets a cap only where something needs it: a route that says so, or a limit in tokens or money. */
export function createShape(deps: {
  readonly budgets: Budgets;
  readonly subjectOf: SubjectOf;
}): Step<Attempted, Shaped, LlmExit> {
  return {
    name: 'shape',
    onError: 'deny',
    run(at) {
      const { call, target, routeCap } = at;
      const { request, dialect } = call;
      const { manifest } = target.account;
      const cap = request.hasOutput ? (request.cap ?? routeCap ?? (needsCap(at) ? DEFAULT_CAP : undefined)) : undefined;
      const prepared = dialect.prepare(request, {
        model: target.model,
        ...(cap === undefined ? {} : { cap }),
        ...(manifest.capMember === undefined ? {} : { capMember: manifest.capMember }),
        ...(manifest.envelope === undefined ? {} : { envelope: manifest.envelope }),
        ...(manifest.usageOption === undefined ? {} : { usageOption: manifest.usageOption }),
      });
      return go(toShaped(at, prepared, cap));
    },
  };

  function needsCap(at: Attempted): boolean {
    return deps.budgets.holdingFor(deps.subjectOf(at)).some(({ unit }) => unit !== 'requests');
  }
}
