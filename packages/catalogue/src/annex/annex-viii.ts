/**
 * Registration data after Annex VIII Sections A, B and C, with their original numbers (compliance reference §4). Deleted
 * items stay, struck, with the law that deleted them. JSON of our own: no upload format of the EU database is claimed.
 */
import type { Placeholder } from '../attest/open-items.ts';
import type { SystemCard } from '../card/parse-card.ts';
import { annexViii } from '../data.gen.ts';
import type { LawVersion, RegistrationRow } from '../data-types.ts';
import { ANNEX_NOT_LEGAL_ADVICE } from './annex-iv.ts';
import type { AnnexInput } from './annex-iv-types.ts';
import { declaredText } from './declared-text.ts';

/** Section of Annex VIII. */
export type AnnexVIIISection = 'A' | 'B' | 'C';

/** One item. `value` absent: MISSING, or struck. */
export interface RegistrationItem {
  readonly number: number;
  readonly title: string;
  readonly state: 'declared' | 'derived' | 'linked' | 'MISSING' | 'struck' | 'optional';
  readonly value?: string;
  /** Ids of the records behind the value. */
  readonly evidenceRefs: readonly string[];
  readonly attestedBy?: string;
  readonly attestedAt?: string;
  /** Entries are public: a person reviews these texts first. */
  readonly publicationReview?: 'approved' | 'pending';
  readonly omnibusStatus: 'in_force' | 'deleted_by_2026_1744';
  readonly lawReference?: string;
}

/** The export of one section. */
export interface AnnexVIIIExport {
  readonly schema: 'remit.annex-viii/1';
  readonly notLegalAdvice: string;
  readonly format: string;
  readonly system: string;
  readonly lawVersion: LawVersion;
  readonly madeAt: string;
  readonly section: AnnexVIIISection;
  /** `restricted`: the secure section of Article 49(4). */
  readonly variant: 'public' | 'restricted';
  readonly items: readonly RegistrationItem[];
  readonly registrations: readonly {
    number: string;
    date: string;
    url?: string;
    screenshot?: string;
    evidence: readonly string[];
  }[];
}

const FORMAT =
  'JSON of Remit, version 1, and a printable form. No upload format of the EU database was published when this version was made.';

/** Builds one section. `restricted`: only the items that Article 49(4) leaves, for its secure section. */
export function annexViiiExport(input: AnnexInput, section: AnnexVIIISection, restricted = false): AnnexVIIIExport {
  const card = input.card?.kind === 'ready' ? input.card.card : undefined;
  const evidence = input.card === undefined ? [] : [input.card.record];
  const rows = annexViii.filter((row) => row.section === section && (!restricted || row.restricted === true));
  return {
    schema: 'remit.annex-viii/1',
    notLegalAdvice: ANNEX_NOT_LEGAL_ADVICE,
    format: FORMAT,
    system: input.system,
    lawVersion: input.lawVersion,
    madeAt: input.now,
    section,
    variant: restricted ? 'restricted' : 'public',
    items: rows.map((row) => itemOf(row, input, card)),
    registrations: (card?.registrations ?? [])
      .filter((one) => one.section === section)
      .map(({ number, date, url, screenshot }) => ({
        number,
        date,
        ...(url === undefined ? {} : { url }),
        ...(screenshot === undefined ? {} : { screenshot }),
        evidence,
      })),
  };
}

/** The items that are missing, or wait for a review, as placeholders of a report. */
export function annexViiiPlaceholders(annex: AnnexVIIIExport): Placeholder[] {
  return annex.items.flatMap(({ number, title, state, publicationReview }) => {
    const ref = `annex-viii:${annex.section}${number}`;
    if (state === 'MISSING') return [{ ref, asks: `${title}: MISSING` }];
    return publicationReview === 'pending'
      ? [{ ref, asks: `${title}: the text becomes public; review it (annex-viii.reviewed)` }]
      : [];
  });
}

function itemOf(row: RegistrationRow, input: AnnexInput, card: SystemCard | undefined): RegistrationItem {
  const common = { number: row.number, title: row.title };
  if (row.deleted_by !== undefined && input.lawVersion !== '32024R1689@2024-07-12')
    return {
      ...common,
      state: 'struck',
      evidenceRefs: [],
      omnibusStatus: 'deleted_by_2026_1744',
      lawReference: `deleted by ${row.deleted_by}; the number stays`,
    };
  const filled = fillItem(row, input, card);
  const attested = input.attestations.find(
    (one) => one.ref === `annex-viii:${row.section}${row.number}` && one.state === 'signed',
  );
  const reviewed = card?.['annex-viii']?.reviewed?.includes(`${row.section}${row.number}`) === true;
  return {
    ...common,
    ...filled,
    evidenceRefs: [...filled.evidenceRefs, ...(attested === undefined ? [] : [attested.record])],
    ...(attested === undefined ? {} : { attestedBy: attested.sub, attestedAt: attested.at }),
    ...(row.public_review === true
      ? { publicationReview: reviewed ? ('approved' as const) : ('pending' as const) }
      : {}),
    omnibusStatus: 'in_force',
  };
}

type Filled = Pick<RegistrationItem, 'state' | 'evidenceRefs'> & { readonly value?: string };

function fillItem(row: RegistrationRow, input: AnnexInput, card: SystemCard | undefined): Filled {
  const evidence = input.card === undefined ? [] : [input.card.record];
  const own = card?.['annex-viii']?.[row.section]?.[String(row.number)];
  if (own !== undefined) return { state: 'declared', value: own, evidenceRefs: evidence };
  const declared = card === undefined ? [] : row.card.flatMap((key) => declaredText(card, key));
  const facts = input.facts.filter(({ key }) => row.observed?.includes(key) === true);
  if (declared.length > 0) {
    const parts = [...declared.map(({ text }) => text), ...facts.map(({ says }) => says)];
    return {
      state: facts.length > 0 ? 'derived' : 'declared',
      value: parts.join('\n'),
      evidenceRefs: [...evidence, ...facts.flatMap((fact) => fact.evidence.slice(0, 1))],
    };
  }
  const documents = (card?.documents ?? []).filter(({ kind }) => row.documents?.includes(kind) === true);
  if (documents.length > 0)
    return {
      state: 'linked',
      value: documents.map(({ title, sha256, date }) => `${title}, ${date}, SHA-256 ${sha256}`).join('\n'),
      evidenceRefs: evidence,
    };
  return { state: row.optional === true ? 'optional' : 'MISSING', evidenceRefs: [] };
}
