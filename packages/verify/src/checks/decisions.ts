/** Step "decisions": recorded decisions run again (compliance reference §11). */
import { projectStudy } from '../projection/assemble.ts';
import { authorises, finalDecision, letThrough } from '../projection/calls.ts';
import { EVALUATOR } from '../projection/verdict.ts';
import type { Check } from './check.ts';
import { firstFew, notReached } from './check.ts';
import { askAgain } from './second-evaluator.ts';

/** Run every recorded decision again from its scope file and disclosed context. */
export const decisions: Check = {
  name: 'decisions',
  doesNotProve: 'that the context describes the arguments truly; the arguments are committed to and not disclosed',
  protectsAgainst: 'decisions that the declared scope does not give, and reports that hide them',
  run: ({ study, evaluator }) => {
    if (study === undefined) return notReached('the records could not be read');
    const { calls, otherSystems } = study.selection;
    if (calls.length === 0)
      return {
        status: 'not-applicable',
        says: [`no call in the report; ${otherSystems} call(s) of other systems lie in the period`],
      };
    const steps = { same: 0, through: 0, denied: 0, not: 0 };
    const verdicts = { in: 0, out: 0, indeterminate: 0 };
    const breaches = { enforced: 0, observed: 0 };
    const projection = projectStudy(study);
    for (const [i, trace] of projection.traces.entries()) {
      const call = calls[i];
      verdicts[trace.scopeVerdict.overall] += 1;
      if (trace.scopeVerdict.overall === 'out' && call !== undefined && letThrough(finalDecision(call)))
        breaches[authorises(finalDecision(call)) ? 'enforced' : 'observed'] += 1;
      for (const { rerun, result } of trace.decision.steps) {
        if (rerun === undefined) steps.not += 1;
        else if (rerun.result === result) steps.same += 1;
        else if (result === 'deny') steps.denied += 1;
        else steps.through += 1;
      }
    }
    const says = [
      `run again by ${EVALUATOR}: ${steps.same} with the same result, ${steps.not} could not be run`,
      `${steps.denied} denied that the scope alone would not deny, such as an approval that was withheld`,
      `${steps.through} let through or escalated that the scope decides otherwise`,
      `verdicts: ${verdicts.in} in, ${verdicts.out} out, ${verdicts.indeterminate} indeterminate`,
    ];
    if (breaches.enforced > 0)
      says.push(`${breaches.enforced} call(s) were let through outside the declared scope: see the exceptions`);
    if (breaches.observed > 0)
      says.push(`${breaches.observed} call(s) took place outside a scope that only observes: see the exceptions`);
    if (otherSystems > 0)
      says.push(`${otherSystems} call(s) of other systems in the period are left out of this report`);
    if (evaluator === undefined) return { status: 'ok', says, found: { projection } };
    const { name, decisions: asked, distinct, differences, unanswered } = askAgain(study, evaluator);
    if (differences.length > 0)
      return { status: 'fail', says: [...firstFew(differences), ...says], found: { projection } };
    if (unanswered.length > 0)
      return { status: 'incomplete', says: [...firstFew(unanswered), ...says], found: { projection } };
    says.splice(
      1,
      0,
      `${name} gives the same for all ${asked} of them, ${distinct} of which differ in more than their time`,
    );
    return { status: 'ok', says, found: { projection } };
  },
};
