/** The requirements under one version of the law (compliance reference §9): rows with both readings of their dates. */
import { canonicalize, sha256, toHex, utf8 } from '@remit/core';
import { citations, law, rows } from './data.gen.ts';
import type { AppliesFrom, CatalogueDataRow, LawVersion, SourceStatus } from './data-types.ts';

/** One requirement as a report prints it. */
export interface CatalogueRow extends Omit<CatalogueDataRow, 'regime'> {
  /** `Article 12(2)(a)`, several joined. */
  readonly clause: string;
  readonly appliesFrom: AppliesFrom;
}

/** The catalogue of one law version: plain JSON data, the content of 04_catalogue.json before the assessment. */
export interface Catalogue {
  readonly schema: 'remit.catalogue/1';
  readonly lawVersion: LawVersion;
  readonly lawSays: string;
  readonly lawSourceStatus: SourceStatus;
  readonly amendments: readonly { cite: string; what: string; says: string; source_status: SourceStatus }[];
  readonly rows: readonly CatalogueRow[];
}

/** The version of the law that reports use unless told otherwise. */
export const CURRENT_LAW_VERSION: LawVersion = law.current;

/** Every version that an assessment can name. */
export const LAW_VERSIONS: readonly LawVersion[] = ['32024R1689@2024-07-12', '32024R1689@2026-07-27'];

/** The rows of a law version, in the order of the Act. */
export function catalogueFor(lawVersion: LawVersion): Catalogue {
  const amended = lawVersion !== '32024R1689@2024-07-12';
  return {
    schema: 'remit.catalogue/1',
    lawVersion,
    lawSays: law.versions[lawVersion].says,
    lawSourceStatus: law.versions[lawVersion].source_status,
    amendments: amended ? law.amendments : [],
    rows: rows.filter((row) => row.versions.includes(lawVersion)).map((row) => toRow(row, lawVersion)),
  };
}

/** Lowercase hex SHA-256 of the catalogue's RFC 8785 text. Attestations are bound to it. */
export function catalogueDigest(catalogue: Catalogue): string {
  // A catalogue is plain JSON: strings, booleans, arrays and objects of them.
  return toHex(sha256(utf8(canonicalize(JSON.parse(JSON.stringify(catalogue))))));
}

/** True when the law of that version has this paragraph or point. */
export function citationExists(citation: string, lawVersion: LawVersion): boolean {
  return citations.published.includes(citation) || (citations.added[lawVersion] ?? []).includes(citation);
}

function toRow({ regime, ...row }: CatalogueDataRow, lawVersion: LawVersion): CatalogueRow {
  const dates = law.regimes[regime];
  if (dates === undefined) throw new TypeError(`no regime ${regime}`);
  return {
    ...row,
    clause: row.cites.map((cite) => (cite.startsWith('Annex') ? cite : `Article ${cite}`)).join(', '),
    appliesFrom: dates[lawVersion],
  };
}
