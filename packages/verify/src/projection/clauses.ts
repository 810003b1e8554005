/**
 * The rows of the report's summary, as data (compliance reference §8, §9, §13). Ids are those of the requirements
 * catalogue. Status words are only those of §8; an attestation line stands beside the evidence line and never changes it.
 */

import type { StatusWord } from '@remit/catalogue';

/** One row. `evidence`: which count of the report stands behind it; `none`: this version records nothing for it. */
export interface ClauseRow {
  readonly clause: string;
  readonly ids: readonly string[];
  readonly evidence: 'records' | 'calls' | 'none' | 'not_assessed';
  readonly says: string;
  readonly attests: string;
}

/** The rows, in the order of the Act. */
export const clauses: readonly ClauseRow[] = [
  {
    clause: 'Article 12(1)',
    ids: ['AIA-12-1-a', 'AIA-12-1-b'],
    evidence: 'records',
    says: 'Records of calls, denied and failed ones included, and their gaps. Article 12 requires automatic recording; tamper evidence is an additional property that Remit supplies.',
    attests: 'That no path bypasses the gateway; the explanation of gaps.',
  },
  {
    clause: 'Article 12(2)(a)',
    ids: ['AIA-12-2-a1', 'AIA-12-2-a2'],
    evidence: 'calls',
    says: 'Calls held against the declared scope; tool definitions and settings that changed.',
    attests: 'That the list of risk situations is complete; whether a change is a substantial modification.',
  },
  {
    clause: 'Article 12(2)(b)',
    ids: ['AIA-12-2-b'],
    evidence: 'calls',
    says: 'Counts of outcomes, errors and denials that post-market monitoring can use.',
    attests: 'The analysis.',
  },
  {
    clause: 'Article 12(2)(c)',
    ids: ['AIA-12-2-c'],
    evidence: 'none',
    says: 'Alerts, their acknowledgement and disposition are not recorded by this version.',
    attests: 'That the instructions for use are followed.',
  },
  {
    clause: 'Article 12(3)',
    ids: ['AIA-12-3-a..d'],
    evidence: 'not_assessed',
    says: 'Concerns remote biometric identification (Annex III point 1(a)) only.',
    attests: 'Whether the system is one.',
  },
  {
    clause: 'Article 19(1)',
    ids: ['AIA-19-1'],
    evidence: 'none',
    says: 'Retention settings, deletions and holds are not recorded by this version.',
    attests: 'The retention period and the extent of control over the logs.',
  },
  {
    clause: 'Article 26(1)',
    ids: ['AIA-26-1'],
    evidence: 'calls',
    says: 'The declared scope and the verdicts over the calls of the period.',
    attests: 'That the declared scope transcribes the instructions for use.',
  },
  {
    clause: 'Article 26(5)',
    ids: ['AIA-26-5-a'],
    evidence: 'none',
    says: 'The cadence of reviews is not recorded by this version.',
    attests: 'The monitoring that took place.',
  },
  {
    clause: 'Article 26(6)',
    ids: ['AIA-26-6'],
    evidence: 'none',
    says: 'Retention settings, deletions and holds are not recorded by this version.',
    attests: 'The retention period and the extent of control over the logs.',
  },
];

/** Evidence status of a row from its counts. Counting is not sufficiency: the words say only what was found. */
export function evidenceStatus(row: ClauseRow, count: number, exceptions: number): StatusWord {
  if (row.evidence === 'not_assessed') return 'not_assessed';
  if (row.evidence === 'none' || count === 0) return 'no_evidence';
  return exceptions > 0 ? 'evidence_with_exceptions' : 'evidence_no_exceptions_found';
}
