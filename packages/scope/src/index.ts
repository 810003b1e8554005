/** Declared scopes without the policy engine: parse, compile, describe, decide again. No WebAssembly, so verifiers can bundle it. */
export { COMPILER, compileScope } from './compile-scope.ts';
export type { CompiledArgument, CompiledScope, CompiledTool, DerivedContext, Gate } from './compiled-scope.ts';
export type { RecordedCall } from './decide-recorded.ts';
export { decideRecorded, foreignContext, namesTool } from './decide-recorded.ts';
export { isModelServer, MODEL_FACTS, modelServer } from './declared-model.ts';
export type {
  AboutSource,
  Condition,
  DeclaredArgument,
  DeclaredBudget,
  DeclaredScope,
  DeclaredServer,
  DeclaredTool,
  EachCondition,
  LeafCondition,
  ScopeMode,
} from './declared-scope.ts';
export type { About } from './derive/about.ts';
export type { LinkProbe } from './derive/path-within.ts';
export type { Reason, ReasonRow } from './derive/reasons.ts';
export { reasons } from './derive/reasons.ts';
export { describeScope } from './describe-scope.ts';
export type { DraftInput, LeftOut, ObservedCall, ScopeDraft } from './draft/draft-scope.ts';
export { createScopeDraft } from './draft/draft-scope.ts';
export { parseScope } from './parse/parse-scope.ts';
export type { ScopeProblem } from './parse/problem.ts';
export type { YamlSource } from './parse/yaml-source.ts';
export { readYaml } from './parse/yaml-source.ts';
export { MAX_SCOPE_BYTES, refuseYamlText } from './parse/yaml-text.ts';
export type { PolicyAnswer, PolicyEvaluator, RememberingEvaluator } from './policy-evaluator.ts';
export { ownEvaluator, rememberDecisions } from './policy-evaluator.ts';
export type { Redecision } from './redecide.ts';
export { redecide } from './redecide.ts';
export type { ScopeCall, ScopeDecision } from './scope-call.ts';
export type { ScopeEngine } from './scope-engine.ts';
export { scopeWarnings } from './scope-warnings.ts';
