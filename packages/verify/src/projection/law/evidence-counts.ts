/** The counts that the evidence queries of the catalogue ask for. What a report does not measure is left out, never zero. */
import type { AnnexInput, EvidenceCount, SystemCard } from '@remit/catalogue';
import { cardCounts } from '@remit/catalogue';
import type { AnyRecord, RecordType } from '@remit/record';
import { timeOf } from '../../log/located.ts';
import { changeRecords } from '../changes.ts';
import { recordsOf } from '../log-view.ts';
import type { Study } from '../study.ts';
import { inPeriod, recordsInPeriod } from '../study.ts';
import type { LawParts } from './law-parts.ts';
import { planItems } from './plan-items.ts';

type Counts = Partial<Record<EvidenceCount, number>>;

/** The counts of a report. */
export function countsOf(parts: LawParts, annex: AnnexInput, card: SystemCard | undefined): Counts {
  return { ...ofRecords(parts.study), ...ofTraces(parts), ...ofCard(parts, annex, card) };
}

function ofRecords(study: Study): Counts {
  const { view, core } = study;
  const ofPeriod = (type: RecordType) => recordsOf(view, type).filter((at) => inPeriod(timeOf(at), core));
  const approvals = recordsOf(view, 'approval').filter(({ record }) => inPeriod(record.ts, core));
  const rejects = ofPeriod('auth.rejects').map(({ record }) => turnedAway(record));
  return {
    records: recordsInPeriod(study),
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

function ofCard(parts: LawParts, annex: AnnexInput, card: SystemCard | undefined): Counts {
  const servers = new Set(parts.traces.flatMap(({ toolCalls }) => toolCalls.map(({ server }) => server.id)));
  const seen = card === undefined ? [] : planItems(parts, card).flatMap((item) => Object.entries(item.seen));
  const events = new Set(seen.filter(([, n]) => n > 0).map(([name]) => name));
  return cardCounts(annex, { events, servers });
}
