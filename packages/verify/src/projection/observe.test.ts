/** Scopes that only observe, and refusals that no policy decided: what traces, exceptions and the verifier make of them. */
import { fromUtf8 } from '@remit/core';
import { DecisionTraceSchema } from '@remit/record';
import { describe, expect, it } from 'vitest';
import { packFromFiles } from '../pack/pack-source.ts';
import { stepOf } from '../testing/expect-step.ts';
import { packOf } from '../testing/pack.ts';
import type { Story } from '../testing/story.ts';
import { readContext, startStory } from '../testing/story.ts';
import { verifyPack } from '../verify-pack.ts';
import { paths } from './pack-core.ts';

async function verified(story: Story) {
  const pack = await packOf(story.ledger);
  const report = await verifyPack(packFromFiles(pack.files), pack.trust, pack.now);
  const text = (path: string) => fromUtf8(pack.files.get(path) ?? new Uint8Array()) ?? '';
  const lines = text(paths.traces).split('\n').slice(0, -1);
  const traces = lines.map((line) => DecisionTraceSchema.parse(JSON.parse(line)));
  return { report, traces, text, exceptions: report.exceptions.map((e) => `${e.severity} ${e.kind}: ${e.says}`) };
}

describe('a scope that only observes', () => {
  it('[verify.observe] a denied call that was forwarded is out, an exception and no failure of enforcement', async () => {
    const story = startStory({ observe: true });
    story.read();
    story.answer(story.read({ inside: false }).decision, story.acts.read);
    const { report, traces, text, exceptions } = await verified(story);
    expect(report.result).toBe('PASS');
    expect(exceptions).toEqual(['high scope_out: observed, not enforced: files/read_text_file (condition_not_met)']);
    expect(
      traces.map((t) => [t.decision.result, t.decision.steps[0]?.enforced, t.scopeVerdict.overall, t.agreement]),
    ).toEqual([
      ['permit', false, 'in', { decisionVsEffect: 'agree', verdictVsDecision: 'normal' }],
      ['deny', false, 'out', { decisionVsEffect: 'disagree', verdictVsDecision: 'observed-breach' }],
    ]);
    expect(traces.map((t) => t.declaredScope?.mode)).toEqual(['observe', 'observe']);
    expect(stepOf(report, 'decisions').says.join()).toMatch(
      /1 call\(s\) took place outside a scope that only observes/,
    );
    expect(text(paths.readme)).toContain('no, the scope only observes');
  });

  it('[verify.observe] an escalation that nobody was asked about is out when the call went ahead', async () => {
    const story = startStory({ observe: true });
    story.answer(story.propose({ until: 'escalated' }).escalated, story.acts.propose);
    const { report, traces, exceptions } = await verified(story);
    expect(report.result).toBe('PASS');
    expect(exceptions).toEqual([
      'high scope_out: observed, not enforced: decisions/propose_decision (approval_not_shown)',
    ]);
    expect(traces[0]?.agreement.verdictVsDecision).toBe('observed-breach');
  });

  it('[verify.observe] a denied call that was let through waits for its outcome like any other', async () => {
    const story = startStory({ observe: true });
    const { decision } = story.read({ inside: false });
    expect((await verified(story)).report.result).toBe('INCOMPLETE');
    story.ledger.append({
      t: 'gap',
      cause: [decision.leaf],
      gap: { kind: 'decision-without-outcome', why: 'the process ended' },
    });
    expect((await verified(story)).report.result).toBe('PASS');
  });

  it('[adoption.observe.never-silent] a denial that the scope would not give, not enforced and executed, is an exception', async () => {
    const story = startStory({ observe: true });
    const context = readContext(story.ledger.now(), true);
    const decision = story.decide({
      act: story.acts.read,
      context,
      dec: 'deny',
      rules: ['read-assigned-case#when.path'],
    });
    story.answer(decision, story.acts.read);
    const { traces, exceptions } = await verified(story);
    expect(exceptions).toEqual([
      'high scope_indeterminate: observed, not enforced: files/read_text_file, which the record does not permit and the scope does',
    ]);
    expect(traces[0]?.agreement.verdictVsDecision).toBe('observed-false-block');
  });

  it('[verify.observe] "not enforced" under a scope that enforces is an effect after a denial', async () => {
    const story = startStory();
    const context = readContext(story.ledger.now(), false);
    story.answer(story.decide({ act: story.acts.read, context, enforced: false }), story.acts.read);
    expect((await verified(story)).exceptions).toEqual([
      'critical effect_after_deny: files/read_text_file: recorded as not enforced, and its scope enforces',
      'high scope_out: observed, not enforced: files/read_text_file (condition_not_met)',
    ]);
  });
});

describe('refusals without a policy', () => {
  it('[verify.unevaluated] are noted by their code, and counted ones add up', async () => {
    const story = startStory();
    for (const errors of [['rate-limit.exceeded'], ['rate-limit.exceeded', 'rate-limit.counted=40']])
      story.ledger.append({
        t: 'mcp.decision',
        who: story.agentWho,
        act: { srv: '*', method: 'tools/call', tool: '*' },
        scope: story.scope,
        pol: { dec: 'deny', eval: 'not-evaluated', rules: ['rate-limit/person'], errors },
      });
    const { report, traces, text, exceptions } = await verified(story);
    expect(report.result).toBe('PASS');
    expect(exceptions).toEqual(['low scope_indeterminate: denied without evaluation: rate-limit.exceeded']);
    expect(traces.map((t) => [t.scopeVerdict.overall, t.agreement.verdictVsDecision])).toEqual([
      ['indeterminate', 'denied-without-evaluation'],
      ['indeterminate', 'denied-without-evaluation'],
    ]);
    expect(text(paths.population)).toContain('"refusals": 40');
  });
});
