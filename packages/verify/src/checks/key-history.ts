/** Step "key-history": every head was signed by the keys that were its own at its size (ledger reference §7, T14). */
import { equalBytes, fromUtf8 } from '@remit/core';
import type { OpenedNote } from '@remit/tlog';
import { formatVkey, openNote, parseCheckpoint } from '@remit/tlog';
import { anchorsOf } from '../projection/anchors.ts';
import type { KeyHistory } from '../projection/key-history.ts';
import { keyHistoryOf, maySign } from '../projection/key-history.ts';
import type { TrustFile } from '../trust.ts';
import type { Check, StepOutcome, VerifyState } from './check.ts';
import { firstFew, notReached } from './check.ts';
import { trustedKeys } from './checkpoint-signature.ts';

/** Do the records of key changes follow from each other, and do the head and the stamped heads keep to them? */
export const keyHistory: Check = {
  name: 'key-history',
  doesNotProve: 'that a key was kept well while it was in use, or why it was changed',
  protectsAgainst: 'heads signed with a key that was retired, or not yet introduced, by whoever got hold of it',
  run: async (state): Promise<StepOutcome> => {
    const { study, trust } = state;
    if (study === undefined) return notReached('the records could not be read');
    if (trust === undefined || state.opened === undefined) return notReached('no trusted signature is on the head');
    const history = keyHistoryOf(study.view);
    const problems = [...history.problems];
    for (const head of await headsOf(state, trust)) problems.push(...outside(head, history, trust));
    if (problems.length > 0) return { status: 'fail', says: firstFew(problems) };
    const changes = history.spans.length - 1;
    if (changes <= 0) return { status: 'ok', says: ['one key since the genesis record; the head is signed by it'] };
    const spans = history.spans.map(
      ({ vkey, after, until }) =>
        `${vkey}: heads of more than ${after}${until === undefined ? '' : `, at most ${until}`} records`,
    );
    return {
      status: 'ok',
      says: [`the key was changed ${changes} time(s); every head is signed by a key of its time`, ...firstFew(spans)],
    };
  },
};

interface Head {
  readonly what: string;
  readonly size: number;
  readonly opened: OpenedNote;
}

/** The head of the pack, those that were time-stamped, and the one that the reader holds. */
async function headsOf({ opened, checkpoint, study, trust: given }: VerifyState, trust: TrustFile): Promise<Head[]> {
  const heads: Head[] = [];
  if (opened !== undefined && checkpoint !== undefined) heads.push({ what: 'the head', size: checkpoint.size, opened });
  const notes =
    study === undefined
      ? []
      : anchorsOf(study).flatMap(({ index, record }) => {
          const bytes = study.core.blobs.get(record.anc.note);
          return bytes === undefined
            ? []
            : [{ what: `the stamped head of record ${index}`, note: fromUtf8(bytes) ?? '' }];
        });
  if (given?.knownHead !== undefined) notes.push({ what: 'the known head', note: given.knownHead });
  for (const { what, note } of notes) {
    const read = await openNote(note, trustedKeys(trust));
    const head = read.ok ? parseCheckpoint(read.value.text) : undefined;
    // One that no trusted key signed is told by the steps "timestamps" and "known-head".
    if (read.ok && head?.ok === true) heads.push({ what, size: head.value.size, opened: read.value });
  }
  return heads;
}

/** Signatures of log keys on a head that they may not sign. */
function outside({ what, size, opened }: Head, history: KeyHistory, trust: TrustFile): string[] {
  return trust.policy.logs.flatMap(({ key }) => {
    const signed = opened.verified.some(
      (s) => s.type === key.type && s.name === key.name && equalBytes(s.keyId, key.keyId),
    );
    const vkey = formatVkey(key.name, key.type, key.publicKey);
    return signed && !maySign(history, vkey, size)
      ? [`${what} of ${size} records is signed by a key outside its time: ${vkey}`]
      : [];
  });
}
