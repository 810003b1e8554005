/** The counts that the evidence queries of the catalogue ask for. What a report does not measure is left out, never zero. */
import type { AnnexInput, EvidenceCount, SystemCard } from '@remit/catalogue';
import { annexIvExport, annexViiiExport } from '@remit/catalogue';
import type { AnyRecord, RecordType } from '@remit/record';
import { changeRecords } from '../changes.ts';
import { recordsOf } from '../log-view.ts';
import type { Study } from '../study.ts';
import { inPeriod } from '../study.ts';
import type { LawParts } from './law-reading.ts';
import { planItems } from './plan-items.ts';

type Counts = Partial<Record<EvidenceCount, number>>;

/** The counts of a report. */
export function countsOf(parts: LawParts, annex: AnnexInput, card: SystemCard | undefined): Counts {
  return { ...ofRecords(parts.study), ...ofTraces(parts), ...ofCard(parts, card), ...ofAnnexes(annex) };
}

function ofRecords(study: Study): Counts {
  const { view, core } = study;
  const ofPeriod = (type: RecordType) =>
    view.records.filter(({ record }) => record.t === type && inPeriod(record.ts, core));
  const approvals = recordsOf(view, 'approval').filter(({ record }) => inPeriod(record.ts, core));
  const rejects = ofPeriod('auth.rejects').map(({ record }) => turnedAway(record));
  return {
    records: view.records.filter(({ record }) => inPeriod(record.ts, core)).length,
    sessions: ofPeriod('session.open').length,
    auth_rejects: rejects.reduce((sum, n) => sum + n, 0),
    tool_definitions: study.toolDefinitions.size,
    changes: changeRecords(study).length,
    approvals_answered: approvals.filter(({ record }) => ['approved', 'rejected'].includes(record.apr.verdict)).length,
    approvals_rejected: approvals.filter(({ record }) => record.apr.verdict === 'rejected').length,
    gap_statements: ofPeriod('gap').length,
    readings_recorded: ofPeriod('breakglass').length,
    reports_made: recordsOf(view, 'scope.verdict').length,
    imported_events: recordsOf(view, 'ingest.batch').reduce((sum, { record }) => sum + record.ing.events, 0),
    declared_scopes: study.shelf.named.filter((sha) => study.shelf.get(sha).kind === 'ready').length,
  };
}

function turnedAway(record: AnyRecord): number {
  return record.t === 'auth.rejects' ? record.rej.n : 0;
}

function ofTraces({ traces }: LawParts): Counts {
  return {
    calls: traces.length,
    closed_calls: traces.filter(({ outcome }) => outcome !== undefined).length,
    judged_calls: traces.filter(({ scopeVerdict }) => scopeVerdict.overall !== 'indeterminate').length,
  };
}

function ofCard(parts: LawParts, card: SystemCard | undefined): Counts {
  const used = new Set(parts.traces.map(({ toolCalls }) => toolCalls[0]?.server.id ?? ''));
  if (card === undefined) return { system_card: 0, supplier_servers: used.size };
  const suppliers = card.suppliers ?? [];
  const plan = planItems(parts, card);
  const kinds = new Set((card.documents ?? []).map(({ kind }) => kind));
  const one = (yes: boolean) => (yes ? 1 : 0);
  const documents = Object.fromEntries(
    (
      [
        'ifu',
        'technical-documentation',
        'qms',
        'risk-management',
        'declaration-of-conformity',
        'dpia',
        'fria',
        'pmm-plan',
        'worker-notice',
        'person-notice',
        'test-report',
        'training',
        'datasheet',
      ] as const
    ).map((kind) => [`document_${kind.replaceAll('-', '_')}`, one(kinds.has(kind))]),
  );
  return {
    system_card: 1,
    logging_plan_items: plan.length,
    logging_plan_items_seen: plan.filter(({ seen }) => Object.values(seen).some((n) => n > 0)).length,
    change_envelope_items: card['change-envelope']?.length ?? 0,
    retention_declared: one(card.retention !== undefined),
    documents_retention_declared: one(card.retention?.['documents-years'] !== undefined),
    responsible_functions: card.responsible?.length ?? 0,
    supplier_servers: new Set([...used, ...suppliers.map(({ server }) => server)]).size,
    supplier_agreements: suppliers.filter(({ agreement }) => agreement !== undefined).length,
    documents_listed: card.documents?.length ?? 0,
    // Names of counts by kind of document: each `document_KIND` is one of EvidenceCount, which the catalogue's test holds.
    ...(documents as Counts),
  };
}

function ofAnnexes(annex: AnnexInput): Counts {
  const { blocks } = annexIvExport(annex);
  const filled = (section: 'A' | 'B' | 'C') =>
    annexViiiExport(annex, section).items.filter(({ state }) => ['declared', 'derived', 'linked'].includes(state))
      .length;
  const missing = blocks.filter(({ tags }) => tags.includes('MISSING')).length;
  return {
    annex_iv_blocks_filled: blocks.length - missing,
    annex_iv_blocks_missing: missing,
    annex_viii_a_filled: filled('A'),
    annex_viii_b_filled: filled('B'),
    annex_viii_c_filled: filled('C'),
  };
}
