/** Step "witnesses": cosignatures against the policy (C2SP tlog-cosignature, tlog-policy; ledger reference §1.5, §1.8). */
import { equalBytes, fromUtf8 } from '@remit/core';
import type { OpenedNote } from '@remit/tlog';
import { openNote, parseCheckpoint, policyMet } from '@remit/tlog';
import { hashReaderOf } from '../log/log-columns.ts';
import { rootOf } from '../projection/integrity-files.ts';
import { paths } from '../projection/pack-core.ts';
import type { TrustFile } from '../trust.ts';
import type { Check, StepOutcome, VerifyState } from './check.ts';
import { notReached } from './check.ts';
import { logSigner, trustedKeys } from './checkpoint-signature.ts';

/** Have enough witnesses of the trust file cosigned this head? */
export const witnessQuorum: Check = {
  name: 'witnesses',
  doesNotProve: 'that the witnesses are independent of the operator; that rests on who runs them',
  protectsAgainst: 'an operator with the log key who rewrites history or shows different logs to different readers',
  run: async (state) => {
    const outcome = headQuorum(state);
    const earlier = await earlierHead(state);
    if (earlier === undefined) return outcome;
    return 'problem' in earlier
      ? { status: 'fail', says: [earlier.problem] }
      : { ...outcome, says: [...outcome.says, earlier.says] };
  },
};

function headQuorum({ trust, opened, rooted }: VerifyState): StepOutcome {
  if (trust === undefined) return notReached('no trust file names witnesses');
  if (opened === undefined) return notReached('the checkpoint has no trusted signature');
  const { met, counted } = policyMet(trust.policy, opened);
  if (trust.policy.witnesses.length === 0 || counted.length === 0) {
    const says = 'no cosignature of a witness of the trust file is on the head';
    if (!met) return { status: 'incomplete', says: [`${says}, and its quorum asks for some`] };
    if (rooted !== undefined)
      return {
        status: 'not-applicable',
        says: [`${says}; its quorum asks for none, and the root log ${rooted.origin} vouches`],
      };
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
}

/** The earlier cosigned head that a pack carries when its own head has no cosignature: it must be of this log. */
async function earlierHead({
  trust,
  source,
  checkpoint,
  bundles,
}: VerifyState): Promise<{ problem: string } | { says: string } | undefined> {
  const bytes = source.files.get(paths.witnessed);
  if (bytes === undefined || trust === undefined || checkpoint === undefined) return undefined;
  const opened = await openNote(fromUtf8(bytes) ?? '', trustedKeys(trust));
  const head = opened.ok ? parseCheckpoint(opened.value.text) : undefined;
  if (!opened.ok || head?.ok !== true || logSigner(trust, opened.value) === undefined)
    return { problem: `${paths.witnessed} is no head that a log key of the trust file signed` };
  const log = bundles(checkpoint.size);
  const { size, root, origin } = head.value;
  if (!log.ok || origin !== checkpoint.origin || size > checkpoint.size)
    return { problem: `${paths.witnessed} is not a smaller head of this log` };
  if (!equalBytes(rootOf(size, hashReaderOf(log.value.columns)), root))
    return { problem: `the log of this pack does not continue ${paths.witnessed}: it was rewritten or forked` };
  const { met, counted } = policyMet(trust.policy, opened.value);
  const quorum =
    met && counted.length > 0 ? `a quorum (${counted.join(', ')})` : `no quorum (${counted.join(', ') || 'nobody'})`;
  return { says: `an earlier head of ${size} records was cosigned by ${quorum}; record ${size} is the oldest without` };
}

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
