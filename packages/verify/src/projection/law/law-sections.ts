/** Sections of the report that a reading of the law fills: cover, summary, logging plan, retention, attestations. */
import type { CatalogueRow, RowAssessment } from '@remit/catalogue';
import { keptUntil } from '@remit/catalogue';
import * as text from '../report-text.ts';
import type { LawReading } from './law-reading.ts';

/** DRAFT until nothing is open and a final report was asked for; then FINAL. */
export function reportStatus(law: LawReading | undefined, final: boolean): string {
  return law !== undefined && final && law.open.length === 0 ? text.FINAL : text.DRAFT;
}

/** Members of the cover. */
export function lawCover(law: LawReading): object {
  const card = law.card?.kind === 'ready' ? law.card.card : undefined;
  const signed = law.attestations.filter(({ state }) => state === 'signed');
  return {
    system: law.system ?? { absent: 'the report is about all systems, and not exactly one has a system card' },
    systemVersion: card?.version ?? { absent: 'no system card is in force' },
    ...cardPlace(law),
    role: card?.role ?? { absent: 'no system card is in force' },
    riskClass:
      card === undefined
        ? { absent: 'no system card is in force' }
        : { class: card.classification.class, rule: card.classification.rule, declaredBy: 'the operator' },
    signer:
      signed.length === 0
        ? { absent: 'no attestation is signed' }
        : `${signed.length} signed attestation(s): ${[...new Set(signed.map(({ sub }) => sub))].sort().join(', ')}`,
    lawVersion: law.catalogue.lawVersion,
  };
}

/** Said only of a card that was declared after the period. */
function cardPlace({ card }: LawReading): object {
  if (card?.later !== true) return {};
  return {
    systemCard: {
      declaredAt: card.at,
      record: card.record,
      later: 'no card was in force in the period: this is the first one, declared after its end',
    },
  };
}

/** Section 2: one row a requirement; the evidence line and the attestation line are never merged. */
export function lawSummary({ catalogue, assessment }: LawReading): object {
  const byId = new Map(assessment.map((one) => [one.id, one]));
  return {
    statusWords: 'Counting is not sufficiency. Software never concludes; people attest.',
    clauses: catalogue.rows.map((row) => summaryRow(row, byId.get(row.id))),
  };
}

function summaryRow(row: CatalogueRow, assessed: RowAssessment | undefined): object {
  return {
    clause: row.clause,
    requirementIds: [row.id],
    says: row.text,
    binds: row.binds,
    appliesFrom: row.appliesFrom,
    sourceStatus: row.sourceStatus,
    evidence: assessed?.evidence ?? { status: 'not_assessed' },
    attestation: assessed?.attestation ?? { absent: 'no person is asked: software counts, and nothing more is said' },
  };
}

/** Section 11. */
export function lawRetention({ card }: LawReading, to: string): object {
  const retention = card?.kind === 'ready' ? card.card.retention : undefined;
  if (retention === undefined) return { declared: { absent: 'no retention period is declared' }, ...text.RETENTION };
  return {
    declared: retention,
    logsOfThisPeriodKeptUntil: keptUntil(to, retention['logs-months']),
    arithmetic: 'Calendar months, clamped to the end of the month; never a number of days.',
    ...text.RETENTION,
  };
}

/** Section 14. */
export function lawAttestations({ attestations, open }: LawReading): object {
  return {
    attestations: attestations.map(({ ref, state, at, sub, record, statement, validTo, why }) => ({
      ref,
      state,
      at,
      person: sub,
      as: statement?.as ?? '',
      statement: statement?.statement ?? '',
      ...(validTo === undefined ? {} : { validTo }),
      record,
      why,
    })),
    openCount: open.length,
    openItems: open.map(({ ref, kind, asks, by }) => ({ ref, kind, asks, by: by ?? '' })),
  };
}
