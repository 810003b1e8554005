/** The status words and ceilings of a requirement (compliance reference §8). Software never concludes; people attest. */

/** The closed list. Missing is not zero, and neither is "not applicable". */
export const STATUS_WORDS = [
  'not_assessed',
  'not_applicable',
  'attestation_required',
  'no_evidence',
  'evidence_with_exceptions',
  'evidence_no_exceptions_found',
  'indeterminate',
] as const;
/** One of {@link STATUS_WORDS}. */
export type StatusWord = (typeof STATUS_WORDS)[number];

/**
 * How far software may go. `E`: up to `evidence_no_exceptions_found`. `A`: never beyond `attestation_required`; what a
 * person attests is printed beside it. `M`: an evidence line and an attestation line, never merged.
 */
export type Ceiling = 'E' | 'A' | 'M';

const BEFORE_EVIDENCE: readonly StatusWord[] = ['not_assessed', 'not_applicable'];

/** The words that the evidence line of a row may carry. */
export const ceilings: Readonly<Record<Ceiling, readonly StatusWord[]>> = {
  E: STATUS_WORDS.filter((word) => word !== 'attestation_required'),
  A: [...BEFORE_EVIDENCE, 'attestation_required'],
  M: STATUS_WORDS.filter((word) => word !== 'attestation_required'),
};

/** What each word says, for glossaries. */
export const statusMeanings: Readonly<Record<StatusWord, string>> = {
  not_assessed: 'Nothing was assessed, because nobody has declared that the requirement concerns this system.',
  not_applicable: 'A named person attested, with a reason, that the requirement does not concern this system.',
  attestation_required: 'Only a person can say something about this. What they said is printed beside it.',
  no_evidence: 'The log holds nothing on this. That is not zero, and it says nothing about what was done elsewhere.',
  evidence_with_exceptions: 'The log holds evidence, and exceptions that a reader should look at first.',
  evidence_no_exceptions_found:
    'The log holds evidence, and none of the kinds of exceptions looked for was found in it.',
  indeterminate: 'What the log holds does not decide the question. The reason codes say why.',
};
