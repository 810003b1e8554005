/** `@remit/scope/engine`: the part that loads Cedar (WebAssembly) and reads the file system. For the gateway only. */

export type { CedarEvaluator } from './cedar/cedar-evaluator.ts';
export { createCedarEvaluator } from './cedar/cedar-evaluator.ts';
export type { CedarAnswer, CedarPort, CedarRequest } from './cedar/cedar-port.ts';
export { createScopeEngine } from './engine.ts';
export { followLinks } from './link-probe.ts';
export type { ScopeEngine } from './scope-engine.ts';
