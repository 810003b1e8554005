/** Every field of a foreign trace is found in its raw record, by the digest and member printed beside it. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerQuestion } from '../ask/ask.ts';
import type { ImportedHouse } from '../imported-house.fixture.ts';
import { mcpEvent, openImportedHouse, ROLE } from '../imported-house.fixture.ts';
import { explainForeignTrace } from './explain-foreign.ts';
import type { ForeignSource } from './foreign-traces.ts';
import { findForeignTrace, isForeignId, listForeignTraces } from './foreign-traces.ts';

let house: ImportedHouse;
let archive: ReturnType<ImportedHouse['archive']>;
let source: ForeignSource;
let batch = '';

beforeAll(async () => {
  house = await openImportedHouse();
  await house.declareAgents(`remit-agents: 1\nagents:\n  - agent: cost-review-agent\n    identities: ["${ROLE}"]\n`);
  await house.declareScope(`remit-scope: 1
id: cost-review
system: { id: cost-review, name: Cost review, purpose: Read what services cost }
agent: cost-review-agent
declared-by: Head of Operations
approved-by: Compliance Office
valid: { from: 2026-01-01, to: 2026-12-31 }
servers:
  aws:
    tools:
      search_documentation: {}
`);
  house.at('2026-11-04T00:00:00Z');
  const person = {
    ...mcpEvent('42', '2026-11-03T12:00:00Z'),
    userIdentity: { type: 'IAMUser', arn: 'arn:aws:iam::123456789012:user/ada' },
  };
  const events = [
    mcpEvent('40', '2026-11-03T10:00:00Z'),
    mcpEvent('41', '2026-11-03T11:00:00Z', { tool: 'run' }),
    person,
  ];
  batch = await house.ingest(JSON.stringify({ Records: events }));
  archive = house.archive();
  source = { reader: house.reader, archive, now: Date.parse('2026-12-01'), software: 'test/1' };
});
afterAll(async () => {
  archive.close();
  await house.close();
});

/** The value at a member path of a record. */
function memberAt(record: unknown, path: string): unknown {
  let value = record;
  for (const name of path.split('.')) value = Object(value)[name];
  return value;
}

describe('foreign traces', () => {
  it('[imported.explain] show for each field the digest of the raw record and the member, which holds that value', () => {
    const id = `${batch}:0`;
    expect(isForeignId(id)).toBe(true);
    const fields = explainForeignTrace(source, id) ?? [];
    const raw = archive.raw(batch, 0) ?? new Uint8Array();
    const digest = createHash('sha256').update(raw).digest('hex');
    const record: unknown = JSON.parse(Buffer.from(raw).toString('utf8'));
    const read = fields.filter((field) => field.raw !== undefined);
    expect(read.map(({ field }) => field)).toEqual(
      expect.arrayContaining(['at', 'actor.agent', 'action.tool', 'action.srv', 'decision.result']),
    );
    for (const { raw: from } of read) {
      expect(from?.sha256).toBe(digest);
      expect(memberAt(record, from?.path ?? ''), from?.path).toBeDefined();
    }
    expect(fields.find(({ field }) => field === 'action.tool')?.value).toBe(
      memberAt(record, 'requestParameters.method'),
    );
    expect(fields.some(({ source: says }) => says.startsWith('absent: '))).toBe(true);
    expect(fields.every(({ source: says }) => says !== '')).toBe(true);
    expect(explainForeignTrace(source, `${batch}:99`)).toBeUndefined();
  });

  it('[imported.explain] are listed by source, tool and verdict, newest last', () => {
    const ids = (filter: Parameters<typeof listForeignTraces>[1]) =>
      listForeignTraces(source, filter).map(({ traceId }) => traceId);
    expect(ids({})).toEqual([0, 1, 2].map((n) => `${batch}:${n}`));
    expect(ids({ tool: 'run' })).toEqual([`${batch}:1`]);
    expect(ids({ agent: 'cost-review-agent', limit: 1 })).toEqual([`${batch}:1`]);
    expect(ids({ verdict: 'out' })).toHaveLength(2);
    expect(ids({ source: 'no.such' })).toEqual([]);
    expect(findForeignTrace(source, `${batch}:1`)?.trace.declaredScope?.approvedBy).toBe('Compliance Office');
  });
});

describe('questions', () => {
  it('[imported.ask] what an agent was allowed at a moment and who approved it, with record ids and the query', () => {
    const answer = answerQuestion(source, { ask: 'allowed', agent: 'cost-review-agent', at: Date.parse('2026-11-03') });
    expect(answer.rows[0]?.why).toBe('in force; declared by Head of Operations, approved by Compliance Office');
    expect(answer.rows.some(({ what }) => what.includes('search_documentation'))).toBe(true);
    expect(answer.rows.every(({ id }) => house.reader.find(id) !== undefined)).toBe(true);
    expect(answer.query.parameters).toEqual({ agent: 'cost-review-agent', at: '2026-11-03T00:00:00.000Z' });
    const before = answerQuestion(source, { ask: 'allowed', agent: 'cost-review-agent', at: Date.parse('2026-10-01') });
    expect(before.rows).toEqual([]);
    expect(before.limits).toContain('no scope was in force: every call through Remit was denied');
  });

  it('[imported.ask] everything about one person, by reference or handle', () => {
    const rows = answerQuestion(source, { ask: 'person', person: 'arn:aws:iam::123456789012:user/ada' }).rows;
    expect(rows.map(({ id }) => id)).toEqual([`${batch}:2`]);
    const handle = findForeignTrace(source, `${batch}:2`)?.trace.actor.sub ?? '';
    expect(answerQuestion(source, { ask: 'person', person: handle }).counts).toMatchObject({ rows: 1 });
    expect(answerQuestion(source, { ask: 'person', person: 'nobody' }).rows).toEqual([]);
  });

  it('[imported.people] everything about one person under all declared names, with whose word it is', async () => {
    const arn = 'arn:aws:iam::123456789012:user/ada';
    const alone = answerQuestion(source, { ask: 'person', person: 'ada@lending.example' });
    expect(alone.rows).toEqual([]);
    const record = await house.declarePeople([['ada@lending.example', arn]]);
    const index = house.reader.find(record)?.index ?? -1;
    const rows = answerQuestion(source, { ask: 'person', person: 'ada@lending.example' });
    expect(rows.rows.map(({ id }) => id)).toEqual([`${batch}:2`]);
    expect(rows.rows[0]?.why).toMatch(new RegExp(`asserted by the operator: p_[\\w-]{22} in record ${index}`));
    expect(rows.limits.join()).toContain('is asserted by the operator');
    expect(answerQuestion(source, { ask: 'person', person: arn }).rows[0]?.why).toBe('the person acted');
  });

  it('[imported.ask] every action under a requirement, and which agents touched personal data', () => {
    const period = { from: Date.parse('2026-10-01'), to: Date.parse('2027-01-01') };
    const under = answerQuestion(source, { ask: 'requirement', requirement: 'AIA-26-6', ...period });
    expect(under.counts).toMatchObject({ 'foreign events': 3, 'agent cost-review-agent': 2 });
    expect(under.query.text).toContain('AIA-26-6');
    expect(() => answerQuestion(source, { ask: 'requirement', requirement: 'AIA-0', ...period })).toThrow(
      /no requirement/,
    );
    expect(answerQuestion(source, { ask: 'personal-data', ...period }).limits).toHaveLength(2);
  });
});
