import { afterEach, describe, expect, it } from 'vitest';
import type { CedarPort } from './cedar/cedar-port.ts';
import type { CompiledScope } from './compiled-scope.ts';
import { callOf } from './engine.fixture.ts';
import { createScopeEngine } from './engine.ts';
import { compiledOf, fileWith, IN_FORCE } from './example.fixture.ts';
import type { ScopeEngine } from './scope-engine.ts';

describe('when Cedar fails', () => {
  const compiled = compiledOf(
    fileWith('      a: { rule: r }\n      b: { rule: s, needs-approval: { role: approver, reason: R } }'),
  );
  const ok = { ok: true, value: undefined } as const;
  const engines: ScopeEngine[] = [];
  const engineAnswering = (ask: CedarPort['ask']): ScopeEngine => {
    const engine = createScopeEngine({ cedar: { validate: () => ok, load: () => ok, ask } });
    expect(engine.activate(compiled).ok).toBe(true);
    engines.push(engine);
    return engine;
  };
  afterEach(() => {
    for (const engine of engines.splice(0)) engine.deactivate('scope-1');
  });
  const at = (tool: string) => callOf({ agent: 'agent-1', server: 'srv', tool });

  it('[scope.fail-closed] no answer denies, unevaluated', () => {
    expect(engineAnswering(() => undefined).decide(at('a'))).toMatchObject({
      dec: 'deny',
      eval: 'not-evaluated',
      rules: [],
      errors: ['r:policy:no-answer'],
      message: 'Denied: rule r could not be evaluated.',
      visible: true,
    });
  });

  it('[scope.fail-closed] an allow with an evaluation error denies', () => {
    const engine = engineAnswering(() => ({ allow: true, reason: ['r'], errors: ['r#validity'] }));
    expect(engine.decide(at('a'))).toMatchObject({
      dec: 'deny',
      eval: 'not-evaluated',
      rules: [],
      errors: ['r:policy:policy-error'],
    });
  });

  it('[scope.fail-closed] a failure of the second question denies instead of escalating', () => {
    for (const second of [undefined, { allow: true, reason: ['s'], errors: ['x'] }]) {
      const engine = engineAnswering(({ context }) =>
        context['approved'] === true ? second : { allow: false, reason: [], errors: [] },
      );
      const decision = engine.decide(at('b'));
      expect(decision).toMatchObject({ dec: 'deny', eval: 'not-evaluated', rules: [] });
      expect(decision.approval).toBeUndefined();
    }
  });

  it('a failed load changes nothing and gives the slots back', () => {
    const engine = createScopeEngine({
      cedar: {
        validate: () => ok,
        load: (_, tool) => (tool.tool === 'b' ? { ok: false, error: 'full' } : ok),
        ask: () => undefined,
      },
    });
    for (let i = 0; i < 1200; i++)
      expect(engine.activate(compiled)).toEqual({ ok: false, error: 'Rule s could not be loaded: full' });
    expect(engine.forAgent('agent-1', IN_FORCE)).toBeUndefined();
  });

  it('[scope.bounded] says when there is no room, and keeps what is in force', () => {
    const engine = engineAnswering(() => ({ allow: true, reason: ['r'], errors: [] }));
    const tools = Array.from({ length: 500 }, (_, i) => `      t${i}: {}`).join('\n');
    const big = (n: number): CompiledScope => compiledOf(fileWith(tools, `agent-big-${n}`, `big-${n}`));
    const results = [1, 2, 3, 4].map((n) => engine.activate(big(n)));
    expect(results.at(-1)).toEqual({
      ok: false,
      error:
        'All scopes in force together may name at most 2000 tools. Take a scope out of force, or name fewer tools.',
    });
    expect(engine.decide(at('a')).dec).toBe('permit');
    for (const n of [1, 2, 3, 4]) engine.deactivate(`big-${n}`);
  });
});
