import { getCedarLangVersion, policyToJson } from '@cedar-policy/cedar-wasm/nodejs';
import { isWellFormed } from '@remit/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COMPILER } from '../compile-scope.ts';
import type { CompiledTool } from '../compiled-scope.ts';
import { compiledOf, EXAMPLE, fileWith } from '../example.fixture.ts';
import { wasmCedar } from './cedar-port.ts';
import { cedarPolicies } from './policy-text.ts';

function first(yaml: string): CompiledTool {
  const [tool] = compiledOf(yaml).tools;
  if (tool === undefined) throw new Error('no tool');
  return tool;
}

describe('strict validation', () => {
  it('[scope.validate] accepts everything that the compiler writes', () => {
    for (const tool of compiledOf(EXAMPLE).tools)
      expect(wasmCedar.validate(tool)).toEqual({ ok: true, value: undefined });
  });

  const tool = first(fileWith('      t: { rule: r, when: { a: { max: 1 } } }'));
  const changed = (cedar: Record<string, string>): CompiledTool => ({ ...tool, cedar: { ...tool.cedar, ...cedar } });

  it.each<[string, Record<string, string>, RegExp]>([
    ['an attribute that is not in the context', { r: (tool.cedar['r'] ?? '').replace('when.a', 'when.b') }, /when\.b/],
    [
      'a boolean compared as a number',
      { x: 'forbid (principal, action, resource) when { context["approved"] > 1 };' },
      /type/,
    ],
    [
      'an action that does not exist',
      { x: 'permit (principal, action == Remit::Action::"read", resource);' },
      /unrecognized action/,
    ],
    [
      'a policy that can never apply',
      { x: 'permit (principal, action, resource) when { false };' },
      /impossible|false/,
    ],
    ['text that is no policy', { x: 'permit (' }, /parse/],
  ])('[scope.validate] refuses %s', (_, cedar, expected) => {
    const result = wasmCedar.validate(changed(cedar));
    expect(result.ok ? '' : result.error).toMatch(expected);
  });

  it('the compiler names the language version of the engine it runs on', () => {
    expect(COMPILER).toContain(`cedar/${getCedarLangVersion()}`);
  });
});

describe('asking', () => {
  const tool = first(fileWith('      t: { rule: r, when: { a: { max: 1 } } }'));
  const context = {
    agent: 'agent-1',
    server: 'srv',
    tool: 't',
    now: Date.UTC(2026, 5, 1),
    approved: false,
    'arguments-object': true,
    'arguments-declared': true,
    'when.a': true,
  };
  const ask = (slot: string, more: Record<string, string | number | boolean> = {}) =>
    wasmCedar.ask({ slot, agent: 'agent-1', server: 'srv', tool: 't', context: { ...context, ...more } });

  it('names the determining policies by their stable ids', () => {
    expect(wasmCedar.load('port-test', tool).ok).toBe(true);
    expect(ask('port-test')).toEqual({ allow: true, reason: ['r'], errors: [] });
    const denied = ask('port-test', { 'when.a': false, now: 0 });
    expect({ ...denied, reason: [...(denied?.reason ?? [])].sort() }).toEqual({
      allow: false,
      reason: ['r#validity', 'r#when.a'],
      errors: [],
    });
  });

  it('[scope.fail-closed] has no answer for an unknown slot or a context Cedar cannot read', () => {
    expect(ask('no-such-slot')).toBeUndefined();
    expect(ask('port-test', { now: 1.5 })).toBeUndefined();
  });

  it('[scope.fail-closed] reports policies that could not be evaluated', () => {
    const { 'when.a': _, ...incomplete } = context;
    const answer = wasmCedar.ask({
      slot: 'port-test',
      agent: 'agent-1',
      server: 'srv',
      tool: 't',
      context: incomplete,
    });
    expect([...(answer?.errors ?? [])].sort()).toEqual(['r', 'r#when.a']);
  });

  it('refuses to load what does not parse, and keeps what was there', () => {
    expect(wasmCedar.load('port-test', { ...tool, cedar: { x: 'permit (' } }).ok).toBe(false);
    expect(ask('port-test')?.allow).toBe(true);
  });
});

describe('names inside policy text', () => {
  it('[scope.injection] come back from Cedar exactly as they went in', () => {
    const name = fc.oneof(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }),
      fc.constantFrom('"', '\\', '\\"', '";permit(principal,action,resource);//', '\u0000', '\u{1F600}', '${x}'),
    );
    fc.assert(
      fc.property(name, name, (agent, tool) => {
        fc.pre(isWellFormed(agent) && isWellFormed(tool));
        const texts = cedarPolicies({
          agent,
          server: 's',
          tool,
          rule: 'r',
          from: 0,
          to: 1,
          gates: [],
          approval: false,
        });
        const parsed = policyToJson(texts['r'] ?? '');
        expect(parsed.type === 'success' && [parsed.json.principal, parsed.json.resource]).toEqual([
          { op: '==', entity: { type: 'Remit::Agent', id: agent } },
          { op: '==', entity: { type: 'Remit::Tool', id: `s/${tool}` } },
        ]);
      }),
      { numRuns: 300 },
    );
  });
});
