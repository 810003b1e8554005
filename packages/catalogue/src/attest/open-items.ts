/** What still needs a person before a report may be called FINAL: rows of the catalogue and placeholders of documents. */
import type { GivenAttestation } from '../assess.ts';
import type { SystemCard } from '../card/parse-card.ts';
import type { CatalogueRow } from '../catalogue.ts';
import type { RiskClass } from '../data-types.ts';

/** A place in a document that nothing fills. */
export interface Placeholder {
  /** `annex-iv:1(d)`, `annex-viii:A6`. */
  readonly ref: string;
  readonly asks: string;
}

/** One open item. */
export interface OpenItem {
  readonly ref: string;
  readonly kind: 'attestation' | 'placeholder';
  readonly asks: string;
  /** Who is asked, for attestations. */
  readonly by?: string;
  /** Attestations that exist and do not count, with the state that says why. */
  readonly given: readonly GivenAttestation[];
}

/** What of a card decides who is asked. */
export interface AskedOf {
  readonly classes: readonly RiskClass[];
  readonly role: SystemCard['role'];
}

/**
 * Items without a signed attestation in force, in the order of the Act, then placeholders. A card narrows what is asked:
 * to its role, and to its classes. Without a card, or while its class is undetermined, nothing is narrowed but the rows
 * that only special classes have.
 */
export function openItems(
  rows: readonly CatalogueRow[],
  given: readonly GivenAttestation[],
  placeholders: readonly Placeholder[],
  card: AskedOf | undefined,
): OpenItem[] {
  const of = (ref: string) => given.filter((attestation) => attestation.ref === ref);
  const isClosed = (ref: string) => of(ref).some(({ state }) => state === 'signed');
  return [
    ...rows.flatMap((row): OpenItem[] =>
      row.attest === undefined || isClosed(row.id) || !isAsked(row, card)
        ? []
        : [{ ref: row.id, kind: 'attestation', asks: row.attest.of, by: row.attest.by, given: of(row.id) }],
    ),
    ...placeholders
      .filter(({ ref }) => !isClosed(ref))
      .map(({ ref, asks }): OpenItem => ({ ref, kind: 'placeholder', asks, given: of(ref) })),
  ];
}

function isAsked(row: CatalogueRow, card: AskedOf | undefined): boolean {
  const { classes = [], role = 'both' } = card ?? {};
  if (role !== 'both' && !row.binds.includes(role)) return false;
  if (row.class === 'any' || classes.includes(row.class)) return true;
  const general = row.class === 'high-risk' || row.class === 'annexIII';
  const decided = classes.some((of) => of === 'high-risk' || of === 'not-high-risk');
  return general && !decided;
}
