import { describe, expect, it } from 'vitest';
import { decision } from '../test-support/drafts.ts';
import { opensCall } from './draft-effects.ts';

const SUB = `p_${'a'.repeat(22)}`;

describe('calls that a decision opens', () => {
  it.each([
    ['permit', 'decision'],
    ['escalate', 'escalation'],
    ['deny', undefined],
  ] as const)('%s opens %s', (dec, opens) => {
    expect(opensCall(decision(SUB, dec))).toBe(opens);
  });

  it.each(['permit', 'escalate', 'deny'] as const)(
    '[adoption.observe.outcome-due] a decision that is not enforced (%s) waits for its outcome: the call was forwarded',
    (dec) => {
      const draft = decision(SUB, dec);
      expect(opensCall({ ...draft, pol: { ...draft.pol, enforced: false } })).toBe('decision');
    },
  );
});
