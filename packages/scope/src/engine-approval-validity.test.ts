import { describe, expect, it } from 'vitest';
import { AGENT, callOf, engineWith } from './engine.fixture.ts';
import { compiledOf, EXAMPLE } from './example.fixture.ts';
import { redecide } from './redecide.ts';

describe('approvals', () => {
  const compiled = compiledOf(EXAMPLE);
  const engine = engineWith(compiled);
  const propose = (args: unknown, approved: boolean) =>
    engine.decide(callOf({ server: 'decisions', tool: 'propose_decision', args, approved }));
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
    const decision = engine.decide(callOf({ args: { path: '/srv/applicants/case-1001/a' }, approved: true }));
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
    const decision = engine.decide(callOf({ args, now }));
    expect(decision).toMatchObject({ dec, eval: 'evaluated', errors, visible: inForce, scope: { id: 'loan-triage' } });
    expect(decision.rules).toEqual([inForce ? 'read-assigned-case' : 'read-assigned-case#validity']);
    expect(engine.forAgent(AGENT, now)).toEqual(inForce ? compiled : undefined);
    expect(redecide(compiled, decision.context)).toEqual({ dec, rules: decision.rules, visible: inForce });
  });

  it('[scope.validity] says so in words, alike for declared and undeclared tools', () => {
    const message = 'No declared scope is in force: scope "loan-triage" has expired.';
    for (const tool of ['read_text_file', 'nothing'])
      expect(engine.decide(callOf({ tool, args, now: to + 1 })).message).toBe(message);
    expect(engine.decide(callOf({ args, now: from - 1 })).message).toBe(
      'No declared scope is in force: scope "loan-triage" is not yet valid.',
    );
  });

  it('an approval does not extend the validity', () => {
    const good = { case: 'case-1001', decision: 'approve' };
    for (const approved of [false, true])
      expect(
        engine.decide(callOf({ server: 'decisions', tool: 'propose_decision', args: good, now: to + 1, approved })).dec,
      ).toBe('deny');
  });
});
