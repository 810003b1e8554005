import { describe, expect, it } from 'vitest';
import type { LoggedCall } from './call-log.ts';
import { callDifferences } from './call-log.ts';

const a: LoggedCall = { caller: 'modern', server: 'files', tool: 'read', end: 'allowed' };
const b: LoggedCall = { ...a, end: 'denied' };

describe('calls that were made against calls in the evidence', () => {
  it('the same calls in another order are no difference', () => {
    expect(callDifferences([a, b, a], [b, a, a])).toEqual([]);
  });

  it('names a call that is missing, one that is too many, and one with another end', () => {
    expect(callDifferences([a, a], [a])).toEqual([
      'made and not in the evidence: files/read by the modern client: allowed',
    ]);
    expect(callDifferences([a], [a, a])).toEqual([
      'in the evidence and not made: files/read by the modern client: allowed',
    ]);
    expect(callDifferences([a], [b])).toHaveLength(2);
    expect(callDifferences([a], [{ ...a, caller: 'legacy' }])).toHaveLength(2);
  });
});
