/**
 * From counts and exceptions of a report to the status of each requirement (compliance reference §8). Pure: writer and
 * verifier of a pack call it alike.
 *
 * Invariants, held by property tests: a ceiling is never exceeded; missing evidence is never "no exceptions found"; a
 * signed attestation never changes what software computed.
 */
import type { CatalogueRow } from './catalogue.ts';
import type { CatalogueExceptionKind, EvidenceCount } from './counts.ts';
import type { RiskClass } from './data-types.ts';
import type { StatusWord } from './status.ts';

/** An attestation as a report prints it beside a row. */
export interface GivenAttestation {
  /** What was attested: the id of a row, or of a placeholder. */
  readonly ref: string;
  /** Id of the attestation record. */
  readonly record: string;
  /** Only `signed` counts as given; every other state is shown with its word. */
  readonly state: 'signed' | 'unsigned' | 'bad_signature' | 'altered' | 'expired' | 'withdrawn' | 'outdated';
  /** `not_applicable`: states with a reason that the requirement does not concern the system. */
  readonly kind: 'statement' | 'not_applicable';
}

/** What a report measured. */
export interface ReportEvidence {
  /** A count that was not measured is left out: it is not zero. */
  readonly counts: Readonly<Partial<Record<EvidenceCount, number>>>;
  /** Reason codes why a count cannot be relied on. */
  readonly uncertain?: Readonly<Partial<Record<EvidenceCount, readonly string[]>>>;
  /** Exceptions of the report. `requirementIds`: rows that the exception names itself, beside its kind. */
  readonly exceptions: readonly {
    readonly id: string;
    readonly kind: string;
    readonly requirementIds?: readonly string[];
  }[];
  /** Classes that the system card in force declares; absent without a card. */
  readonly classes?: readonly RiskClass[];
  readonly attestations: readonly GivenAttestation[];
}

/** A row's outcome: an evidence line, and an attestation line where a person is needed. Never merged. */
export interface RowAssessment {
  readonly id: string;
  readonly evidence: {
    readonly status: StatusWord;
    /** Reason codes of `not_assessed`, `no_evidence` and `indeterminate`. */
    readonly reasons: readonly string[];
    readonly counts: Readonly<Record<string, number | 'not_measured'>>;
    /** Ids of the exceptions that touch the row. */
    readonly exceptions: readonly string[];
  };
  /** Absent exactly when the ceiling is E. The status never changes; what persons stated stands in `given`. */
  readonly attestation?: {
    readonly status: 'attestation_required';
    readonly of: string;
    readonly by: string;
    readonly given: readonly GivenAttestation[];
  };
}

/** Classes that every reader takes as given: evidence is shown for them also without a system card, as voluntary evidence. */
const OPEN: readonly RiskClass[] = ['any', 'high-risk', 'annexIII'];

/** Assesses each row, in order. */
export function assess(rows: readonly CatalogueRow[], evidence: ReportEvidence): RowAssessment[] {
  return rows.map((row) => assessRow(row, evidence));
}

function assessRow(row: CatalogueRow, evidence: ReportEvidence): RowAssessment {
  const given = evidence.attestations.filter((attestation) => attestation.ref === row.id);
  const touching = evidence.exceptions.filter((e) => touches(row, e)).map((e) => e.id);
  const asked = [...new Set([...row.query.needs, ...row.query.shows])];
  const counts = Object.fromEntries(asked.map((name) => [name, evidence.counts[name] ?? ('not_measured' as const)]));
  const { status, reasons } = evidenceLine(row, evidence, touching.length, given);
  const line = { status, reasons, counts, exceptions: touching };
  if (row.ceiling === 'E' || row.attest === undefined) return { id: row.id, evidence: line };
  return { id: row.id, evidence: line, attestation: { status: 'attestation_required', ...row.attest, given } };
}

function touches(row: CatalogueRow, exception: ReportEvidence['exceptions'][number]): boolean {
  // Any name may come in; only kinds that the row lists count.
  const kinds: readonly string[] = row.query.exceptions satisfies readonly CatalogueExceptionKind[];
  return kinds.includes(exception.kind) || exception.requirementIds?.includes(row.id) === true;
}

interface Line {
  readonly status: StatusWord;
  readonly reasons: readonly string[];
}

function evidenceLine(
  row: CatalogueRow,
  evidence: ReportEvidence,
  exceptions: number,
  given: readonly GivenAttestation[],
): Line {
  if (given.some(({ kind, state }) => kind === 'not_applicable' && state === 'signed'))
    return { status: 'not_applicable', reasons: ['attested'] };
  if (!OPEN.includes(row.class) && evidence.classes?.includes(row.class) !== true)
    return {
      status: 'not_assessed',
      reasons: [evidence.classes === undefined ? 'no_system_card' : `class_not_declared:${row.class}`],
    };
  if (row.ceiling === 'A') return { status: 'attestation_required', reasons: [] };
  return fromCounts(row, evidence, exceptions);
}

function fromCounts({ query }: CatalogueRow, { counts, uncertain }: ReportEvidence, exceptions: number): Line {
  // An exception is evidence in itself, whatever the counts say.
  if (exceptions > 0) return { status: 'evidence_with_exceptions', reasons: [] };
  if (query.needs.length === 0) return { status: 'no_evidence', reasons: ['not_recorded'] };
  const missing = query.needs.filter((name) => counts[name] === undefined);
  const zero = query.needs.filter((name) => counts[name] !== undefined && !((counts[name] ?? 0) > 0));
  if (missing.length + zero.length > 0)
    return {
      status: 'no_evidence',
      reasons: [...missing.map((name) => `not_measured:${name}`), ...zero.map((name) => `none:${name}`)],
    };
  const doubts = query.needs.flatMap((name) => uncertain?.[name] ?? []);
  if (doubts.length > 0) return { status: 'indeterminate', reasons: [...new Set(doubts)].sort() };
  return { status: 'evidence_no_exceptions_found', reasons: [] };
}
