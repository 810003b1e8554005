/**
 * What the catalogue of requirements says about a report: the card in force, attestations with their states, the
 * assessment of every row, and what is still open (compliance reference §8, §9, §13). Writer and verifier read it alike.
 */
import type {
  AnnexInput,
  AnnexIvExport,
  AnnexVIIIExport,
  CardInForce,
  Catalogue,
  LawVersion,
  OpenItem,
  Placeholder,
  ReadAttestation,
  RiskClass,
  RowAssessment,
} from '@remit/catalogue';
import {
  annexIvExport,
  annexViiiExport,
  assess,
  catalogueDigest,
  catalogueFor,
  classesOf,
  documentPlaceholders,
  observe,
  openItems,
  readAttestations,
} from '@remit/catalogue';
import { recordsOf } from '../log-view.ts';
import { since } from '../rules.ts';
import { countsOf } from './evidence-counts.ts';
import type { LawParts } from './law-parts.ts';
import { observedRecords } from './observed-records.ts';
import { cardOfReport } from './report-card.ts';
import { systemOfReport } from './report-system.ts';

/** The reading of one report. */
export interface LawReading {
  /** Absent: the report is about all systems, and not exactly one has a card. */
  readonly system?: string;
  readonly catalogue: Catalogue;
  readonly digest: string;
  readonly card?: CardInForce;
  readonly attestations: readonly ReadAttestation[];
  readonly assessment: readonly RowAssessment[];
  readonly open: readonly OpenItem[];
  /** The documents after Annex IV and VIII, of a system that has a card. */
  readonly annexes?: { readonly iv: AnnexIvExport; readonly viii: readonly AnnexVIIIExport[] };
}

/** Reads the law for a report. Async, because signatures are checked. */
export async function readLaw(parts: LawParts, lawVersion: LawVersion): Promise<LawReading> {
  const { view, core } = parts.study;
  const catalogue = catalogueFor(lawVersion);
  const digest = catalogueDigest(catalogue);
  const system = systemOfReport(parts.study);
  const blob = (sha: string) => core.blobs.get(sha);
  const card = system === undefined ? undefined : cardOfReport(parts.study, system);
  const ready = card?.kind === 'ready' ? card.card : undefined;
  const now = core.inputs.now;
  const context = { system: system ?? '', now, catalogue: digest, ...(card === undefined ? {} : { card: card.sha }) };
  const attestations =
    system === undefined ? [] : await readAttestations(recordsOf(view, 'attestation'), blob, context);
  const newer = since(2, core.rules);
  const facts =
    system === undefined
      ? []
      : [
          ...observe(observedRecords(parts.study), { system, from: core.inputs.from, to: core.inputs.to }),
          ...(newer ? parts.imported.facts : []),
        ];
  const annex: AnnexInput = { system: system ?? '', lawVersion, now, card, facts, attestations };
  const classes: readonly RiskClass[] | undefined = ready === undefined ? undefined : classesOf(ready);
  const assessment = assess(catalogue.rows, {
    counts: countsOf(parts, annex, ready),
    exceptions: parts.exceptions,
    attestations,
    ...(classes === undefined ? {} : { classes }),
  });
  const asked = ready === undefined || classes === undefined ? undefined : { classes, role: ready.role };
  const open = openItems(catalogue.rows, attestations, placeholdersOf(annex, system), asked);
  return {
    ...(system === undefined ? {} : { system }),
    catalogue,
    digest,
    ...(card === undefined ? {} : { card }),
    attestations,
    assessment,
    open,
    ...(newer && card !== undefined ? { annexes: annexesOf(annex) } : {}),
  };
}

/** All documents, whether the card makes them due or not: who needs one finds what there is. */
function annexesOf(input: AnnexInput): NonNullable<LawReading['annexes']> {
  const sections = ['A', 'B', 'C'] as const;
  return { iv: annexIvExport(input), viii: sections.map((section) => annexViiiExport(input, section)) };
}

function placeholdersOf(annex: AnnexInput, system: string | undefined): Placeholder[] {
  if (system === undefined) return [{ ref: 'system', asks: 'Name the system that the report is about.' }];
  return documentPlaceholders(annex);
}
