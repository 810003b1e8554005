import { describe, expect, it } from 'vitest';
import { AGENT, callOf, engineWith } from './engine.fixture.ts';
import { compiledOf, EXAMPLE, fileWith, IN_FORCE } from './example.fixture.ts';
import { redecide } from './redecide.ts';

describe('decisions under the example', () => {
  const compiled = compiledOf(EXAMPLE);
  const engine = engineWith(compiled);
  const READ = { path: '/srv/applicants/case-1001/a.txt' };

  it('[scope.decide] permits what the scope declares, and says by which rule', () => {
    expect(engine.decide(callOf({ args: READ }))).toEqual({
      dec: 'permit',
      eval: 'evaluated',
      rules: ['read-assigned-case'],
      errors: [],
      visible: true,
      enforced: true,
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
    const decision = engine.decide(callOf({ args }));
    expect(decision).toMatchObject({ dec: 'deny', eval: 'evaluated', rules, errors, message, visible: true });
    expect(JSON.stringify(decision)).not.toContain('secret');
    expect(decision.approval).toBeUndefined();
  });

  it('names at most three causes', () => {
    const { message } = engine.decide(callOf({ args: { path: 1, head: 'x', a: 1, b: 2 } }));
    expect(message).toMatch(
      /^Denied by rule read-assigned-case: argument "path" .*; argument "head" .*; argument "a" .*; and 1 more\.$/,
    );
  });

  it('[scope.links] denies when symbolic links cannot be followed', () => {
    const { realpath: _, ...blind } = callOf({ args: READ });
    expect(engine.decide(blind)).toMatchObject({ dec: 'deny', errors: ['read-assigned-case:path:links-unresolved'] });
  });

  it('[scope.about] names the owner of the folder that a link leads to', () => {
    const realpath = (path: string): string => path.replace('case-1001/link', 'case-1002');
    const decision = engine.decide(callOf({ args: { path: '/srv/applicants/case-1001/link/a' }, realpath }));
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
      const decision = engine.decide(callOf({ ...one, args: READ }));
      expect(decision).toMatchObject(hidden);
      expect(redecide(compiled, decision.context)).toEqual({ dec: 'deny', rules: [], visible: false });
    }
  });

  it('[scope.no-scope] denies an agent without a scope, unevaluated and hidden', () => {
    expect(engine.decide(callOf({ agent: 'stranger', args: READ }))).toEqual({
      dec: 'deny',
      eval: 'not-evaluated',
      rules: [],
      errors: ['no-scope'],
      visible: false,
      enforced: true,
      context: { agent: 'stranger', server: 'files', tool: 'read_text_file', now: IN_FORCE, approved: false },
      about: { absent: 'no declared tool, so it is not known who the call concerns' },
      message: 'No declared scope is in force for agent "stranger". Declare one before it calls tools.',
    });
    const { agent: _, ...unbound } = callOf({ args: READ });
    expect(engine.decide(unbound)).toMatchObject({
      dec: 'deny',
      eval: 'not-evaluated',
      visible: false,
      message: 'No declared scope: the key is bound to no agent. Use a key that was created for an agent.',
    });
  });

  it('refuses a time that is not an integer as a fault of the program', () => {
    for (const now of [Number.NaN, 1.5, Number.POSITIVE_INFINITY])
      expect(() => engine.decide(callOf({ now }))).toThrow(TypeError);
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
              const { agent: _, ...rest } = callOf({ server, tool, now, args });
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
