/** One run of `remit ingest` over paths that the caller named: object after object, each reported as it is done. */
import type { Ingest, ObjectOptions, ObjectReport, ReceivedObject } from '@remit/ingest';
import type { IngestLine, IngestSummary } from '../admin-types.ts';

/** Least time between two lines of progress, in milliseconds. */
const PROGRESS_MS = 500;

/** Tells `emit` everything that becomes of the objects. `stopped` is asked between two objects. */
export async function runIngest(deps: {
  readonly ingest: Ingest;
  readonly objects: readonly ReceivedObject[];
  readonly options: ObjectOptions;
  readonly emit: (line: IngestLine) => void;
  readonly stopped: () => boolean;
}): Promise<IngestSummary> {
  const reports: ObjectReport[] = [];
  let refused = 0;
  let said = performance.now();
  const progress: ObjectOptions['progress'] = (at) => {
    if (performance.now() - said < PROGRESS_MS) return;
    said = performance.now();
    deps.emit({ kind: 'progress', ...at });
  };
  for (const object of deps.objects) {
    if (deps.stopped()) break;
    try {
      const report = await deps.ingest.object(object, { ...deps.options, progress });
      reports.push(report);
      deps.emit({ kind: 'object', report });
    } catch (error) {
      refused += 1;
      deps.emit({ kind: 'refused', object: object.name, why: error instanceof Error ? error.message : String(error) });
    }
  }
  return summaryOf(reports, refused);
}

/** The numbers of a run. */
export function summaryOf(reports: readonly ObjectReport[], refused: number): IngestSummary {
  const count = (state: ObjectReport['state']) => reports.filter((report) => report.state === state).length;
  // Of what was not added nothing is kept, so nothing of it counts as unparsed.
  const kept = reports.filter(({ state }) => state === 'added' || state === 'already');
  const sum = (field: 'events' | 'duplicates' | 'unparsed') => kept.reduce((all, report) => all + report[field], 0);
  const integrity: Record<string, number> = {};
  for (const report of reports)
    if (report.integrity !== undefined) integrity[report.integrity] = (integrity[report.integrity] ?? 0) + 1;
  return {
    objects: reports.length + refused,
    added: count('added'),
    already: count('already'),
    empty: count('empty'),
    unrecognised: count('unrecognised'),
    refused,
    events: sum('events'),
    duplicates: sum('duplicates'),
    unparsed: sum('unparsed'),
    batches: reports.flatMap(({ state, batch }) => (state === 'added' && batch !== undefined ? [batch] : [])),
    integrity,
  };
}
