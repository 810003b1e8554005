import { finalDecision, letThrough } from '../projection/calls.ts';
import { traceOf } from '../projection/trace.ts';
import type { Check } from './check.ts';
import { notReached } from './check.ts';

/** Run every recorded decision again from its scope file and disclosed context. */
export const decisions: Check = {
  name: 'decisions',
  doesNotProve: 'that the context describes the arguments truly; the arguments are committed to and not disclosed',
  protectsAgainst: 'decisions that the declared scope does not give, and reports that hide them',
  run: ({ study }) => {
    if (study === undefined) return notReached('the records could not be read');
    const { calls } = study.selection;
    if (calls.length === 0) return { status: 'not-applicable', says: ['no call lies in the period'] };
    let same = 0;
    let other = 0;
    let not = 0;
    const verdicts = { in: 0, out: 0, indeterminate: 0 };
    let breaches = 0;
    for (const call of calls) {
      const trace = traceOf(call, study, []);
      verdicts[trace.scopeVerdict.overall] += 1;
      if (trace.scopeVerdict.overall === 'out' && letThrough(finalDecision(call))) breaches += 1;
      for (const step of trace.decision.steps) {
        if (step.rerun === undefined) not += 1;
        else if (step.rerun.result === step.result) same += 1;
        else other += 1;
      }
    }
    const says = [
      `run again: ${same} the same, ${other} with another result, ${not} could not be run`,
      `verdicts: ${verdicts.in} in, ${verdicts.out} out, ${verdicts.indeterminate} indeterminate`,
    ];
    if (breaches > 0) says.push(`${breaches} call(s) were let through outside the declared scope: see the exceptions`);
    return { status: 'ok', says };
  },
};
