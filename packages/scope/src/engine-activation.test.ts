import { utf8 } from '@remit/core';
import { describe, expect, it } from 'vitest';
import { compileScope } from './compile-scope.ts';
import { callOf, engineWith } from './engine.fixture.ts';
import { createScopeEngine } from './engine.ts';
import { compiledOf, fileWith, IN_FORCE, scopeOf } from './example.fixture.ts';
import type { ScopeEngine } from './scope-engine.ts';

describe('putting scopes in force', () => {
  it('[scope.activate] replaces a scope with the same id as a whole', () => {
    const engine = engineWith(compiledOf(fileWith('      a: {}\n      b: {}')));
    const next = compiledOf(fileWith('      b: { when: { x: { max: 1 } } }\n      c: {}'));
    expect(engine.activate(next).ok).toBe(true);
    const decide = (tool: string, args: unknown) =>
      engine.decide(callOf({ agent: 'agent-1', server: 'srv', tool, args }));
    expect(decide('a', {})).toMatchObject({ dec: 'deny', visible: false });
    expect(decide('b', {})).toMatchObject({ dec: 'deny', visible: true });
    expect(decide('b', { x: 1 })).toMatchObject({ dec: 'permit', scope: { sha: next.sha }, bundleSha: next.bundleSha });
    expect(decide('c', {}).dec).toBe('permit');
  });

  it('[scope.activate] moves a scope to another agent', () => {
    const engine = engineWith(compiledOf(fileWith('      a: {}')));
    expect(engine.activate(compiledOf(fileWith('      a: {}', 'agent-2'))).ok).toBe(true);
    expect(engine.forAgent('agent-1', IN_FORCE)).toBeUndefined();
    expect(engine.forAgent('agent-2', IN_FORCE)?.id).toBe('scope-1');
  });

  it('[scope.activate] keeps one scope for one agent', () => {
    const engine = engineWith(compiledOf(fileWith('      a: {}')));
    expect(engine.activate(compiledOf(fileWith('      b: {}', 'agent-1', 'scope-2')))).toEqual({
      ok: false,
      error:
        'Agent "agent-1" already has scope "scope-1" in force, and one agent has one scope. Declare the new file under the id "scope-1" to replace it.',
    });
    expect(engine.forAgent('agent-1', IN_FORCE)?.id).toBe('scope-1');
  });

  it('[scope.activate] changes nothing when validation refuses the policies', () => {
    const good = compiledOf(fileWith('      a: {}'));
    const engine = engineWith(good);
    const bad = compiledOf(fileWith('      a: {}\n      b: { when: { x: { max: 1 } } }'));
    const broken = {
      ...bad,
      tools: bad.tools.map((tool) => ({
        ...tool,
        cedar: { ...tool.cedar, extra: 'permit (principal, action, resource) when { context["nothing"] };' },
      })),
    };
    const refused = engine.activate(broken);
    expect(refused.ok ? '' : refused.error).toMatch(/^Rule srv\/a failed strict policy validation: .*nothing/);
    expect(engine.forAgent('agent-1', IN_FORCE)).toBe(good);
    expect(engine.decide(callOf({ agent: 'agent-1', server: 'srv', tool: 'a' })).dec).toBe('permit');
  });

  it('[scope.activate] takes a scope out of force', () => {
    const engine = engineWith(compiledOf(fileWith('      a: {}')));
    engine.deactivate('nothing');
    expect(engine.visible('agent-1', 'srv', 'a', IN_FORCE)).toBe(true);
    engine.deactivate('scope-1');
    expect(engine.visible('agent-1', 'srv', 'a', IN_FORCE)).toBe(false);
    expect(engine.decide(callOf({ agent: 'agent-1', server: 'srv', tool: 'a' }))).toMatchObject({
      eval: 'not-evaluated',
    });
  });

  it('[scope.bounded] can be activated again and again', () => {
    const engine = createScopeEngine();
    const yaml = fileWith(Array.from({ length: 50 }, (_, i) => `      t${i}: {}`).join('\n'));
    const scope = scopeOf(yaml);
    // 60 x 50 slices are more than all slots: only re-use lets this end well.
    for (let round = 0; round < 60; round++)
      expect(engine.activate(compileScope(scope, utf8(`${yaml}# ${round}\n`)))).toEqual({ ok: true, value: undefined });
    expect(engine.decide(callOf({ agent: 'agent-1', server: 'srv', tool: 't49' })).dec).toBe('permit');
    engine.deactivate('scope-1');
  });

  it('two engines do not disturb each other', () => {
    const one = engineWith(compiledOf(fileWith('      a: {}')));
    const two = engineWith(compiledOf(fileWith('      a: { when: { x: { max: 1 } } }')));
    const ask = (engine: ScopeEngine) => engine.decide(callOf({ agent: 'agent-1', server: 'srv', tool: 'a' })).dec;
    expect([ask(one), ask(two)]).toEqual(['permit', 'deny']);
  });
});
