import { describe, expect, it } from 'vitest';
import { decideRecorded, namesTool } from './decide-recorded.ts';
import { compiledOf, EXAMPLE } from './example.fixture.ts';

const compiled = compiledOf(EXAMPLE);
const read = (path: unknown) => ({
  agent: 'loan-triage-agent',
  server: 'files',
  tool: 'read_text_file',
  args: { path },
});

describe('a scope held against calls of the past', () => {
  it('[adoption.simulate.decision] decides on the arguments, as in force and with paths as they are written', () => {
    expect(decideRecorded(compiled, read('/srv/applicants/case-1001/x'))).toMatchObject({ dec: 'permit' });
    expect(decideRecorded(compiled, read('/srv/applicants/case-1001/../case-9/x'))).toMatchObject({
      dec: 'deny',
      rules: ['read-assigned-case#when.path'],
    });
    const args = { case: 'case-1001', decision: 'approve' };
    const proposal = { agent: 'loan-triage-agent', server: 'decisions', tool: 'propose_decision', args };
    expect(decideRecorded(compiled, proposal)).toMatchObject({ dec: 'escalate' });
    expect(decideRecorded(compiled, { ...proposal, tool: 'other' })).toEqual({
      dec: 'deny',
      rules: [],
      visible: false,
    });
    expect(decideRecorded(compiled, { ...proposal, agent: 'other' })).toMatchObject({ dec: 'deny', rules: [] });
    expect([namesTool(compiled, 'files', 'read_text_file'), namesTool(compiled, 'files', 'other')]).toEqual([
      true,
      false,
    ]);
  });
});
