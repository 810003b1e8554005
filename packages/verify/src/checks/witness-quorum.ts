/** Step "witnesses": cosignatures against the policy (C2SP tlog-cosignature, tlog-policy; ledger reference §1.5, §1.8). */
import type { OpenedNote } from '@remit/tlog';
import { policyMet } from '@remit/tlog';
import type { TrustFile } from '../trust.ts';
import type { Check } from './check.ts';
import { notReached } from './check.ts';

/** Have enough witnesses of the trust file cosigned this head? */
export const witnessQuorum: Check = {
  name: 'witnesses',
  doesNotProve: 'that the witnesses are independent of the operator; that rests on who runs them',
  protectsAgainst: 'an operator with the log key who rewrites history or shows different logs to different readers',
  run: ({ trust, opened }) => {
    if (trust === undefined) return notReached('no trust file names witnesses');
    if (opened === undefined) return notReached('the checkpoint has no trusted signature');
    const { met, counted } = policyMet(trust.policy, opened);
    if (trust.policy.witnesses.length === 0 || counted.length === 0) {
      const says = 'no cosignature of a witness of the trust file is on the head';
      if (!met) return { status: 'incomplete', says: [`${says}, and its quorum asks for some`] };
      return trust.knownHead === undefined
        ? {
            status: 'incomplete',
            says: [`${says}; its quorum asks for none, so only the operator vouches for this head`],
          }
        : { status: 'not-applicable', says: [`${says}; its quorum asks for none, and a known head is given`] };
    }
    if (!met)
      return {
        status: 'incomplete',
        says: [`cosigned by ${counted.join(', ')}: fewer than the quorum of the trust file`],
      };
    return { status: 'ok', says: [`quorum met: cosigned by ${counted.join(', ')}`] };
  },
};

/**
 * Newest time (POSIX seconds) at which cosignatures that reach the quorum exist: the policy is met by those of that time
 * or later alone. Undefined when it is not met at all. One fresh witness does not make an old quorum fresh.
 */
export function quorumTime(trust: TrustFile, opened: OpenedNote): number | undefined {
  const times = opened.verified.flatMap((s) => (s.timestamp === undefined ? [] : [s.timestamp]));
  for (const time of [...new Set(times)].sort((a, b) => b - a)) {
    const fresh = opened.verified.filter((s) => s.timestamp === undefined || s.timestamp >= time);
    const { met, counted } = policyMet(trust.policy, { ...opened, verified: fresh });
    if (met && counted.length > 0) return time;
  }
  return undefined;
}
