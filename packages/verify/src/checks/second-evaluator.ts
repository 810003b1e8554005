/**
 * Part of the step "decisions": every decision that could be run again is also put to a second evaluator, where the reader has
 * one (Cedar in `remit verify`). Two programs that decide differently on the same policies and context: one of them is wrong,
 * and nothing rests on either.
 */
import type { PolicyEvaluator } from '@remit/scope';
import { rememberDecisions } from '@remit/scope';
import type { Study } from '../projection/study.ts';
import { evidenceOf } from '../projection/study.ts';
import { rerun, rerunContext } from '../projection/verdict.ts';

/** What asking again gave. `distinct`: questions that were not the same as one before. */
export interface AskedAgain {
  readonly name: string;
  readonly decisions: number;
  readonly distinct: number;
  readonly differences: readonly string[];
  readonly unanswered: readonly string[];
}

/** Puts the decisions of the report to the evaluator. */
export function askAgain(study: Study, evaluator: PolicyEvaluator): AskedAgain {
  const remembering = rememberDecisions(evaluator);
  const differences: string[] = [];
  const unanswered: string[] = [];
  let decisions = 0;
  for (const call of study.selection.calls)
    for (const decision of call.decisions) {
      const { scope } = decision.record;
      const shelved = scope === undefined ? undefined : study.shelf.get(scope.sha);
      const evidence = evidenceOf(decision, study);
      if (shelved?.kind !== 'ready' || evidence.kind !== 'disclosed') continue;
      const own = rerun(call, decision, shelved, evidence.context);
      const context = rerunContext(call, decision, shelved, evidence.context);
      if (own === undefined || context === undefined) continue;
      decisions += 1;
      const theirs = remembering.decide(shelved.compiled, context);
      const said = (dec: string, rules: readonly string[]) => `${dec} (${rules.join(', ') || 'no rule'})`;
      if (theirs === undefined) unanswered.push(`record ${decision.index}: ${evaluator.name} could not evaluate it`);
      else if (said(theirs.dec, theirs.rules) !== said(own.result, own.rules))
        differences.push(
          `record ${decision.index}: ${evaluator.name} gives ${said(theirs.dec, theirs.rules)}, this verifier ${said(own.result, own.rules)}`,
        );
    }
  return { name: evaluator.name, decisions, distinct: remembering.distinct(), differences, unanswered };
}
