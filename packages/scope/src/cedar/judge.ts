/** From a derived context to a decision: asks Cedar once, and once more when an approval could change the answer. */
import type { CompiledTool, DerivedContext } from '../compiled-scope.ts';
import type { ScopeDecision } from '../scope-call.ts';
import type { CedarAnswer } from './cedar-port.ts';

/** The part of a decision that Cedar determines. */
export type Judgement = Pick<ScopeDecision, 'dec' | 'eval' | 'rules' | 'errors' | 'approval'>;

/**
 * Judges one context. `ask` puts it to the tool's slice; undefined means that Cedar could not answer. Escalate: denied as
 * it is, and permitted once a person has approved.
 */
export function judge(
  tool: CompiledTool,
  context: DerivedContext,
  ask: (context: DerivedContext) => CedarAnswer | undefined,
): Judgement {
  const { approval } = tool;
  const answer = ask(context);
  const fault = faultOf(answer);
  if (answer === undefined || fault !== undefined) return unanswered(tool, fault);
  const evaluated = { eval: 'evaluated', errors: [] as string[], rules: [...answer.reason].sort() } as const;
  if (answer.allow)
    return approval === undefined
      ? { ...evaluated, dec: 'permit' }
      : { ...evaluated, dec: 'permit_with_conditions', approval };
  if (approval === undefined || context['approved'] !== false) return { ...evaluated, dec: 'deny' };
  const approved = ask({ ...context, approved: true });
  const approvedFault = faultOf(approved);
  if (approved === undefined || approvedFault !== undefined) return unanswered(tool, approvedFault);
  return approved.allow
    ? { ...evaluated, dec: 'escalate', rules: [...approved.reason].sort(), approval }
    : { ...evaluated, dec: 'deny' };
}

/** Threat: Cedar skips a forbid that errors and answers allow. Any error is a denial, whatever was answered. */
function faultOf(answer: CedarAnswer | undefined): string | undefined {
  if (answer === undefined) return 'no-answer';
  return answer.errors.length > 0 ? 'policy-error' : undefined;
}

function unanswered(tool: CompiledTool, code = 'no-answer'): Judgement {
  return { dec: 'deny', eval: 'not-evaluated', rules: [], errors: [`${tool.rule}:policy:${code}`] };
}
