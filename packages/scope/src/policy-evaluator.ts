/**
 * What runs a recorded decision again: one interface, so that a verifier can say which evaluator ran and ask a second one. Ours
 * needs nothing but this package; Cedar itself is behind `@remit/scope/engine`. Both must agree: a property test holds them.
 */
import { contextKey } from './cedar/answer-cache.ts';
import type { CompiledScope, DerivedContext } from './compiled-scope.ts';
import type { Redecision } from './redecide.ts';
import { redecide } from './redecide.ts';

/** The result of a run: the decision, and the ids of the determining rules, sorted. */
export type PolicyAnswer = Pick<Redecision, 'dec' | 'rules'>;

/** Runs contexts through compiled scopes. */
export interface PolicyEvaluator {
  /** Name and version, for people. */
  readonly name: string;
  /** Undefined when it could not evaluate: then nothing is known, and nothing may be concluded. */
  decide(compiled: CompiledScope, context: DerivedContext): PolicyAnswer | undefined;
}

/** An evaluator that remembers, and how many different questions it passed on. */
export interface RememberingEvaluator extends PolicyEvaluator {
  distinct(): number;
}

/** Our own evaluator (redecide.ts). */
export const ownEvaluator: PolicyEvaluator = { name: 'remit-redecide/1', decide: redecide };

/** Contexts hold booleans, and the calls of a tool mostly look alike: more than these are seldom met. */
const MAX_REMEMBERED = 100_000;

/** Puts a memory before an evaluator, by policies and context. Contexts that differ in `now` alone, on the same side of both ends of the validity, are one. */
export function rememberDecisions(evaluator: PolicyEvaluator): RememberingEvaluator {
  const answers = new Map<string, PolicyAnswer>();
  let distinct = 0;
  return {
    name: evaluator.name,
    distinct: () => distinct,
    decide(compiled, context) {
      const key = `${compiled.bundleSha}\n${contextKey(context, compiled)}`;
      const known = answers.get(key);
      if (known !== undefined) return known;
      distinct += 1;
      const answer = evaluator.decide(compiled, context);
      if (answer === undefined) return undefined;
      if (answers.size >= MAX_REMEMBERED) answers.clear();
      answers.set(key, answer);
      return answer;
    },
  };
}
