/** Step "known-head": consistency with a head held outside (ledger reference §9, T1 to T8; §10). */
import { equalBytes } from '@remit/core';
import type { Checkpoint, OpenedNote } from '@remit/tlog';
import { openNote, parseCheckpoint } from '@remit/tlog';
import { readerOf, rootOf } from '../projection/integrity-files.ts';
import type { TrustFile } from '../trust.ts';
import type { Check, StepOutcome } from './check.ts';
import { notReached } from './check.ts';
import { logSigner, trustedKeys } from './checkpoint-signature.ts';

/** Does this log continue the head that the reader already holds? */
export const knownHead: Check = {
  name: 'known-head',
  doesNotProve: 'anything about records after the head you hold',
  protectsAgainst: 'an operator with the log key who drops or rewrites anything up to the head you hold',
  run: async ({ trust, core, checkpoint }): Promise<StepOutcome> => {
    if (trust?.knownHead === undefined)
      return {
        status: 'not-applicable',
        says: ['no known head is in the trust file; add one to find what was dropped or rewritten since'],
      };
    if (core === undefined || checkpoint === undefined) return notReached('the entries could not be read');
    const known = await openKnownHead(trust);
    if (typeof known === 'string') return { status: 'incomplete', says: [`the known head is not usable: ${known}`] };
    const { size, root, origin } = known.checkpoint;
    if (origin !== checkpoint.origin) return { status: 'fail', says: [`the known head is of another log (${origin})`] };
    if (size > core.entries.length)
      return {
        status: 'fail',
        says: [
          `you hold a head of ${size} records and this pack has ${core.entries.length}: records were dropped, or the pack is older than your head`,
        ],
      };
    if (!equalBytes(rootOf(size, readerOf(core.entries, core.known)), root))
      return {
        status: 'fail',
        says: [`the first ${size} records are not those of the head you hold: the log was rewritten or forked`],
      };
    return { status: 'ok', says: [`the first ${size} records are those of the head you hold`] };
  },
};

/** The known head of a trust file, opened with its keys; or why it cannot be used. */
export async function openKnownHead(
  trust: TrustFile,
): Promise<{ checkpoint: Checkpoint; opened: OpenedNote } | string> {
  if (trust.knownHead === undefined) return 'there is none';
  const opened = await openNote(trust.knownHead, trustedKeys(trust));
  if (!opened.ok) return opened.error;
  if (logSigner(trust, opened.value) === undefined) return 'it is not signed by a log key of the trust file';
  const checkpoint = parseCheckpoint(opened.value.text);
  if (!checkpoint.ok) return checkpoint.error;
  return { checkpoint: checkpoint.value, opened: opened.value };
}
