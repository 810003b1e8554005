/** The retrospective verdict: every way to say out or indeterminate, and the one way to say in. */
import { utf8 } from '@remit/core';
import type { Act } from '@remit/record';
import { describe, expect, it } from 'vitest';
import { testHandle } from '../testing/ledger.ts';
import { coreOf } from '../testing/pack.ts';
import type { DecidePart, Story } from '../testing/story.ts';
import { proposeContext, readContext, STORY_SCOPE, startStory } from '../testing/story.ts';
import { finalDecision } from './calls.ts';
import { allFindings, groupFindings } from './exceptions.ts';
import { studyCore, verdictOf } from './study.ts';
import { traceOf } from './trace.ts';
import { combine } from './verdict.ts';

const read: Act = { srv: 'files', method: 'tools/call', tool: 'read_text_file' };
const propose: Act = { srv: 'decisions', method: 'tools/call', tool: 'propose_decision' };

async function judged(story: Story) {
  const core = await coreOf(story.ledger);
  const study = studyCore(core);
  if (!study.ok) throw new Error(JSON.stringify(study.error));
  const call = study.value.selection.calls.at(-1);
  if (call === undefined) throw new Error('the story has no call');
  const verdict = verdictOf(call, study.value);
  const kinds = groupFindings(allFindings(study.value))
    .map((e) => e.kind)
    .sort();
  const { agreement } = traceOf(call, study.value, []);
  return { verdict, kinds, dec: finalDecision(call).record.pol.dec, agreement };
}

/** One read decided as given, then answered when it was let through. */
async function oneRead(part: Partial<DecidePart>, prepare?: (story: Story) => void) {
  const story = startStory();
  prepare?.(story);
  const decision = story.decide({ act: read, context: readContext(story.ledger.now(), true), ...part });
  const dec = decision.record.t === 'mcp.decision' ? decision.record.pol.dec : 'deny';
  if (dec !== 'deny') story.answer(decision, part.act ?? read);
  return judged(story);
}

describe('the verdict of one call', () => {
  it('[verify.verdict-in] is in only when everything was there and the re-run permits', async () => {
    const { verdict, agreement, kinds } = await oneRead({});
    expect(verdict).toMatchObject({ overall: 'in', reasonCodes: [] });
    expect(agreement).toEqual({ decisionVsEffect: 'agree', verdictVsDecision: 'normal' });
    expect(kinds).toEqual([]);
  });

  const now = (story: Story) => story.ledger.now();
  const cases: [string, Partial<DecidePart>, string, string[], string][] = [
    [
      'a condition that is false',
      { context: readContext(0, false), dec: 'permit', rules: ['read-assigned-case'] },
      'out',
      ['condition_not_met', 'time_uncertain'],
      'scope-breach',
    ],
    [
      'a tool that is not declared',
      { act: { ...read, tool: 'write_file' }, dec: 'permit', rules: [] },
      'out',
      ['tool_not_declared'],
      'scope-breach',
    ],
    [
      'another agent',
      { who: { sub: testHandle('ana'), agent: 'other-agent' } },
      'out',
      ['agent_not_covered', 'conflicting_sources'],
      'scope-breach',
    ],
    [
      'no agent',
      { who: { sub: testHandle('ana') } },
      'indeterminate',
      ['conflicting_sources', 'identity_unverified'],
      'unproven-authorization',
    ],
    ['no scope', { scope: 'none' }, 'indeterminate', ['no_declared_scope'], 'unproven-authorization'],
    [
      'a scope file that is not there',
      { scope: { id: 'loan-triage', sha: 'a'.repeat(64) } },
      'indeterminate',
      ['partial_chain', 'scope_unavailable'],
      'unproven-authorization',
    ],
    [
      'another scope id',
      { scope: { id: 'other', sha: 'SHA' } },
      'indeterminate',
      ['conflicting_sources', 'partial_chain'],
      'unproven-authorization',
    ],
    ['no context', { withoutContext: true }, 'indeterminate', ['field_missing_in_source'], 'unproven-authorization'],
    [
      'a context of another tool',
      { context: { ...readContext(0, true), tool: 'write_file' }, dec: 'permit', rules: [] },
      'indeterminate',
      ['conflicting_sources', 'time_uncertain'],
      'unproven-authorization',
    ],
    [
      'a context without a needed member',
      {
        context: { agent: 'loan-triage-agent', server: 'files', tool: 'read_text_file', approved: false, now: 0 },
        dec: 'permit',
        rules: [],
      },
      'indeterminate',
      ['field_missing_in_source', 'time_uncertain'],
      'unproven-authorization',
    ],
    [
      'other rules than the re-run',
      { rules: ['another-rule'] },
      'indeterminate',
      ['conflicting_sources'],
      'unproven-authorization',
    ],
    ['a false block', { dec: 'deny', rules: [] }, 'in', [], 'false-block'],
    [
      'a denial that the scope gives',
      { context: readContext(0, false) },
      'out',
      ['condition_not_met', 'time_uncertain'],
      'control-worked',
    ],
  ];
  it.each(cases)('[verify.verdict-cases] %s', async (_name, part, overall, reasons, meaning) => {
    const story = startStory();
    const { scope } = part;
    const fixed =
      scope !== undefined && scope !== 'none' && scope.sha === 'SHA'
        ? { scope: { ...scope, sha: story.scope.sha } }
        : {};
    const decision = story.decide({ act: read, context: readContext(now(story), true), ...part, ...fixed });
    if (decision.record.t === 'mcp.decision' && decision.record.pol.dec !== 'deny')
      story.answer(decision, part.act ?? read);
    const { verdict, agreement } = await judged(story);
    expect([verdict.overall, verdict.reasonCodes]).toEqual([overall, reasons]);
    expect(agreement.verdictVsDecision).toBe(meaning);
  });

  it('outside the validity of the scope is out', async () => {
    const story = startStory({ start: Date.UTC(2028, 0, 1) });
    const decision = story.decide({
      act: read,
      context: readContext(story.ledger.now(), true),
      dec: 'permit',
      rules: ['read-assigned-case'],
    });
    story.answer(decision, read);
    const { verdict } = await judgedAt(story);
    expect([verdict.overall, verdict.reasonCodes]).toEqual(['out', ['scope_expired_or_revoked']]);
  });

  it('a file that was replaced is indeterminate, but not in the moment of the changeover', async () => {
    for (const [wait, overall] of [
      [0, 'in'],
      [10, 'indeterminate'],
    ] as const) {
      const story = startStory();
      const scope = { id: 'loan-triage', sha: story.ledger.putBlob(utf8(`${STORY_SCOPE}# newer\n`)) };
      const dcl = {
        agent: 'loan-triage-agent',
        system: 'loan-triage-eu',
        from: '2026-01-01T00:00:00.000Z',
        to: '2027-12-31T23:59:59.999Z',
        supersedes: story.scope.sha,
      };
      story.ledger.append({ t: 'scope.declare', who: story.approverWho, scope, dcl });
      story.ledger.append({
        t: 'policy.activate',
        scope,
        act_pol: { bundle_sha: story.bundleSha, compiler: 'remit-scope/1 cedar/4.5' },
      });
      for (let i = 0; i < wait; i++)
        story.ledger.append({ t: 'config.change', cfg: { sha: scope.sha, software: 'remit 0.1.0' } });
      story.read();
      const { verdict } = await judged(story);
      expect(verdict.overall).toBe(overall);
    }
  });

  it('a decision before its scope was declared is indeterminate', async () => {
    const story = startStory();
    const late = { id: 'loan-triage', sha: story.ledger.putBlob(utf8(`${STORY_SCOPE}# late\n`)) };
    const { verdict } = await oneRead({ scope: late }, (s) =>
      s.ledger.blobs.set(late.sha, utf8(`${STORY_SCOPE}# late\n`)),
    );
    expect([verdict.overall, verdict.reasonCodes]).toEqual(['indeterminate', ['partial_chain']]);
  });
});

describe('approvals', () => {
  it('[verify.approval] one that the log shows makes the release in; the context alone does not', async () => {
    const story = startStory();
    story.propose();
    expect(await judged(story)).toMatchObject({ verdict: { overall: 'in' }, kinds: [], dec: 'permit_with_conditions' });
    const claimed = startStory();
    const decision = claimed.decide({ act: propose, context: proposeContext(claimed.ledger.now(), true) });
    claimed.answer(decision, propose);
    const { verdict, kinds } = await judged(claimed);
    expect([verdict.overall, verdict.reasonCodes]).toEqual(['out', ['approval_not_shown']]);
    expect(kinds).toEqual(['approval_action_mismatch', 'scope_out']);
  });

  it('[verify.approval] by the person who asked does not count', async () => {
    const story = startStory();
    story.propose({ approver: story.agentWho });
    const { verdict, kinds } = await judged(story);
    expect([verdict.overall, verdict.reasonCodes]).toEqual(['out', ['approval_not_shown']]);
    expect(kinds).toEqual(['approval_action_mismatch', 'approval_action_mismatch', 'scope_out']);
  });

  it('[verify.approval] for another action, in another role or rejected does not count', async () => {
    const bad: [string, Record<string, unknown>, string[]][] = [
      [
        'another action',
        { act: { ...propose, tool: 'other' } },
        ['approval_action_mismatch', 'approval_action_mismatch', 'scope_out'],
      ],
      [
        'another role',
        { apr: { verdict: 'approved', requested: '2026-10-01T08:00:00.000Z', role: 'admin' } },
        ['approval_action_mismatch', 'approval_action_mismatch', 'scope_out'],
      ],
      [
        'a rejection',
        { apr: { verdict: 'rejected', requested: '2026-10-01T08:00:00.000Z', role: 'approver' } },
        ['approval_expired_used', 'scope_out'],
      ],
      [
        'an expiry',
        { apr: { verdict: 'expired', requested: '2026-10-01T08:00:00.000Z', role: 'approver' } },
        ['approval_expired_used', 'scope_out'],
      ],
    ];
    for (const [name, changed, kinds] of bad) {
      const story = startStory();
      const escalated = story.decide({ act: propose, context: proposeContext(story.ledger.now(), false) });
      const approval = story.ledger.append({
        t: 'approval',
        cause: [escalated.leaf],
        who: story.approverWho,
        act: propose,
        apr: { verdict: 'approved', requested: '2026-10-01T08:00:00.000Z', role: 'approver' },
        ...changed,
      });
      const context = proposeContext(story.ledger.now(), true);
      const decision = story.decide({ act: propose, context, cause: [escalated.leaf, approval.leaf] });
      story.answer(decision, propose);
      const found = await judged(story);
      expect(found.verdict.overall, name).toBe('out');
      expect(found.kinds, name).toEqual(kinds);
    }
  });

  it('[verify.approval] a call that is another one after the approval is an exception', async () => {
    const story = startStory();
    const { escalated, approval } = story.propose({ until: 'approval' });
    const act = { ...propose, tool_sha: 'a'.repeat(64) };
    const cause = [escalated.leaf, approval?.leaf ?? ''];
    const decision = story.decide({ act, context: proposeContext(story.ledger.now(), true), cause });
    story.answer(decision, act);
    expect((await judged(story)).kinds).toEqual(['approval_action_mismatch', 'tool_schema_drift']);
  });

  it('a rejected or expired call is out, and the control worked', async () => {
    for (const verdict of ['rejected', 'expired'] as const) {
      const story = startStory();
      story.propose({ verdict });
      const found = await judged(story);
      expect([found.verdict.overall, found.agreement.verdictVsDecision, found.kinds]).toEqual([
        'out',
        'control-worked',
        [],
      ]);
    }
  });

  it('an escalation that nobody answered is indeterminate', async () => {
    const story = startStory();
    story.propose({ until: 'escalated' });
    const { verdict, agreement, kinds } = await judged(story);
    expect([verdict.overall, verdict.reasonCodes]).toEqual(['indeterminate', ['partial_chain']]);
    expect(agreement).toEqual({ decisionVsEffect: 'agree', verdictVsDecision: 'escalated-without-decision' });
    expect(kinds).toEqual(['decision_without_outcome']);
  });
});

describe('the algebra', () => {
  const dim = (verdict: 'in' | 'out' | 'indeterminate' | 'unconstrained') => ({
    dim: 'x',
    verdict,
    reasonCodes: [],
    evidenceRefs: [],
  });
  it.each([
    [[], 'indeterminate'],
    [['unconstrained'], 'in'],
    [['in', 'unconstrained'], 'in'],
    [['in', 'indeterminate'], 'indeterminate'],
    [['indeterminate', 'out', 'in'], 'out'],
  ] as const)('%j gives %s', (verdicts, overall) => {
    expect(combine(verdicts.map(dim)).overall).toBe(overall);
  });
});

async function judgedAt(story: Story) {
  const core = await coreOf(story.ledger, { inputs: { from: '2028-01-01T00:00:00.000Z' } });
  const study = studyCore(core);
  if (!study.ok) throw new Error(JSON.stringify(study.error));
  const call = study.value.selection.calls.at(-1);
  if (call === undefined) throw new Error('the story has no call');
  return { verdict: verdictOf(call, study.value) };
}
