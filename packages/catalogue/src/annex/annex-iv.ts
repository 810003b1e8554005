/**
 * Technical documentation after Annex IV: exactly nine points (compliance reference §3). Each block shows what was
 * observed, declared, attested or linked, each with its evidence, or it says MISSING. Nothing is written for anybody.
 */
import { canonicalize, sha256, toHex, utf8 } from '@remit/core';
import type { Placeholder } from '../attest/open-items.ts';
import type { ReadAttestation } from '../attest/read-attestations.ts';
import type { SystemCard } from '../card/parse-card.ts';
import { catalogueFor } from '../catalogue.ts';
import { annexIv } from '../data.gen.ts';
import type { AnnexBlockRow, LawVersion } from '../data-types.ts';
import type { LegacyFacts } from '../legacy.ts';
import { legacyFacts } from '../legacy.ts';
import { addCalendarMonths, DOCUMENT_MONTHS } from '../retention.ts';
import type {
  AnnexBlock,
  AnnexInput,
  AnnexIvExport,
  AttestedPart,
  BlockTag,
  LinkedDocument,
} from './annex-iv-types.ts';
import { declaredText } from './declared-text.ts';

/** Stands in every annex. */
export const ANNEX_NOT_LEGAL_ADVICE =
  'Nothing here is legal advice. Blocks show what was observed in logs, declared, attested or linked by digest; whether a text is true and complete is for people to judge.';

/** Builds the export. */
export function annexIvExport(input: AnnexInput): AnnexIvExport {
  const { card } = input;
  const declared = card?.kind === 'ready' ? card.card : undefined;
  const blocks = annexIv.map((row) => blockOf(row, input, declared));
  const placed = declared?.['first-placed-on-market'];
  const body: Omit<AnnexIvExport, 'digest'> = {
    schema: 'remit.annex-iv/1',
    notLegalAdvice: ANNEX_NOT_LEGAL_ADVICE,
    system: input.system,
    lawVersion: input.lawVersion,
    madeAt: input.now,
    card: card === undefined ? { absent: 'no system card was declared' } : { sha256: card.sha, record: card.record },
    smallEnterpriseForm: smallEnterprise(declared),
    ...(declared === undefined ? {} : { legacy: legacyOf(declared, input.lawVersion) }),
    keepUntil:
      placed === undefined
        ? { absent: 'first-placed-on-market is not declared' }
        : addCalendarMonths(placed, DOCUMENT_MONTHS),
    blocks,
    completeness: blocks.map(({ ref, tags, open }) => ({ ref, tags, open: open !== undefined })),
  };
  return { ...body, digest: toHex(sha256(utf8(canonicalize(JSON.parse(JSON.stringify(body)))))) };
}

/** The blocks that a person has to fill or sign, as placeholders of a report. */
export function annexIvPlaceholders(annex: AnnexIvExport): Placeholder[] {
  return annex.blocks.flatMap(({ ref, title, open }) =>
    open === undefined ? [] : [{ ref: `annex-iv:${ref}`, asks: `${title}: ${open}` }],
  );
}

function legacyOf(card: SystemCard, lawVersion: LawVersion): LegacyFacts {
  const requirement = catalogueFor(lawVersion).rows.find(({ id }) => id === 'AIA-12-1-a');
  // The data's own test holds this row in both versions.
  if (requirement === undefined) throw new TypeError('the catalogue has no row AIA-12-1-a');
  return legacyFacts(card, requirement);
}

function smallEnterprise(card: SystemCard | undefined): string {
  if (card?.sme === undefined)
    return 'Not declared whether the provider is a small or medium-sized enterprise or a small mid-cap.';
  return card.sme
    ? 'Declared: small or medium-sized enterprise or small mid-cap. The simplified form of the Commission was not published when this version was made.'
    : 'Declared: neither small or medium-sized enterprise nor small mid-cap.';
}

function blockOf(row: AnnexBlockRow, input: AnnexInput, card: SystemCard | undefined): AnnexBlock {
  const evidence = input.card === undefined ? [] : [input.card.record];
  const observed = input.facts.filter(({ key }) => row.observed.includes(key));
  const declared = declaredParts(row, card).map((part) => ({ ...part, evidence }));
  const linked = (card?.documents ?? [])
    .filter(({ kind }) => row.documents.includes(kind))
    .map((doc) => toLinked(doc, evidence));
  const attested = input.attestations.filter(({ ref }) => ref === `annex-iv:${row.ref}`).map(toAttested);
  const tags: BlockTag[] = [
    ...(observed.length > 0 ? (['observed'] as const) : []),
    ...(declared.length > 0 ? (['declared'] as const) : []),
    ...(linked.length > 0 ? (['linked'] as const) : []),
    ...(attested.some(({ state }) => state === 'signed') ? (['attested'] as const) : []),
  ];
  const block = { ref: row.ref, title: row.title, observed, declared, linked, attested };
  const open = openPart(row, block, tags);
  return {
    ...block,
    tags: tags.length === 0 ? ['MISSING'] : tags,
    notes: notesOf(row, card),
    ...(open === undefined ? {} : { open }),
  };
}

function declaredParts(row: AnnexBlockRow, card: SystemCard | undefined): { key: string; text: string }[] {
  if (card === undefined) return [];
  const own = card['annex-iv']?.[row.ref];
  return [
    ...row.card.flatMap((key) => declaredText(card, key)),
    ...(own === undefined ? [] : [{ key: `annex-iv.${row.ref}`, text: own }]),
  ];
}

function toLinked(doc: NonNullable<SystemCard['documents']>[number], evidence: readonly string[]): LinkedDocument {
  const { kind, title, sha256: digest, date, url, 'signed-by': signedBy } = doc;
  return {
    kind,
    title,
    sha256: digest,
    date,
    ...(signedBy === undefined ? {} : { signedBy }),
    ...(url === undefined ? {} : { url }),
    evidence,
  };
}

function toAttested(one: ReadAttestation): AttestedPart {
  return {
    statement: one.statement?.statement ?? '',
    as: one.statement?.as ?? '',
    at: one.at,
    state: one.state,
    evidence: [one.record],
  };
}

function notesOf({ ref }: AnnexBlockRow, card: SystemCard | undefined): string[] {
  const day = card?.['no-harmonised-standard-as-of'];
  if (ref === '7' && day !== undefined)
    return [`Confirmed by the operator: no AI-Act harmonised standard was cited in the Official Journal as of ${day}.`];
  if (ref === '6')
    return [
      'Each observed change is a candidate. Whether it is a substantial modification (Article 3(23)) is for people to judge.',
    ];
  return [];
}

/** What is left for a person. Observed facts alone never close a block that needs one. */
function openPart(
  row: AnnexBlockRow,
  block: Pick<AnnexBlock, 'linked' | 'declared'>,
  tags: readonly BlockTag[],
): string | undefined {
  if (tags.includes('attested')) return undefined;
  if (row.ref === '2(g)' && block.linked.some(({ signedBy }) => signedBy === undefined))
    return 'a test report needs a date and who signed it: documents[].signed-by';
  if (!row.human) return tags.length === 0 ? 'nothing was observed' : undefined;
  if (row.documents.length > 0 && block.linked.length === 0)
    return `DOCUMENT MISSING: link it by digest in the system card (documents, kind ${row.documents.join(' or ')}), or attest annex-iv:${row.ref}`;
  if (row.documents.length === 0 && block.declared.length === 0)
    return `DECLARATION MISSING: declare it in the system card (annex-iv, "${row.ref}"), or attest annex-iv:${row.ref}`;
  return undefined;
}
