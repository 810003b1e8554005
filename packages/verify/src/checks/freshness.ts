/**
 * Is the head recent enough that the end of the log cannot have been cut off unseen?
 *
 * Rule. Let T be the newest time at which a quorum of witnesses had cosigned this head (or the known head, when it is
 * this very head), or a head of the root log in which this one is the newest of this log.
 * 1. T must not be before the end of the declared period: otherwise an older, validly signed head may hide later records.
 * 2. Without a known head, T must not be more than 7 days before the reader's clock: otherwise an old pack may stand for
 *    the present state of the log.
 * 3. T must not be in the future, and no record may claim a later time than T, each with 5 minutes of tolerance.
 * Otherwise the result is INCOMPLETE at best. A policy that asks for no witness leaves 1 to 3 to the known head.
 */
import { rfc3339 } from '@remit/core';
import { timeAt } from '../log/log-columns.ts';
import type { Check, StepOutcome, VerifyState } from './check.ts';
import { notReached } from './check.ts';
import { openKnownHead } from './known-head.ts';
import { quorumTime } from './witness-quorum.ts';

const MAX_AGE_MS = 7 * 24 * 3600 * 1000;
const TOLERANCE_MS = 5 * 60 * 1000;

/** The rule in the header of this file. */
export const freshness: Check = {
  name: 'freshness',
  doesNotProve: 'that nothing was written after this head',
  protectsAgainst: 'an older, validly signed head that hides the newest records',
  run: async (state): Promise<StepOutcome> => {
    const { trust, opened, manifest } = state;
    if (trust === undefined || opened === undefined || manifest === undefined)
      return notReached('there is no head with a trusted signature');
    const seconds = await newestQuorumTime(state);
    if (seconds === undefined)
      return trust.knownHead !== undefined && trust.policy.witnesses.length === 0
        ? {
            status: 'ok',
            says: ['no witness time; records after the known head rest on the signature of the log alone'],
          }
        : { status: 'incomplete', says: ['no quorum of witnesses says when it saw this head'] };
    // A cosignature counts in whole seconds: it may have been made up to a second later than it says.
    const seen = seconds * 1000 + 999;
    const says = problems(state, seen, trust.knownHead === undefined);
    if (says.length > 0) return { status: 'incomplete', says };
    return {
      status: 'ok',
      says: [`a quorum of witnesses saw this head at ${rfc3339(seconds * 1000)}, after the end of the period`],
    };
  },
};

async function newestQuorumTime({ trust, opened, checkpoint, rooted }: VerifyState): Promise<number | undefined> {
  if (trust === undefined || opened === undefined || checkpoint === undefined) return undefined;
  const own = quorumTime(trust, opened);
  // The root log held no later head of this log when its quorum saw it (step root-log).
  const here = own === undefined ? rooted?.time : Math.max(own, rooted?.time ?? 0);
  const known = trust.knownHead === undefined ? undefined : await openKnownHead(trust);
  if (known === undefined || typeof known === 'string' || known.checkpoint.size !== checkpoint.size) return here;
  const there = quorumTime(trust, known.opened);
  return here === undefined ? there : Math.max(here, there ?? 0);
}

function problems({ manifest, now, study }: VerifyState, seen: number, checkAge: boolean): string[] {
  const at = rfc3339(seen - 999);
  const found: string[] = [];
  const end = manifest?.inputs.to ?? '';
  if (seen < Date.parse(end))
    found.push(
      `the period ends ${end}, the witnesses last saw this head at ${at}: records after that may be missing. Ask for a pack with a newer head`,
    );
  if (checkAge && now - seen > MAX_AGE_MS)
    found.push(
      `the witnesses last saw this head at ${at}, more than 7 days ago. Ask for a newer head and add it to the trust file`,
    );
  if (seen - 999 > now + TOLERANCE_MS)
    found.push(`the witnesses saw this head at ${at}, which is in the future by your clock`);
  const newest = newestRecordTime(study);
  if (newest !== undefined && newest > seen + TOLERANCE_MS)
    found.push(`a record claims a time after the witnesses saw it (${at}): one of the clocks is wrong`);
  return found;
}

function newestRecordTime(study: VerifyState['study']): number | undefined {
  if (study === undefined) return undefined;
  const { columns } = study.view;
  const { days, times, size } = columns;
  let newest = 0;
  for (let i = 1; i < size; i++) {
    const [day = 0, most = 0] = [days[i], days[newest]];
    if (day > most || (day === most && (times[i] ?? 0) > (times[newest] ?? 0))) newest = i;
  }
  return size === 0 ? undefined : Date.parse(timeAt(columns, newest));
}
