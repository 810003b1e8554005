/** Verdicts of foreign calls against the scopes of declared agents. */
import { fromUtf8, utf8 } from '@remit/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ImportedHouse } from './imported-house.fixture.ts';
import { mcpEvent, openImportedHouse, ROLE } from './imported-house.fixture.ts';

const OTHER = 'arn:aws:iam::123456789012:role/someone-else';
const AGENTS = `remit-agents: 1
agents:
  - agent: cost-review-agent
    identities: ["${ROLE}"]
    servers: { aws-mcp.us-east-1.api.aws: aws-mcp }
`;
const SCOPE = `remit-scope: 1
id: cost-review
system: { id: cost-review, name: Cost review, purpose: Read what services cost }
agent: cost-review-agent
declared-by: Head of Operations
approved-by: Compliance Office
valid: { from: 2026-01-01, to: 2026-12-31 }
servers:
  aws-mcp:
    tools:
      search_documentation:
        when: { search_phrase: { one-of: [budgets, prices] } }
      run_report:
        when: { name: { any: true } }
        needs-approval: { role: approver, reason: A person releases each report }
`;
let house: ImportedHouse;
let files: ReadonlyMap<string, Uint8Array>;
let batch = '';

beforeAll(async () => {
  house = await openImportedHouse();
  house.at('2026-11-02T00:00:00Z');
  await house.declareScope(SCOPE);
  await house.declareAgents(AGENTS);
  house.at('2026-11-06T00:00:00Z');
  const events = [
    mcpEvent('10', '2026-11-03T10:00:00Z'),
    mcpEvent('11', '2026-11-03T11:00:00Z', { params: { search_phrase: 'salaries' } }),
    mcpEvent('12', '2026-11-03T12:00:00Z', { tool: 'delete_stack', params: {} }),
    mcpEvent('13', '2026-11-03T13:00:00Z', { params: 'REDACTED' }),
    mcpEvent('14', '2026-11-03T14:00:00Z', { role: OTHER }),
    mcpEvent('15', '2026-11-01T09:00:00Z'),
    mcpEvent('16', '2026-11-03T16:00:00Z', { tool: 'run_report', params: { name: 'q3' } }),
    mcpEvent('17', '2026-11-01T10:00:00Z', { tool: 'delete_stack', params: {} }),
  ];
  batch = await house.ingest(JSON.stringify({ Records: events }));
  files = (await house.pack({ from: '2026-11-01', to: '2026-12-01' })).files;
});
afterAll(() => house.close());

function traces(): Record<string, unknown>[] {
  const text = fromUtf8(files.get('07_imported_traces-00000.jsonl') ?? new Uint8Array()) ?? '';
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('verdicts of foreign calls', () => {
  it('[imported.verdict] are in, out or indeterminate by the scope in force at the time of the event', () => {
    const verdicts = traces().map((trace) => {
      const { overall, reasonCodes } = trace['scopeVerdict'] as { overall: string; reasonCodes: string[] };
      return [overall, ...reasonCodes].join(' ');
    });
    expect(verdicts).toEqual([
      'in',
      'out condition_not_met',
      'out tool_not_declared',
      'indeterminate args_redacted',
      'indeterminate no_declared_scope',
      'indeterminate partial_chain',
      'indeterminate approval_not_shown',
      'out partial_chain tool_not_declared',
    ]);
    expect(traces()[0]).toMatchObject({
      declaredAgent: { id: 'cost-review-agent', assertedBy: 'operator' },
      declaredScope: { id: 'cost-review', approvedBy: 'Compliance Office', later: false },
      context: { assertedBy: 'operator', value: { 'when.search_phrase': true } },
    });
  });

  it('[imported.verdict] are counted as exceptions of the source', () => {
    const { exceptions } = JSON.parse(fromUtf8(files.get('08_exceptions.json') ?? new Uint8Array()) ?? '{}') as {
      exceptions: { kind: string; count: number }[];
    };
    const counts = exceptions.filter(({ kind }) => /scope|late/.test(kind)).map(({ kind, count }) => [kind, count]);
    expect(counts.sort()).toEqual([
      ['late_ingest', 1],
      ['permit_without_declared_scope', 1],
      ['scope_indeterminate', 1],
      ['scope_indeterminate', 1],
      ['scope_indeterminate', 1],
      ['scope_out', 1],
      ['scope_out', 1],
      ['scope_out', 1],
    ]);
  });

  it('[imported.verdict] are run again by the verifier: a context that is changed or added makes the pack fail', async () => {
    const report = await house.verify(files);
    expect(report.steps.filter(({ status }) => status === 'fail')).toEqual([]);
    const path = `11_sources/${batch}/contexts-00000.jsonl`;
    const contexts = fromUtf8(files.get(path) ?? new Uint8Array()) ?? '';
    expect(contexts).toContain('"when.search_phrase":false');
    for (const changed of [contexts.replace('phrase":false', 'phrase":true'), `${contexts}{"context":{},"n":4}\n`]) {
      expect(changed).not.toBe(contexts);
      expect((await house.verify(new Map(files).set(path, utf8(changed)))).result).toBe('FAIL');
    }
  });
});
