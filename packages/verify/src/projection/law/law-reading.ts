/**
 * What the catalogue of requirements says about a report: the card in force, attestations with their states, the
 * assessment of every row, and what is still open (compliance reference §8, §9, §13). Writer and verifier read it alike.
 */
import type {
  AnnexInput,
  CardInForce,
  Catalogue,
  LawVersion,
  OpenItem,
  Placeholder,
  ReadAttestation,
  RiskClass,
  RowAssessment,
  SystemCard,
} from '@remit/catalogue';
import {
  annexIvExport,
  annexIvPlaceholders,
  annexViiiExport,
  annexViiiPlaceholders,
  assess,
  cardInForce,
  catalogueDigest,
  catalogueFor,
  classesOf,
  declaredSystems,
  observe,
  openItems,
  readAttestations,
} from '@remit/catalogue';
import type { DecisionTrace } from '@remit/record';
import type { PackException } from '../exceptions.ts';
import type { Study } from '../study.ts';
import { countsOf } from './evidence-counts.ts';

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
}

/** What of a projection a reading needs. */
export interface LawParts {
  readonly study: Study;
  readonly traces: readonly DecisionTrace[];
  readonly exceptions: readonly PackException[];
}

/** Reads the law for a report. Async, because signatures are checked. */
export async function readLaw(parts: LawParts, lawVersion: LawVersion): Promise<LawReading> {
  const { view, core } = parts.study;
  const catalogue = catalogueFor(lawVersion);
  const digest = catalogueDigest(catalogue);
  const system = core.inputs.system ?? onlySystem(declaredSystems(view.records));
  const blob = (sha: string) => core.blobs.get(sha);
  const card = system === undefined ? undefined : cardInForce(view.records, blob, { system });
  const ready = card?.kind === 'ready' ? card.card : undefined;
  const now = core.inputs.now;
  const context = { system: system ?? '', now, catalogue: digest, ...(card === undefined ? {} : { card: card.sha }) };
  const attestations = system === undefined ? [] : await readAttestations(view.records, blob, context);
  const facts =
    system === undefined ? [] : observe(view.records, { system, from: core.inputs.from, to: core.inputs.to });
  const annex: AnnexInput = { system: system ?? '', lawVersion, now, card, facts, attestations };
  const classes: readonly RiskClass[] | undefined = ready === undefined ? undefined : classesOf(ready);
  const assessment = assess(catalogue.rows, {
    counts: countsOf(parts, annex, ready),
    exceptions: parts.exceptions,
    attestations,
    ...(classes === undefined ? {} : { classes }),
  });
  const asked = ready === undefined || classes === undefined ? undefined : { classes, role: ready.role };
  const open = openItems(catalogue.rows, attestations, placeholdersOf(annex, system, ready), asked);
  return {
    ...(system === undefined ? {} : { system }),
    catalogue,
    digest,
    ...(card === undefined ? {} : { card }),
    attestations,
    assessment,
    open,
  };
}

function onlySystem(systems: readonly string[]): string | undefined {
  return systems.length === 1 ? systems[0] : undefined;
}

/** The documents that a system of this role and class has: only their blocks are asked for. */
function placeholdersOf(annex: AnnexInput, system: string | undefined, card: SystemCard | undefined): Placeholder[] {
  if (system === undefined) return [{ ref: 'system', asks: 'Name the system that the report is about.' }];
  if (card === undefined) return [{ ref: 'system-card', asks: `Declare a system card for ${system}.` }];
  const of = card.classification.class;
  const provides = card.role !== 'deployer';
  const sections = [
    ...(provides && of !== 'not-high-risk' && of !== 'annex-i' ? (['A'] as const) : []),
    ...(provides && of === 'not-high-risk' ? (['B'] as const) : []),
    ...(card.role !== 'provider' && card.classification.also?.includes('public-deployer') === true
      ? (['C'] as const)
      : []),
  ];
  return [
    ...(of === 'undetermined' ? [{ ref: 'classification', asks: 'The class of the system is undetermined.' }] : []),
    ...(provides && of !== 'not-high-risk' ? annexIvPlaceholders(annexIvExport(annex)) : []),
    ...sections.flatMap((section) => annexViiiPlaceholders(annexViiiExport(annex, section))),
  ];
}
