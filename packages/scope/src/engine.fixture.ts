/** Calls and engines that the engine's tests share. */
import type { CompiledScope } from './compiled-scope.ts';
import { createScopeEngine } from './engine.ts';
import { IN_FORCE } from './example.fixture.ts';
import type { ScopeCall } from './scope-call.ts';
import type { ScopeEngine } from './scope-engine.ts';

export const AGENT = 'loan-triage-agent';
const noLinks = (path: string): string => path;

export function engineWith(...scopes: CompiledScope[]): ScopeEngine {
  const engine = createScopeEngine();
  for (const scope of scopes) {
    const done = engine.activate(scope);
    if (!done.ok) throw new Error(done.error);
  }
  return engine;
}

export function callOf(more: Partial<ScopeCall>): ScopeCall {
  return {
    agent: AGENT,
    server: 'files',
    tool: 'read_text_file',
    args: {},
    now: IN_FORCE,
    approved: false,
    realpath: noLinks,
    ...more,
  };
}
