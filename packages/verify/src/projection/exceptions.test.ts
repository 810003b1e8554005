/** Every kind of exception that this version finds, from a log that shows it. */
import { rfc3339, utf8 } from '@remit/core';
import type { Act } from '@remit/record';
import { describe, expect, it } from 'vitest';
import { editEntry } from '../testing/forge.ts';
import { testHandle } from '../testing/ledger.ts';
import { coreOf } from '../testing/pack.ts';
import type { Story } from '../testing/story.ts';
import { everyTypeStory, readContext, startStory } from '../testing/story.ts';
import { exceptionKinds } from './exception-kinds.ts';
import { allFindings, exceptionsCsv, groupFindings } from './exceptions.ts';
import { studyCore } from './study.ts';

const read: Act = { srv: 'files', method: 'tools/call', tool: 'read_text_file' };

async function exceptionsOf(story: Story, options: Parameters<typeof coreOf>[1] = {}) {
  const study = studyCore(await coreOf(story.ledger, options));
  if (!study.ok) throw new Error(JSON.stringify(study.error));
  return groupFindings(allFindings(study.value));
}

const shown = async (story: Story, options?: Parameters<typeof coreOf>[1]) =>
  (await exceptionsOf(story, options)).map((e) => `${e.severity} ${e.kind}: ${e.says} x${e.count}`);

describe('exceptions', () => {
  it('[verify.exceptions] an effect after a denial is critical', async () => {
    const story = startStory();
    const { decision } = story.read({ inside: false });
    story.answer(decision, story.acts.read);
    expect(await shown(story)).toEqual(['critical effect_after_deny: files/read_text_file x1']);
    const refused = startStory();
    refused.answer(refused.read({ inside: false }).decision, refused.acts.read, 'refused');
    expect(await shown(refused)).toEqual([]);
  });

  it('[verify.exceptions] outcomes that do not fit their decision break the chain', async () => {
    const story = startStory();
    const { decision } = story.read();
    story.answer(decision, story.acts.read);
    expect(await shown(story)).toEqual(['high chain_break: a second outcome for one decision x1']);
    const other = startStory();
    other.answer(other.read({ answered: false }).decision, { ...read, tool: 'write_file' });
    expect(await shown(other)).toEqual(['high chain_break: an outcome does not fit its decision x1']);
  });

  it('[verify.exceptions] a permit without a declared scope is critical', async () => {
    const story = startStory();
    const decision = story.decide({ act: read, context: readContext(story.ledger.now(), true), scope: 'none' });
    story.answer(decision, read);
    expect(await shown(story)).toEqual(['critical permit_without_declared_scope: files/read_text_file x1']);
  });

  it('[verify.exceptions] a clock that goes backwards, a hole, an admitted range', async () => {
    const story = startStory();
    story.read();
    const last = story.ledger.entries.pop();
    story.ledger.appendRaw(editEntry(last, (record) => Object.assign(record, { ts: rfc3339(0) })));
    story.ledger.append({ t: 'gap', gap: { kind: 'unacknowledged-commit', first: 3, end: 5, why: 'found at start' } });
    const gap = story.ledger.entries.at(-1);
    story.ledger.entries[story.ledger.entries.length - 1] = editEntry(gap, (record) =>
      Object.assign(record, { w: { id: 'w2', n: 2 } }),
    );
    expect(await shown(story)).toEqual([
      'high sequence_gap: writer sequence: writer numbers 0 to 1 are missing x1',
      'medium sequence_gap: records 3 to 4 were stored but not acknowledged before a crash x1',
      'low clock_skew: the time of a writer goes backwards x1',
    ]);
  });

  it('[verify.exceptions] a tool definition that changed, or that the log does not hold', async () => {
    const story = startStory();
    const sha = story.ledger.putBlob(utf8('{"name":"read_text_file","changed":true}'));
    story.ledger.append({
      t: 'tool.define',
      act: { ...read, method: 'tools/list', tool_sha: sha },
      dfn: { supersedes: 'b'.repeat(64) },
    });
    const act = { ...read, tool_sha: 'c'.repeat(64) };
    story.answer(story.decide({ act, context: readContext(story.ledger.now(), true) }), act);
    expect(await shown(story)).toEqual([
      'medium tool_schema_drift: files/read_text_file: its definition is not in the log x1',
      'medium tool_schema_drift: files/read_text_file: the definition changed x1',
    ]);
  });

  it('[verify.exceptions] a caller or approver without a key in force that the log shows', async () => {
    const unknown = startStory();
    const who = { sub: testHandle('stranger'), agent: 'loan-triage-agent' };
    const act = unknown.acts.read;
    const decision = unknown.decide({ act, who, context: readContext(unknown.ledger.now(), true) });
    unknown.ledger.append({
      t: 'mcp.outcome',
      s: { id: 'session-1', n: 2 },
      cause: [decision.leaf],
      who,
      act,
      out: { status: 'executed' },
    });
    expect(await shown(unknown)).toEqual([
      'medium unverified_identity: no key creation in the log binds the person and agent of the call x1',
    ]);
    const revoked = startStory({ step: 11_000 });
    revoked.ledger.append({ t: 'registry.change', chg: { what: 'key.revoke', ref: 'key-1' } });
    revoked.read();
    expect(await shown(revoked)).toEqual([
      'high unverified_identity: let through although every key of the caller was revoked before x1',
    ]);
    const stranger = startStory();
    stranger.propose({ approver: { sub: testHandle('stranger') } });
    expect(await shown(stranger)).toEqual([
      'high unverified_identity: the log shows no key in force that gives the approver the role x1',
    ]);
  });

  it('[verify.exceptions] a head that no witness cosigned', async () => {
    const story = startStory();
    const checkpoint = await story.ledger.checkpoint({ witnesses: [] });
    expect(await shown(story, { checkpoint })).toEqual(['medium unsigned_segment: the head carries no cosignature x1']);
  });

  it('are grouped, counted and sorted by severity, with stable ids', async () => {
    const story = startStory();
    for (let i = 0; i < 25; i++) {
      const decision = story.decide({
        act: read,
        context: readContext(story.ledger.now(), false),
        dec: 'permit',
        rules: ['read-assigned-case'],
      });
      story.answer(decision, read);
    }
    story.read({ answered: false });
    const found = await exceptionsOf(story);
    expect(found.map((e) => [e.kind, e.count])).toEqual([
      ['scope_out', 25],
      ['decision_without_outcome', 1],
    ]);
    expect(found[0]?.samples).toHaveLength(20);
    expect(found[0]?.id).toMatch(/^EX-[0-9a-f]{12}$/);
    expect((await exceptionsOf(story)).map((e) => e.id)).toEqual(found.map((e) => e.id));
    expect(exceptionsCsv(found).split('\r\n')).toHaveLength(4);
  });

  it('an honest log with every record type has only the gap it explains', async () => {
    expect(await shown(everyTypeStory())).toEqual([
      'medium decision_without_outcome: explained by a gap record (decision-without-outcome): a call that was let through x1',
    ]);
  });

  it('every kind names a requirement and says what to do', () => {
    for (const row of Object.values(exceptionKinds)) {
      expect(row.requirementIds.every((id) => /^AIA-\d+-/.test(id))).toBe(true);
      expect(row.requirementIds.length).toBeGreaterThan(0);
      expect(row.means.endsWith('.') && row.todo.endsWith('.')).toBe(true);
    }
  });
});
