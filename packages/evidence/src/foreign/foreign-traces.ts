/** Traces of foreign decisions for the command line: read from the archive each time, a batch after the other. */
import type { Archive } from '@remit/ingest';
import type { LedgerReader } from '@remit/ledger';
import type { ImportedEvent } from '@remit/record';
import type { AgentRegister, ImportedTrace, LocatedBatch } from '@remit/verify';
import { batchesOf, joinsOfReport, traceOfEvent } from '@remit/verify';
import { studyNow } from '../gather.ts';
import type { TraceFilter } from '../traces.ts';
import { deriveForeignContext } from './derive-context.ts';

/** What foreign traces are read from. */
export interface ForeignSource {
  readonly reader: LedgerReader;
  readonly archive: Pick<Archive, 'leaves' | 'remap' | 'raw'>;
  readonly now: number;
  readonly software: string;
}

/** A trace with the event that it shows. */
export interface ForeignTrace {
  readonly trace: ImportedTrace;
  readonly event: ImportedEvent;
  readonly batch: LocatedBatch;
}

const EVER = { from: '0000', to: '9999' };

/** All foreign traces in the order of their batches. `batchId`: of one batch only. */
export function* foreignTraces(source: ForeignSource, batchId?: string): Generator<ForeignTrace, void, undefined> {
  const { study, register } = studyNow(source.reader, source.now, source.software);
  const batches = batchesOf(study.view, EVER);
  if (batchId !== undefined && !batches.some(({ record }) => record.id === batchId)) return;
  // What other batches and own calls say of an event stands among its links.
  const joins = joinsOfReport(study, batches, register, (id) => source.archive.leaves(id));
  for (const batch of batches)
    if (batchId === undefined || batch.record.id === batchId) yield* ofBatch(source, batch, { register, joins });
}

/** Every foreign event of the archive in order, also those that show no decision. */
export function* foreignEvents(source: ForeignSource): Generator<{ event: ImportedEvent; batch: LocatedBatch }> {
  const { study } = studyNow(source.reader, source.now, source.software);
  for (const batch of batchesOf(study.view, EVER))
    for (const leaf of source.archive.leaves(batch.record.id)) yield { event: readEvent(leaf), batch };
}

function* ofBatch(
  source: ForeignSource,
  batch: LocatedBatch,
  { register, joins }: { readonly register: AgentRegister; readonly joins: ReturnType<typeof joinsOfReport> },
): Generator<ForeignTrace> {
  const { archive } = source;
  for (const leaf of archive.leaves(batch.record.id)) {
    const event = readEvent(leaf);
    const trace = traceOfEvent(event, {
      batch,
      register,
      joins,
      contextOf: (one, match) => deriveForeignContext(archive, batch, one, match),
    });
    if (trace !== undefined) yield { trace, event, batch };
  }
}

// Proof: a leaf that the ingestion wrote; reports check every one of them against its tree.
function readEvent(leaf: Uint8Array): ImportedEvent {
  return JSON.parse(Buffer.from(leaf).toString('utf8')) as ImportedEvent;
}

/** The newest foreign traces that fit, oldest first. `source`: a source or a dataset; absent: all. */
export function listForeignTraces(
  source: ForeignSource,
  filter: TraceFilter & { readonly source?: string },
): ImportedTrace[] {
  const { limit = 100 } = filter;
  const newest: ImportedTrace[] = [];
  for (const { trace } of foreignTraces(source)) {
    if (!fits(trace, filter)) continue;
    newest.push(trace);
    // Bounded: twice the limit is kept and cut down now and then.
    if (newest.length >= 2 * limit + 1000) cut(newest, limit);
  }
  cut(newest, limit);
  return newest;
}

function cut(traces: ImportedTrace[], limit: number): void {
  traces.sort((a, b) => compare(a.at ?? '', b.at ?? '') || compare(a.traceId, b.traceId));
  traces.splice(0, Math.max(0, traces.length - limit));
}

/** One foreign trace by its id, `BATCH:N`. */
export function findForeignTrace(source: ForeignSource, id: string): ForeignTrace | undefined {
  const [batch = ''] = id.split(':');
  for (const found of foreignTraces(source, batch)) if (found.trace.traceId === id) return found;
  return undefined;
}

/** True for an id of a foreign trace. */
export function isForeignId(id: string): boolean {
  return /^[0-9A-Z]{26}:\d{1,15}$/.test(id);
}

function fits(trace: ImportedTrace, filter: TraceFilter & { readonly source?: string }): boolean {
  const at = trace.at === undefined ? undefined : Date.parse(trace.at);
  if (filter.from !== undefined && (at === undefined || at < filter.from)) return false;
  if (filter.to !== undefined && (at === undefined || at >= filter.to)) return false;
  const wanted: [string | undefined, readonly (string | undefined)[]][] = [
    [filter.source, [trace.origin.source, trace.origin.dataset]],
    [filter.server, [trace.action.srv]],
    [filter.tool, [trace.action.tool]],
    [filter.agent, [trace.declaredAgent?.id, trace.actor.agent]],
    [filter.decision, [trace.decision?.result]],
    [filter.verdict, [trace.scopeVerdict.overall]],
  ];
  return wanted.every(([want, is]) => want === undefined || is.includes(want));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
