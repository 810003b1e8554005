/**
 * Step "timestamps": tokens of time-stamp authorities over heads of this log (RFC 3161; ledger reference §8, T3, T17).
 *
 * For each anchor record of the pack: the stamped bytes and the token are the ones that the record names; the stamped
 * bytes are a head that a trusted key of the log signed and that this log continues; the token holds over exactly these
 * bytes under a certificate of the trust file. Then no record under that head was written after the token's time, and
 * none after the record that holds the token was written before it.
 *
 * Decision: a reader who pins no authority gets nothing from tokens, and loses nothing: not-applicable. With one pinned,
 * a log that has tokens but none by it is incomplete.
 */
import { equalBytes, fromUtf8, rfc3339, sha256, toHex } from '@remit/core';
import type { RecordOf } from '@remit/record';
import { checkToken, openNote, parseCheckpoint } from '@remit/tlog';
import { timeOf } from '../log/located.ts';
import { hashReaderOf } from '../log/log-columns.ts';
import { anchorsOf } from '../projection/anchors.ts';
import { rootOf } from '../projection/integrity-files.ts';
import type { Located } from '../projection/log-view.ts';
import type { Study } from '../projection/study.ts';
import type { TrustFile } from '../trust.ts';
import type { Check, StepOutcome } from './check.ts';
import { firstFew, notReached } from './check.ts';
import { logSigner, trustedKeys } from './checkpoint-signature.ts';

const TOLERANCE_MS = 5 * 60 * 1000;

/** One token that holds. Times in milliseconds. */
interface Held {
  readonly index: number;
  readonly size: number;
  readonly time: number;
  readonly tsa: string;
}

interface Findings {
  readonly wrong: string[];
  readonly missing: string[];
  readonly foreign: string[];
  readonly held: Held[];
}

/** The rule in the header of this file. */
export const timestamps: Check = {
  name: 'timestamps',
  doesNotProve: 'that a record is true, or when exactly it was written: only that it existed at the time of a token',
  protectsAgainst: 'an operator, with all keys of the log, who writes a past today and dates it back before a token',
  run: async ({ study, trust }): Promise<StepOutcome> => {
    if (study === undefined) return notReached('the records could not be read');
    const anchors = anchorsOf(study);
    if (anchors.length === 0) return { status: 'not-applicable', says: ['no time-stamp is in the log'] };
    if (trust === undefined) return notReached('no trust file names a time-stamp authority');
    const found: Findings = { wrong: [], missing: [], foreign: [], held: [] };
    for (const anchor of anchors) await checkAnchor(anchor, study, trust, found);
    if (found.wrong.length > 0) return { status: 'fail', says: firstFew([...found.wrong, ...found.missing]) };
    if (found.missing.length > 0) return { status: 'incomplete', says: firstFew(found.missing) };
    if ((trust.tsas ?? []).length === 0)
      return {
        status: 'not-applicable',
        says: [`${anchors.length} token(s) are there; the trust file names no time-stamp authority (tsa NAME BASE64)`],
      };
    if (found.held.length === 0)
      return {
        status: 'incomplete',
        says: ['no token is by an authority of the trust file', ...firstFew(found.foreign)],
      };
    const clocks = clockProblems(study, found.held);
    return clocks.length > 0
      ? { status: 'incomplete', says: firstFew(clocks) }
      : { status: 'ok', says: summary(found) };
  },
};

async function checkAnchor(
  { index, record: { anc } }: Located<RecordOf<'anchor'>>,
  study: Study,
  trust: TrustFile,
  found: Findings,
): Promise<void> {
  const at = `record ${index}`;
  const note = study.core.blobs.get(anc.note);
  const token = study.core.blobs.get(anc.token);
  if (note === undefined || token === undefined) {
    found.missing.push(`${at}: its ${note === undefined ? 'stamped head' : 'token'} is not in the pack`);
    return;
  }
  if (toHex(sha256(note)) !== anc.note || toHex(sha256(token)) !== anc.token) {
    found.wrong.push(`${at}: its stamped head or token is not the one that the record names (altered)`);
    return;
  }
  const head = await headProblem(note, anc.size, study, trust);
  if (head !== undefined) {
    found.wrong.push(`${at}: ${head}`);
    return;
  }
  const result = await checkToken(token, note, trust.tsas ?? []);
  if (result.kind === 'untrusted') found.foreign.push(`${at}: by another authority: ${result.says}`);
  else if (result.kind === 'unsupported') found.missing.push(`${at}: ${result.says} is not supported here`);
  else if (result.kind !== 'ok') found.wrong.push(`${at}: ${result.says} (${result.kind})`);
  else if (rfc3339(result.time) !== anc.at) found.wrong.push(`${at}: the token says another time than the record`);
  else found.held.push({ index, size: anc.size, time: result.time, tsa: result.tsa });
}

/** Why the stamped bytes are no head that this log continues; undefined when they are. */
async function headProblem(
  note: Uint8Array,
  size: number,
  study: Study,
  trust: TrustFile,
): Promise<string | undefined> {
  const text = fromUtf8(note);
  const opened = text === undefined ? undefined : await openNote(text, trustedKeys(trust));
  if (opened?.ok !== true || logSigner(trust, opened.value) === undefined)
    return 'the stamped bytes are no head that a log key of the trust file signed';
  const checkpoint = parseCheckpoint(opened.value.text);
  if (!checkpoint.ok || checkpoint.value.origin !== study.core.inputs.origin || checkpoint.value.size !== size)
    return 'the stamped head is of another log or size than the record says';
  if (size > study.view.columns.size) return 'the stamped head is larger than the log';
  return equalBytes(rootOf(size, hashReaderOf(study.view.columns)), checkpoint.value.root)
    ? undefined
    : `the first ${size} records are not those of the stamped head: the log was rewritten or forked`;
}

/** Times of records that no order of events allows. */
function clockProblems(study: Study, held: readonly Held[]): string[] {
  const problems: string[] = [];
  for (const at of study.view.records) {
    const { index } = at;
    const claimed = timeOf(at);
    const ts = Date.parse(claimed);
    const above = held.find(({ size, time }) => index < size && ts > time + TOLERANCE_MS);
    if (above !== undefined)
      problems.push(`record ${index} claims ${claimed}, after the token of record ${above.index}, which covers it`);
    const before = held.find((token) => index > token.index && ts < token.time - TOLERANCE_MS);
    if (before !== undefined)
      problems.push(`record ${index} claims ${claimed}, before the token of record ${before.index}, which it follows`);
  }
  return problems;
}

function summary({ held, foreign }: Findings): string[] {
  const newest = held.reduce((a, b) => (b.size > a.size ? b : a));
  const says = `${held.length} token(s) hold; the first ${newest.size} records existed at ${rfc3339(newest.time)}, by ${newest.tsa}`;
  return foreign.length === 0 ? [says] : [says, `${foreign.length} token(s) of other authorities count for nothing`];
}
