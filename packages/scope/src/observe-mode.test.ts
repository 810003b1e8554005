/** A scope that only observes: the same decisions, none of them enforced. */
import { describe, expect, it } from 'vitest';
import { describeScope } from './describe-scope.ts';
import { callOf, engineWith } from './engine.fixture.ts';
import { compiledOf, EXAMPLE, fileWith, IN_FORCE, scopeOf } from './example.fixture.ts';
import { parseScope } from './parse/parse-scope.ts';
import { redecide } from './redecide.ts';
import { scopeWarnings } from './scope-warnings.ts';

const OBSERVE = EXAMPLE.replace('agent:', 'mode: observe\nagent:');
const nothing = (mode: string) => `${fileWith('', 'agent-1').split('servers:')[0]}${mode}servers: {}\n`;

describe('mode: observe', () => {
  it('[adoption.observe.same-decision] decides each call as the enforced scope does, marked as not enforced', () => {
    const enforced = engineWith(compiledOf(EXAMPLE));
    const calls = [
      callOf({ args: { path: '/srv/applicants/case-1001/a.txt' } }),
      callOf({ args: { path: '/etc/passwd' } }),
      callOf({ server: 'decisions', tool: 'propose_decision', args: { case: 'case-1001', decision: 'refer' } }),
    ];
    const before = calls.map((call) => enforced.decide(call));
    enforced.deactivate('loan-triage');
    const observing = engineWith(compiledOf(OBSERVE));
    for (const [i, call] of calls.entries()) {
      const { dec, rules, errors, context, enforced: held, visible } = observing.decide(call);
      expect({ dec, rules, errors, context }).toEqual({
        dec: before[i]?.dec,
        rules: before[i]?.rules,
        errors: before[i]?.errors,
        context: before[i]?.context,
      });
      expect([held, before[i]?.enforced, visible]).toEqual([false, true, true]);
      expect(redecide(compiledOf(OBSERVE), context)).toMatchObject({ dec, rules });
    }
    observing.deactivate('loan-triage');
  });

  it('[adoption.observe.all-tools] shows every tool of every server, listed or not', () => {
    const engine = engineWith(compiledOf(OBSERVE));
    expect(engine.visible('loan-triage-agent', 'anywhere', 'anything', IN_FORCE)).toBe(true);
    expect(engine.visible('another-agent', 'anywhere', 'anything', IN_FORCE)).toBe(false);
    expect(engine.decide(callOf({ server: 'anywhere', tool: 'anything' }))).toMatchObject({
      dec: 'deny',
      rules: [],
      visible: true,
      enforced: false,
      scope: { id: 'loan-triage' },
    });
    engine.deactivate('loan-triage');
  });

  it('[adoption.observe.in-force] outside its validity it lets nothing through', () => {
    const engine = engineWith(compiledOf(OBSERVE));
    const late = Date.parse('2031-01-01T00:00:00Z');
    expect(engine.visible('loan-triage-agent', 'files', 'read_text_file', late)).toBe(false);
    expect(engine.decide(callOf({ now: late }))).toMatchObject({ dec: 'deny', visible: false, enforced: true });
    engine.deactivate('loan-triage');
  });

  it('[adoption.observe.file] is enforce unless the file says observe, and may then name no tool', () => {
    expect(scopeOf(EXAMPLE).mode).toBe('enforce');
    expect(parseScope(nothing('mode: observe\n'))).toMatchObject({ ok: true, value: { mode: 'observe', servers: [] } });
    expect(parseScope(nothing(''))).toMatchObject({
      ok: false,
      error: [{ message: 'The scope allows no tool and no model.' }],
    });
    expect(parseScope(EXAMPLE.replace('agent:', 'mode: watch\nagent:'))).toMatchObject({
      ok: false,
      error: [{ path: 'mode', line: 4 }],
    });
  });

  it('[adoption.observe.digest] another mode is another bundle; a file without a mode keeps its digest', () => {
    expect(compiledOf(OBSERVE).bundleSha).not.toBe(compiledOf(EXAMPLE).bundleSha);
    const spelled = EXAMPLE.replace('agent:', 'mode: enforce\nagent:');
    expect(compiledOf(spelled).bundleSha).toBe(compiledOf(EXAMPLE).bundleSha);
  });

  it('[adoption.observe.warning] says in words and in warnings that nothing is enforced', () => {
    expect(describeScope(scopeOf(OBSERVE)).join('\n')).toContain('OBSERVE ONLY');
    expect(describeScope(scopeOf(OBSERVE)).join('\n')).not.toContain('that is not listed here is denied');
    expect(scopeWarnings(scopeOf(OBSERVE))[0]).toContain('mode: observe enforces nothing');
    expect(scopeWarnings(scopeOf(EXAMPLE)).join()).not.toContain('observe');
  });
});
