import { utf8 } from '@remit/core';
import { afterEach, describe, expect, it } from 'vitest';
import type { CedarPort } from './cedar/cedar-port.ts';
import { compileScope } from './compile-scope.ts';
import type { CompiledScope } from './compiled-scope.ts';
import { createScopeEngine } from './engine.ts';
import { compiledOf, EXAMPLE, fileWith, IN_FORCE, scopeOf } from './example.fixture.ts';
import { redecide } from './redecide.ts';
import type { ScopeCall } from './scope-call.ts';
import type { ScopeEngine } from './scope-engine.ts';

const AGENT = 'loan-triage-agent';
const noLinks = (path: string): string => path;

function engineWith(...scopes: CompiledScope[]): ScopeEngine {
  const engine = createScopeEngine();
  for (const scope of scopes) expect(engine.activate(scope)).toEqual({ ok: true, value: undefined });
  return engine;
}

function call(more: Partial<ScopeCall>): ScopeCall {
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

describe('decisions under the example', () => {
  const compiled = compiledOf(EXAMPLE);
  const engine = engineWith(compiled);
  const READ = { path: '/srv/applicants/case-1001/a.txt' };

  it('[scope.decide] permits what the scope declares, and says by which rule', () => {
    expect(engine.decide(call({ args: READ }))).toEqual({
      dec: 'permit',
      eval: 'evaluated',
      rules: ['read-assigned-case'],
      errors: [],
      visible: true,
      scope: { id: 'loan-triage', sha: compiled.sha },
      bundleSha: compiled.bundleSha,
      context: {
        agent: AGENT,
        server: 'files',
        tool: 'read_text_file',
        now: IN_FORCE,
        approved: false,
        'arguments-object': true,
        'arguments-declared': true,
        'when.path': true,
        'when.head': true,
      },
      about: { references: ['case-1001'] },
      message: 'Permitted by rule read-assigned-case.',
    });
  });

  it.each<[string, unknown, string[], string[], string]>([
    [
      'a path outside',
      { path: '/srv/applicants/case-9/secret' },
      ['read-assigned-case#when.path'],
      [],
      'Denied by rule read-assigned-case: argument "path" is outside the declared folders.',
    ],
    [
      'a path that climbs out',
      { path: '/srv/applicants/case-1001/../../../etc/passwd' },
      ['read-assigned-case#when.path'],
      [],
      'Denied by rule read-assigned-case: argument "path" is outside the declared folders.',
    ],
    [
      'an encoded path',
      { path: '/srv/applicants/case-1001/%2e%2e/secret' },
      ['read-assigned-case#when.path'],
      ['read-assigned-case:path:percent-encoded'],
      'Denied by rule read-assigned-case: argument "path" holds a percent-encoded character; send it decoded.',
    ],
    [
      'a missing argument',
      {},
      ['read-assigned-case#when.path'],
      ['read-assigned-case:path:missing'],
      'Denied by rule read-assigned-case: argument "path" is missing; the scope needs it.',
    ],
    [
      'an argument that is not declared',
      { ...READ, tail: 10 },
      ['read-assigned-case#arguments-declared'],
      [],
      'Denied by rule read-assigned-case: argument "tail" is not declared (scope "loan-triage": name it below servers.files.tools.read_text_file.when, or set other-arguments: allow there).',
    ],
    [
      'an argument whose name hides something',
      { ...READ, 'x\u202E': 'secret' },
      ['read-assigned-case#arguments-declared'],
      [],
      'Denied by rule read-assigned-case: an argument whose name is not plain text is not declared (scope "loan-triage": name it below servers.files.tools.read_text_file.when, or set other-arguments: allow there).',
    ],
    [
      'arguments that are no object',
      ['/srv/applicants/case-1001/secret'],
      [
        'read-assigned-case#arguments-declared',
        'read-assigned-case#arguments-object',
        'read-assigned-case#when.head',
        'read-assigned-case#when.path',
      ],
      ['read-assigned-case:arguments:not-an-object'],
      'Denied by rule read-assigned-case: the arguments are not a JSON object.',
    ],
  ])('[scope.decide] denies %s, naming the rule and the condition but no value', (_, args, rules, errors, message) => {
    const decision = engine.decide(call({ args }));
    expect(decision).toMatchObject({ dec: 'deny', eval: 'evaluated', rules, errors, message, visible: true });
    expect(JSON.stringify(decision)).not.toContain('secret');
    expect(decision.approval).toBeUndefined();
  });

  it('names at most three causes', () => {
    const { message } = engine.decide(call({ args: { path: 1, head: 'x', a: 1, b: 2 } }));
    expect(message).toMatch(
      /^Denied by rule read-assigned-case: argument "path" .*; argument "head" .*; argument "a" .*; and 1 more\.$/,
    );
  });

  it('[scope.links] denies when symbolic links cannot be followed', () => {
    const { realpath: _, ...blind } = call({ args: READ });
    expect(engine.decide(blind)).toMatchObject({ dec: 'deny', errors: ['read-assigned-case:path:links-unresolved'] });
  });

  it('[scope.about] names the owner of the folder that a link leads to', () => {
    const realpath = (path: string): string => path.replace('case-1001/link', 'case-1002');
    const decision = engine.decide(call({ args: { path: '/srv/applicants/case-1001/link/a' }, realpath }));
    expect(decision).toMatchObject({ dec: 'permit', about: { references: ['case-1002'] } });
  });

  it('[scope.default-deny] answers an undeclared tool and an undeclared server alike, as hidden', () => {
    const hidden = {
      dec: 'deny',
      eval: 'evaluated',
      rules: [],
      errors: [],
      visible: false,
      message: 'No tool of this name is available to this agent.',
    };
    for (const one of [
      { tool: 'write_file' },
      { server: 'other' },
      { tool: 'constructor' },
      { server: '__proto__', tool: 'x' },
    ]) {
      const decision = engine.decide(call({ ...one, args: READ }));
      expect(decision).toMatchObject(hidden);
      expect(redecide(compiled, decision.context)).toEqual({ dec: 'deny', rules: [], visible: false });
    }
  });

  it('[scope.no-scope] denies an agent without a scope, unevaluated and hidden', () => {
    expect(engine.decide(call({ agent: 'stranger', args: READ }))).toEqual({
      dec: 'deny',
      eval: 'not-evaluated',
      rules: [],
      errors: ['no-scope'],
      visible: false,
      context: { agent: 'stranger', server: 'files', tool: 'read_text_file', now: IN_FORCE, approved: false },
      about: { absent: 'no declared tool, so it is not known who the call concerns' },
      message: 'No declared scope is in force for agent "stranger". Declare one before it calls tools.',
    });
    const { agent: _, ...unbound } = call({ args: READ });
    expect(engine.decide(unbound)).toMatchObject({
      dec: 'deny',
      eval: 'not-evaluated',
      visible: false,
      message: 'No declared scope: the key is bound to no agent. Use a key that was created for an agent.',
    });
  });

  it('refuses a time that is not an integer as a fault of the program', () => {
    for (const now of [Number.NaN, 1.5, Number.POSITIVE_INFINITY])
      expect(() => engine.decide(call({ now }))).toThrow(TypeError);
  });
});

describe('approvals', () => {
  const compiled = compiledOf(EXAMPLE);
  const engine = engineWith(compiled);
  const propose = (args: unknown, approved: boolean) =>
    engine.decide(call({ server: 'decisions', tool: 'propose_decision', args, approved }));
  const GOOD = { case: 'case-1001', decision: 'approve' };
  const approval = { role: 'approver', reason: 'Annex III 5(b): a person releases each decision' };

  it('[scope.approval] escalates a call that only lacks its approval', () => {
    const decision = propose(GOOD, false);
    expect(decision).toMatchObject({
      dec: 'escalate',
      eval: 'evaluated',
      rules: ['decisions/propose_decision'],
      errors: [],
      approval,
      message:
        'Rule decisions/propose_decision asks for the approval of a person with the role approver: Annex III 5(b): a person releases each decision',
    });
    expect(decision.context['approved']).toBe(false);
  });

  it('[scope.approval] permits it with conditions once approved', () => {
    const decision = propose(GOOD, true);
    expect(decision).toMatchObject({ dec: 'permit_with_conditions', rules: ['decisions/propose_decision'], approval });
    expect(decision.context['approved']).toBe(true);
  });

  it.each([
    [{ case: 'case-9', decision: 'approve' }],
    [{ case: 'case-1001', decision: 'delete' }],
    [{ case: 'case-1001' }],
    [{ ...GOOD, note: 'x' }],
    [[]],
  ])('[scope.approval] an approval cannot release what the scope denies: %j', (args) => {
    for (const approved of [false, true]) {
      const decision = propose(args, approved);
      expect(decision.dec).toBe('deny');
      expect(decision.approval).toBeUndefined();
    }
  });

  it('an approval means nothing where none is asked for', () => {
    const decision = engine.decide(call({ args: { path: '/srv/applicants/case-1001/a' }, approved: true }));
    expect(decision).toMatchObject({ dec: 'permit', rules: ['read-assigned-case'] });
  });
});

describe('validity', () => {
  const compiled = compiledOf(EXAMPLE);
  const engine = engineWith(compiled);
  const args = { path: '/srv/applicants/case-1001/a' };
  const from = Date.UTC(2026, 0, 1);
  const to = Date.UTC(2028, 0, 1) - 1;

  it.each<[string, number, string, string[]]>([
    ['the last millisecond before', from - 1, 'deny', ['scope-not-yet-valid']],
    ['the first millisecond', from, 'permit', []],
    ['the last millisecond', to, 'permit', []],
    ['the first millisecond after', to + 1, 'deny', ['scope-expired']],
    ['long before', -1, 'deny', ['scope-not-yet-valid']],
    ['long after', Number.MAX_SAFE_INTEGER, 'deny', ['scope-expired']],
  ])('[scope.validity] at %s', (_, now, dec, errors) => {
    const inForce = errors.length === 0;
    const decision = engine.decide(call({ args, now }));
    expect(decision).toMatchObject({ dec, eval: 'evaluated', errors, visible: inForce, scope: { id: 'loan-triage' } });
    expect(decision.rules).toEqual([inForce ? 'read-assigned-case' : 'read-assigned-case#validity']);
    expect(engine.forAgent(AGENT, now)).toEqual(inForce ? compiled : undefined);
    expect(redecide(compiled, decision.context)).toEqual({ dec, rules: decision.rules, visible: inForce });
  });

  it('[scope.validity] says so in words, alike for declared and undeclared tools', () => {
    const message = 'No declared scope is in force: scope "loan-triage" has expired.';
    for (const tool of ['read_text_file', 'nothing'])
      expect(engine.decide(call({ tool, args, now: to + 1 })).message).toBe(message);
    expect(engine.decide(call({ args, now: from - 1 })).message).toBe(
      'No declared scope is in force: scope "loan-triage" is not yet valid.',
    );
  });

  it('an approval does not extend the validity', () => {
    const good = { case: 'case-1001', decision: 'approve' };
    for (const approved of [false, true])
      expect(
        engine.decide(call({ server: 'decisions', tool: 'propose_decision', args: good, now: to + 1, approved })).dec,
      ).toBe('deny');
  });
});

describe('what an agent sees', () => {
  const engine = engineWith(compiledOf(EXAMPLE), compiledOf(fileWith('      t: {}')));

  it('[scope.visible] the list and the call are decided by one rule', () => {
    const times = [0, Date.UTC(2026, 0, 1), IN_FORCE, Date.UTC(2027, 0, 1), Date.UTC(2029, 0, 1)];
    let compared = 0;
    for (const agent of [AGENT, 'agent-1', 'stranger', undefined])
      for (const server of ['files', 'decisions', 'srv', 'nothing'])
        for (const tool of ['read_text_file', 'propose_decision', 't', 'nothing'])
          for (const now of times)
            for (const args of [{}, { path: '/srv/applicants/case-1001/a' }]) {
              const { agent: _, ...rest } = call({ server, tool, now, args });
              const decision = engine.decide(agent === undefined ? rest : { ...rest, agent });
              expect(decision.visible).toBe(engine.visible(agent, server, tool, now));
              expect(decision.dec === 'deny' || decision.visible).toBe(true);
              compared += 1;
            }
    console.log(`${compared} combinations of agent, server, tool, time and arguments compared`);
  });

  it('[scope.visible] one agent does not see what another may call', () => {
    expect(engine.visible(AGENT, 'files', 'read_text_file', IN_FORCE)).toBe(true);
    expect(engine.visible('agent-1', 'files', 'read_text_file', IN_FORCE)).toBe(false);
    expect(engine.visible('agent-1', 'srv', 't', IN_FORCE)).toBe(true);
    expect(engine.visible(AGENT, 'srv', 't', IN_FORCE)).toBe(false);
  });
});

describe('putting scopes in force', () => {
  it('[scope.activate] replaces a scope with the same id as a whole', () => {
    const engine = engineWith(compiledOf(fileWith('      a: {}\n      b: {}')));
    const next = compiledOf(fileWith('      b: { when: { x: { max: 1 } } }\n      c: {}'));
    expect(engine.activate(next).ok).toBe(true);
    const decide = (tool: string, args: unknown) =>
      engine.decide(call({ agent: 'agent-1', server: 'srv', tool, args }));
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
    expect(engine.decide(call({ agent: 'agent-1', server: 'srv', tool: 'a' })).dec).toBe('permit');
  });

  it('[scope.activate] takes a scope out of force', () => {
    const engine = engineWith(compiledOf(fileWith('      a: {}')));
    engine.deactivate('nothing');
    expect(engine.visible('agent-1', 'srv', 'a', IN_FORCE)).toBe(true);
    engine.deactivate('scope-1');
    expect(engine.visible('agent-1', 'srv', 'a', IN_FORCE)).toBe(false);
    expect(engine.decide(call({ agent: 'agent-1', server: 'srv', tool: 'a' }))).toMatchObject({
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
    expect(engine.decide(call({ agent: 'agent-1', server: 'srv', tool: 't49' })).dec).toBe('permit');
    engine.deactivate('scope-1');
  });

  it('two engines do not disturb each other', () => {
    const one = engineWith(compiledOf(fileWith('      a: {}')));
    const two = engineWith(compiledOf(fileWith('      a: { when: { x: { max: 1 } } }')));
    const ask = (engine: ScopeEngine) => engine.decide(call({ agent: 'agent-1', server: 'srv', tool: 'a' })).dec;
    expect([ask(one), ask(two)]).toEqual(['permit', 'deny']);
  });
});

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
  const at = (tool: string) => call({ agent: 'agent-1', server: 'srv', tool });

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
