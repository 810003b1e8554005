/** Codes of the legal basis of an erasure. Regulation (EU) 2016/679, Article 17(1), and what else ends a lawful keeping. */

/** Code -> what it says. Recorded as it is; a verifier prints the code. */
export const legalBases = {
  'gdpr-17-1-a': 'no longer necessary for the purposes it was collected for',
  'gdpr-17-1-b': 'consent was withdrawn and there is no other legal ground',
  'gdpr-17-1-c': 'the person objected and nothing overrides that',
  'gdpr-17-1-d': 'processed unlawfully',
  'gdpr-17-1-e': 'a legal obligation to erase',
  'gdpr-17-1-f': 'collected for an information society service offered to a child',
  'retention-expired': 'kept longer than its retention class says',
  order: 'ordered by a court or an authority',
} as const;

/** A code of {@link legalBases}. */
export type LegalBasis = keyof typeof legalBases;

/** True for a code of the table. */
export function isLegalBasis(code: string): code is LegalBasis {
  return Object.hasOwn(legalBases, code);
}
