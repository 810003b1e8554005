/** Draft and simulation over a ledger's records, without a ledger. */
import { canonicalize, utf8 } from '@remit/core';
import type { LedgerReader } from '@remit/ledger';
import type { RecordOf } from '@remit/record';
import { AnyRecordSchema } from '@remit/record';
import { describe, expect, it } from 'vitest';
import { draftJob } from './draft-job.ts';
import { recordedCalls } from './recorded-calls.ts';
import { simulateJob } from './simulate-job.ts';

const EVER = { from: 0, to: Date.UTC(2099, 0) };
const SUB = `p_${'a'.repeat(22)}`;
const CASE = `p_${'b'.repeat(22)}`;
const C = 'A'.repeat(43);

type Decision = RecordOf<'mcp.decision'>;
interface Row {
  readonly dec?: Decision['pol']['dec'];
  readonly pol?: Partial<Decision['pol']>;
  readonly tool?: string;
  readonly agent?: string;
  readonly args?: string;
  readonly cause?: string[];
  readonly about?: string[];
}

const SCOPE = `remit-scope: 1
id: s
system: { id: s-eu, name: S, purpose: P }
agent: clerk
declared-by: Function
approved-by: Office
valid: { from: 2030-01-01, to: 2030-12-31 }
servers:
  files:
    tools:
      read: { when: { path: { path-within: { roots: [/srv/in] } } } }
      send: { other-arguments: allow, needs-approval: { role: approver, reason: R } }
`;

/** A reader over records, as much of it as the jobs use. */
function readerOf(rows: readonly Row[]): LedgerReader {
  const entries = rows.map((row, i) => {
    const { dec = 'permit', agent = 'clerk', tool = 'read', pol, cause, about } = row;
    const record = AnyRecordSchema.parse({
      v: 1,
      id: `01KB3T0ZJ4X5E6F7G8H9JAKB${String(i).padStart(2, '0')}`,
      ts: `2026-11-0${1 + (i % 9)}T00:00:00.000Z`,
      org: 'o',
      w: { id: 'w', n: i },
      t: 'mcp.decision',
      who: { sub: SUB, agent },
      act: { srv: 'files', method: 'tools/call', tool },
      pol: { dec, eval: 'evaluated', rules: [], ...pol },
      c: { args: C },
      ...(cause === undefined ? {} : { cause }),
      ...(about === undefined ? {} : { about }),
    });
    return { index: i, entry: utf8(canonicalize(record)), id: record.id, args: row.args };
  });
  const part = {
    byType: () => entries,
    payload: (id: string) => {
      const args = entries.find((one) => one.id === id)?.args;
      return args === undefined ? undefined : utf8(args);
    },
    subject: (handle: string) => ({ kind: 'affected', reference: handle === CASE ? 'mallory' : 'ada' }),
    blob: () => undefined,
  };
  // The jobs use these four members only.
  return part as unknown as LedgerReader;
}

const inside = '{"path":"/srv/in/x.txt"}';
const outside = '{"path":"/etc/passwd"}';

describe('recorded calls', () => {
  it('joins an escalation with the decision after it, and keeps to the period', () => {
    const escalation = readerOf([{ dec: 'escalate', args: inside }]);
    expect([...recordedCalls(escalation, EVER)]).toMatchObject([{ wentThrough: false, observed: false }]);
    expect([...recordedCalls(escalation, { from: 0, to: 1 })]).toEqual([]);
    const observed = readerOf([{ dec: 'escalate', pol: { enforced: false }, args: inside }]);
    expect([...recordedCalls(observed, EVER)]).toMatchObject([{ wentThrough: true, observed: true }]);
  });

  it('[adoption.simulate.gone] cannot tell without the arguments, except for a tool that no rule names', () => {
    const rows: Row[] = [{}, { args: '{"path":"/srv/in/x"' }, { tool: 'other' }];
    const { counts, changes } = simulateJob(readerOf(rows), { yaml: SCOPE, period: EVER });
    expect(counts).toMatchObject({ calls: 3, cannotTell: 2, newlyDenied: 1, stopped: 1 });
    expect(changes.map(({ tool, after, count }) => [tool, after, count])).toEqual([
      ['files/other', 'deny', 1],
      ['files/read', 'cannot tell', 2],
    ]);
  });

  it('[adoption.simulate.cli] tells the kinds of change apart, and leaves out what no scope decided', () => {
    const rows: Row[] = [
      { args: inside },
      { args: outside },
      { dec: 'deny', args: inside },
      { dec: 'deny', args: outside },
      { dec: 'deny', args: inside, pol: { enforced: false } },
      { tool: 'send', args: '' },
      { dec: 'escalate', tool: 'send', args: '{}' },
      { dec: 'deny', args: inside, pol: { eval: 'not-evaluated', errors: ['no-scope'] } },
      { dec: 'deny', args: inside, pol: { eval: 'not-evaluated', errors: ['rate-limit.exceeded'] } },
      { args: inside, agent: 'another' },
    ];
    const { counts } = simulateJob(readerOf(rows), { yaml: SCOPE, period: EVER });
    expect(counts).toEqual({
      calls: 8,
      same: 3,
      newlyDenied: 1,
      newlyAllowed: 3,
      needsApproval: 1,
      cannotTell: 0,
      stopped: 1,
      otherAgents: 1,
      notByScope: 1,
    });
  });

  it('[adoption.draft.cli] drafts from what went through, of one agent, without what names a person', () => {
    const rows: Row[] = [
      ...Array.from({ length: 4 }, () => ({ args: '{"path":"/srv/in/mallory/x.txt","who":"mallory"}', about: [CASE] })),
      { dec: 'deny', args: outside },
      {},
    ];
    const input = { agent: undefined, period: EVER, local: ['files'] };
    const made = draftJob(readerOf(rows), input);
    expect(made).toMatchObject({ kind: 'draft', agent: 'clerk', calls: 4 });
    const yaml = made.kind === 'draft' ? made.yaml : '';
    expect(yaml).not.toMatch(/mallory|ada|etc/);
    expect(yaml).toContain('path-within: { roots: ["/srv/in"], links: resolve } } # 4 calls; cut above');
    expect(yaml).toContain('# Not used: 1 call denied');
    expect(yaml).toContain('# Not used: 1 call whose arguments were erased');
    expect(draftJob(readerOf([]), input)).toEqual({ kind: 'no-calls' });
    const two = readerOf([{ args: inside }, { args: inside, agent: 'another' }]);
    expect(draftJob(two, input)).toEqual({ kind: 'choose', agents: ['another', 'clerk'] });
    expect(draftJob(two, { ...input, agent: 'another' })).toMatchObject({ kind: 'draft', calls: 1 });
  });
});
