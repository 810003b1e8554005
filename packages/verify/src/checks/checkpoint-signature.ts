/** Step "checkpoint": the signature under the head (C2SP signed-note, tlog-checkpoint; ledger reference §1.2, §1.3). */
import { equalBytes, fromUtf8 } from '@remit/core';
import type { NoteVerifier, OpenedNote } from '@remit/tlog';
import { openNote, parseCheckpoint, parseNote } from '@remit/tlog';
import { paths } from '../projection/pack-core.ts';
import type { TrustFile } from '../trust.ts';
import type { Check, StepOutcome, VerifyState } from './check.ts';

/** Is the head of the log signed by a log key of the trust file? */
export const checkpointSignature: Check = {
  name: 'checkpoint',
  doesNotProve: 'that this head is the newest, or the only one the log signed',
  protectsAgainst: 'anyone without the log key who changes, adds, drops or reorders records',
  run: async (state): Promise<StepOutcome> => {
    const bytes = state.source.files.get(paths.checkpoint);
    const note = bytes === undefined ? undefined : fromUtf8(bytes);
    if (note === undefined) return { status: 'fail', says: [`${paths.checkpoint} is missing or not text`] };
    const parsed = parseNote(note);
    if (!parsed.ok) return { status: 'fail', says: [`the checkpoint is not a signed note: ${parsed.error}`] };
    const checkpoint = parseCheckpoint(parsed.value.text);
    if (!checkpoint.ok) return { status: 'fail', says: [`the checkpoint cannot be read: ${checkpoint.error}`] };
    if (checkpoint.value.extensions.length > 0)
      return { status: 'fail', says: ['the checkpoint has extension lines, which this log never writes'] };
    const found = { note, checkpoint: checkpoint.value };
    if (state.trust === undefined)
      return { status: 'incomplete', says: ['without a trust file no signature can be checked'], found };
    return withTrust(state.trust, note, found);
  },
};

async function withTrust(trust: TrustFile, note: string, found: Partial<VerifyState>): Promise<StepOutcome> {
  const opened = await openNote(note, trustedKeys(trust));
  if (!opened.ok) return { status: 'fail', says: [`no signature of a trusted key holds: ${opened.error}`], found };
  const signer = logSigner(trust, opened.value);
  if (signer === undefined)
    return { status: 'fail', says: ['the checkpoint carries no signature of a log key of the trust file'], found };
  return { status: 'ok', says: [`signed by log key ${signer}`], found: { ...found, opened: opened.value } };
}

/** All keys of a trust file. A signature by one of them must hold, or the whole note is refused. */
export function trustedKeys(trust: TrustFile): NoteVerifier[] {
  return [...trust.policy.logs, ...trust.policy.witnesses].map(({ key }) => key);
}

/** Name of the trusted log key that signed the note, if one did. */
export function logSigner(trust: TrustFile, opened: OpenedNote): string | undefined {
  return trust.policy.logs.find(({ key }) =>
    opened.verified.some((s) => s.type === key.type && s.name === key.name && equalBytes(s.keyId, key.keyId)),
  )?.key.name;
}
