/** The calls that the agent makes, as data: through which client, to which tool, and what must come of them. */

import { assigned, foreign } from '../cast/applicants.ts';
import type { Era } from '../mcp/agent.ts';

/** What must come of a call. `allowed`: the tool's own result comes back. */
export type Expected = 'allowed' | 'unknown-tool' | 'denied';

export interface PlannedCall {
  readonly era: Era;
  readonly server: string;
  readonly tool: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** The arguments for a reader, without the run's folder. */
  readonly says: string;
  readonly expected: Expected;
}

const [first, second] = assigned;

/** Calls within the scope. The first two of each kind are the same call through both clients. */
export function callsInScope(applicants: string): readonly PlannedCall[] {
  const application = `${first.id}/application.txt`;
  const income = assigned.map(({ id }) => `${id}/income.txt`);
  const sum = { a: second.rent, b: second.otherLoans };
  return [
    ...both('files', 'read_text_file', { path: `${applicants}/${application}` }, application),
    ...both('everything', 'get-sum', sum, `${sum.a} + ${sum.b}`),
    {
      era: 'modern',
      server: 'files',
      tool: 'list_directory',
      args: { path: `${applicants}/${second.id}` },
      says: second.id,
      expected: 'allowed',
    },
    {
      era: 'legacy',
      server: 'files',
      tool: 'read_multiple_files',
      args: { paths: income.map((path) => `${applicants}/${path}`) },
      says: income.join(', '),
      expected: 'allowed',
    },
  ];
}

/** Calls outside the scope: two tools that it does not name, and another team's case by two ways of writing its path. */
export function callsOutOfScope(applicants: string): readonly PlannedCall[] {
  const there = `${foreign.id}/application.txt`;
  const around = `${first.id}/../${there}`;
  return [
    {
      era: 'modern',
      server: 'files',
      tool: 'write_file',
      args: { path: `${applicants}/${first.id}/application.txt`, content: 'Amount: 1 EUR' },
      says: `${first.id}/application.txt`,
      expected: 'unknown-tool',
    },
    { era: 'legacy', server: 'everything', tool: 'get-env', args: {}, says: '', expected: 'unknown-tool' },
    {
      era: 'modern',
      server: 'files',
      tool: 'read_text_file',
      args: { path: `${applicants}/${there}` },
      says: there,
      expected: 'denied',
    },
    {
      era: 'legacy',
      server: 'files',
      tool: 'read_text_file',
      args: { path: `${applicants}/${around}` },
      says: around,
      expected: 'denied',
    },
  ];
}

/** Calls after the gateway was killed and started again. */
export function callsAfterRestart(applicants: string): readonly PlannedCall[] {
  const application = `${second.id}/application.txt`;
  return both('files', 'read_text_file', { path: `${applicants}/${application}` }, application);
}

function both(server: string, tool: string, args: PlannedCall['args'], says: string): readonly PlannedCall[] {
  const call = { server, tool, args, says, expected: 'allowed' as const };
  return [
    { era: 'modern', ...call },
    { era: 'legacy', ...call },
  ];
}
