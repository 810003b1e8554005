/** Logs of other systems in the report: what is said of them, and what is counted. */
import type { ImportedProjection } from '../imported/project.ts';
import { reportedJoins } from '../joins/report-joins.ts';
import type { ReportParts } from './report-parts.ts';
import * as text from './report-text.ts';
import { since } from './rules.ts';

/** True where decisions of logs of other systems are counted and told beside own calls: packs before rules 2 do not. */
function tellsForeign({ imported, study }: ReportParts): boolean {
  return imported.batches.length > 0 && since(2, study.core.rules);
}

export function foreignScope(parts: ReportParts): object {
  return tellsForeign(parts) ? { logsOfOtherSystems: text.FOREIGN_SCOPE } : {};
}

export function foreignCount(parts: ReportParts): object {
  return tellsForeign(parts) ? { decisionsOfOtherSystems: parts.imported.counts.traces } : {};
}

/** Counts of foreign decisions. Nothing when no foreign log is in the report. */
export function foreignVerdicts({ imported }: ReportParts): object {
  if (imported.batches.length === 0) return {};
  return { foreign: { ...imported.counts, files: '07_imported_traces-*.jsonl', note: text.FOREIGN_NOTE } };
}

/** What was ingested, a row for each batch. */
export function foreignSources({ batches, joins, unseen }: ImportedProjection): object {
  if (batches.length === 0) return {};
  return {
    sources: batches.map(({ index, record: { id, ts, ing } }) => ({ batch: id, index, ingestedAt: ts, ...ing })),
    foreignCustody: text.FOREIGN_CUSTODY,
    ...reportedJoins(joins),
    ...(unseen.length === 0 ? {} : { exceptionsThatCannotBeSeen: unseen }),
  };
}
