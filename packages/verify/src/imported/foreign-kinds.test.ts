/** Each kind of exception that foreign logs can show: one event that is one, and one that is not. */
import { CURRENT_LAW_VERSION } from '@remit/catalogue';
import { utf8 } from '@remit/core';
import { describe, expect, it } from 'vitest';
import { testHandle } from '../testing/ledger.ts';
import { foreignKinds } from './foreign-kinds.ts';
import type { MadeBatch, MadeEvent, MadeLogs } from './made-logs.fixture.ts';
import { createMadeLogs, foreignTracesOf, linesOf, madeTime, verifyMade } from './made-logs.fixture.ts';
import { modelsDiffer } from './model-names.ts';

const VENDOR: MadeBatch = { source: 'made.source', vendor: 'Maker' };
const REMIT: MadeBatch = { source: 'remit.ledger', vendor: 'Remit, run by another operator' };
const SCOPE = `remit-scope: 1
id: files
system: { id: sys, name: System, purpose: Reads files }
agent: reader
declared-by: Head of Operations
approved-by: Compliance Office
valid: { from: 2026-01-01, to: 2026-12-31 }
servers:
  files.example:
    tools:
      read: {}
`;

const call = (over: Partial<MadeEvent> = {}): MadeEvent => ({
  dataset: 'made',
  who: { agent: 'role-1' },
  act: { srv: 'https://files.example/mcp', tool: 'read', method: 'tools/call' },
  dec: { result: 'permit', basis: 'made' },
  out: { status: 'executed' },
  ...over,
});

/** A log with a scope for the agent, so that the server is a known one. */
function logs(): MadeLogs {
  const made = createMadeLogs();
  const sha = made.ledger.putBlob(utf8(SCOPE));
  const scope = { id: 'files', sha };
  const dcl = { agent: 'reader', system: 'sys', from: '2026-01-01T00:00:00.000Z', to: '2026-12-31T00:00:00.000Z' };
  made.ledger.append({ t: 'scope.declare', who: { sub: testHandle('head') }, scope, dcl });
  return made;
}

async function kindsOf(events: readonly MadeEvent[], from: MadeBatch = VENDOR) {
  const made = logs();
  const id = made.batch(from, events);
  const pack = await made.pack();
  const found = pack.exceptions.filter(({ samples }) => samples.some((sample) => sample.startsWith(id)));
  const shown = found.map(({ kind, severity, count, samples }) => ({
    kind,
    severity,
    count,
    at: samples.map((sample) => sample.slice(id.length + 1)).join(' '),
  }));
  return { pack, id, made, shown, of: (kind: string) => shown.filter((one) => one.kind === kind) };
}

/** Events that are one, by place, among those that are not. */
const CASES: readonly [kind: string, events: MadeEvent[], at: string, severity: string][] = [
  ['decision_without_outcome', [call(), { ...call(), out: { status: 'unknown' } }], '1', 'medium'],
  ['outcome_without_decision', [call(), without(call(), 'dec')], '1', 'medium'],
  ['model_mismatch', [model('m-1', 'm-1'), model('m-1', 'm-1-2026-01-01'), model('m-1', 'm-2')], '2', 'medium'],
  ['shadow_server', [call(), call({ act: { srv: 'https://unknown.example/mcp', tool: 'read' } })], '1', 'medium'],
  [
    'dlp_override',
    [
      call({ flags: ['dlp-flagged'] }),
      call({ flags: ['dlp-flagged'], dec: { result: 'deny', basis: 'made' }, out: { status: 'refused' } }),
      call({ flags: ['warnings'] }),
    ],
    '0',
    'high',
  ],
  ['logging_down_fail_open', [call(), without(call({ flags: ['cached'] }), 'dec')], '1', 'high'],
  ['unverified_identity', [call(), call({ who: {} })], '1', 'medium'],
  ['clock_skew', [call(), call({ ts: madeTime(7300) })], '1', 'low'],
  [
    'tool_schema_drift',
    ['1', '1', '2'].map((version) => call({ flags: [`server-version:${version}`] })),
    '2',
    'medium',
  ],
  [
    'tool_schema_drift',
    ['a', 'a', 'b'].map((name) => call({ kind: 'change', ids: { definition: name.repeat(64) } })),
    '2',
    'medium',
  ],
  [
    'effect_after_deny',
    [
      call({ dec: { result: 'deny', basis: 'made', enforced: false } }),
      call({ dec: { result: 'deny', basis: 'made' }, out: { status: 'refused' } }),
    ],
    '0',
    'high',
  ],
];

describe('exceptions of foreign logs', () => {
  it.each(CASES)(
    '[imported.exceptions] %s: one event that is, others that are not',
    async (kind, events, at, severity) => {
      const { of } = await kindsOf(events);
      expect(of(kind)).toEqual([{ kind, severity, count: 1, at }]);
    },
  );

  it('[imported.exceptions] an object whose digests nothing vouches for is unsigned, a signed one is not', async () => {
    for (const [integrity, n] of [
      ['unanchored', 1],
      ['digest-valid', 0],
      ['none', 0],
    ] as const) {
      const { pack } = await kindsOf([call()], { ...VENDOR, integrity });
      expect(pack.exceptions.filter(({ says }) => says.includes('no signature at hand'))).toHaveLength(n);
    }
  });

  it('[imported.exceptions] a dataset that never shows outcomes, or decisions, has none that is missing', async () => {
    const open = await kindsOf([without(call(), 'out'), without(call(), 'out')]);
    expect(open.of('decision_without_outcome')).toEqual([]);
    const bare = await kindsOf([without(call(), 'dec'), without(call(), 'dec')]);
    expect(bare.of('outcome_without_decision')).toEqual([]);
  });

  it('[imported.exceptions] names the kinds that a source cannot show, in its statement and in the report', async () => {
    const { pack, id } = await kindsOf([without(call(), 'out')]);
    const statement = JSON.parse(new TextDecoder().decode(pack.files.get(`11_sources/${id}/statement.json`))) as {
      exceptionsThatCannotBeSeen: { kind: string; why: string }[];
    };
    const unseen = new Map(statement.exceptionsThatCannotBeSeen.map(({ kind, why }) => [kind, why]));
    expect(unseen.get('decision_without_outcome')).toBe('cannot be seen from this source: no outcome');
    expect(unseen.get('model_mismatch')).toBe(
      'cannot be seen from this source: no model asked for beside the one that answered',
    );
    expect(unseen.get('notice_missing')).toContain('no notices');
    expect(unseen.has('shadow_server')).toBe(false);
    expect(new TextDecoder().decode(pack.files.get('02_report.json'))).toContain('exceptionsThatCannotBeSeen');
  });

  it('[imported.exceptions] every kind of §10 has its rule, or belongs to the system card', () => {
    // The list of compliance reference §10, as it stands there.
    const kinds =
      'scope_out, scope_indeterminate, permit_without_declared_scope, effect_after_deny, decision_without_outcome, outcome_without_decision, sequence_gap, chain_break, clock_skew, unsigned_segment, unverified_identity, model_mismatch, tool_schema_drift, shadow_server, dlp_override, approval_expired_used, approval_action_mismatch, late_ingest, source_unparsed, retention_short, notice_missing, logging_down_fail_open'.split(
        ', ',
      );
    expect(Object.keys(foreignKinds)).toEqual(kinds.filter((kind) => kind !== 'retention_short'));
  });

  it('[imported.exceptions] are found again by the verifier, and the first rules looked for less', async () => {
    const { made, pack } = await kindsOf([call(), call({ who: {} })]);
    const report = await verifyMade(made, pack.files);
    expect(report.steps.filter(({ status }) => status === 'fail')).toEqual([]);
    const first = await made.pack({ rules: 'remit.projection/1' });
    expect(first.exceptions.map(({ kind }) => kind)).not.toContain('unverified_identity');
    expect(first.files.has('07_joins.jsonl')).toBe(false);
    expect((await verifyMade(made, first.files)).steps.filter(({ status }) => status === 'fail')).toEqual([]);
  });
});

describe('the log of another Remit', () => {
  const remit = (over: Partial<MadeEvent>): MadeEvent => ({ ...call(over), dataset: 'remit.records' });
  const decision = (name: string, n: number, over: Partial<MadeEvent> = {}): MadeEvent => {
    const { out: _, ...event } = remit({
      ids: { call: name, writer: 'w1', seq: String(n) },
      flags: ['decision-record'],
      missing: { 'out.status': 'not_in_record' },
      ...over,
    });
    return event;
  };
  const second = (name: string, n: number, flag: 'outcome-record' | 'gap-record'): MadeEvent => {
    const {
      dec: _,
      out,
      ...event
    } = remit({
      kind: 'other',
      ids: { call: name, writer: 'w1', seq: String(n) },
      flags: [flag],
      ts: madeTime(1),
    });
    return flag === 'gap-record' || out === undefined ? event : { ...event, out };
  };

  it('[imported.remit-outcomes] one call, two records: the outcome stands in the trace of its decision, with both digests', async () => {
    const { pack, id } = await kindsOf([decision('a', 0), second('a', 1, 'outcome-record')], REMIT);
    const trace = foreignTracesOf(pack).get(`${id}:0`);
    expect(foreignTracesOf(pack).size).toBe(1);
    expect(trace?.effect).toMatchObject({ observed: 'occurred' });
    const leaves = linesOf<{ raw: string }>(pack, `11_sources/${id}/events-00000.jsonl`);
    expect(trace?.outcomeRecord).toEqual({ traceId: `${id}:1`, at: madeTime(1), rawDigest: leaves[1]?.raw });
    expect(trace?.absent).not.toHaveProperty('out.status');
  });

  it('[imported.remit-outcomes] exceptions of pairing and of sequence are those of own records', async () => {
    const { of } = await kindsOf(
      [
        decision('closed', 0),
        second('closed', 1, 'outcome-record'),
        decision('open', 2),
        decision('accounted', 3),
        second('accounted', 4, 'gap-record'),
        second('orphan', 6, 'outcome-record'),
        decision('twice', 7),
        second('twice', 8, 'outcome-record'),
        second('twice', 9, 'outcome-record'),
        decision('denied', 10, { dec: { result: 'deny', basis: 'pol.dec' } }),
        decision('broken', 11, { dec: { result: 'deny', basis: 'pol.dec' } }),
        second('broken', 12, 'outcome-record'),
      ],
      REMIT,
    );
    expect(of('decision_without_outcome')).toEqual([
      { kind: 'decision_without_outcome', severity: 'high', count: 1, at: '2' },
      { kind: 'decision_without_outcome', severity: 'medium', count: 1, at: '3' },
    ]);
    expect(of('outcome_without_decision')).toEqual([
      { kind: 'outcome_without_decision', severity: 'high', count: 1, at: '5' },
    ]);
    expect(of('chain_break')).toEqual([{ kind: 'chain_break', severity: 'high', count: 1, at: '6' }]);
    expect(of('sequence_gap')).toEqual([{ kind: 'sequence_gap', severity: 'high', count: 1, at: '5' }]);
  });

  it('[imported.remit-outcomes] a denied call whose outcome says that it took place is an effect after a denial', async () => {
    const denied = decision('x', 0, { dec: { result: 'deny', basis: 'pol.dec' } });
    const { pack } = await kindsOf([denied, second('x', 1, 'outcome-record')], REMIT);
    expect(pack.exceptions.find(({ kind }) => kind === 'effect_after_deny')?.severity).toBe('critical');
  });
});

describe('suppliers of servers that only imported logs show', () => {
  it('[imported.suppliers] are missing in the card, with the events that show them', async () => {
    const made = logs();
    const agents = `remit-agents: 1\nagents:\n  - agent: reader\n    identities: [role-1]\n`;
    const list = made.ledger.putBlob(utf8(agents));
    made.ledger.append({ t: 'registry.change', chg: { what: 'agents.declare', ref: 'agents', sha: list } });
    const card = `remit-system: 1
id: sys
name: System
version: "1"
purpose: Reads files.
role: deployer
classification: { class: undetermined, rule: Article 6, reason: Not yet decided. }
suppliers:
  - { server: "https://known.example/mcp", supplier: Known, agreement: { sha256: ${'a'.repeat(64)}, date: 2026-10-01 } }
`;
    const sha = made.ledger.putBlob(utf8(card));
    made.ledger.append({ t: 'registry.change', chg: { what: 'system.declare', ref: 'sys', sha } });
    const id = made.batch(VENDOR, [call(), call({ act: { srv: 'https://known.example/mcp', tool: 'read' } })]);
    const pack = await made.pack({ inputs: { catalogue: CURRENT_LAW_VERSION } });
    const missing = pack.exceptions.filter(({ kind }) => kind === 'supplier_agreement_missing');
    expect(missing.map(({ says, samples }) => [says, samples])).toEqual([
      [
        'server https://files.example/mcp is used, as an imported log says, and has no supplier in the card',
        [`${id}:0`],
      ],
    ]);
  });
});

it('[imported.exceptions] names of models are compared as far as they go', () => {
  const differ = (a: string, b: string) => modelsDiffer(a, b);
  expect(differ('gpt-4o', 'gpt-4o-2024-08-06')).toBe(false);
  expect(differ('gpt-4o', 'gpt-4o-mini')).toBe(true);
  expect(
    differ(
      'arn:aws:bedrock:eu-west-1:1:inference-profile/eu.anthropic.claude-sonnet-5-v1:0',
      'anthropic.claude-sonnet-5-v1:0',
    ),
  ).toBe(false);
  expect(differ('claude-sonnet-5', 'claude-opus-5')).toBe(true);
  expect(modelsDiffer(undefined, 'x')).toBe(false);
});

function without(event: MadeEvent, member: 'out' | 'dec'): MadeEvent {
  const { [member]: _, ...rest } = event;
  return rest;
}

function model(req: string, resp: string): MadeEvent {
  return call({ kind: 'model-call', act: {}, model: { req, resp } });
}
