/** Looks up decision traces for the command line. Computed from the ledger each time; nothing is stored. */
import type { LedgerReader } from '@remit/ledger';
import type { DecisionTrace } from '@remit/record';
import type { AssembledPack, Call } from '@remit/verify';
import { projectStudy } from '@remit/verify';
import { gatherStudy } from './gather.ts';
import { recordIds, traceTrees } from './tree/trace-tree.ts';
import type { TraceTree } from './tree/tree-node.ts';

/** What traces are computed from. `now`: milliseconds since the epoch, stands in the verdict as the time of evaluation. */
export interface TraceSource {
  readonly reader: LedgerReader;
  readonly now: number;
  readonly software: string;
}

/** Which traces to list. Times in milliseconds, `to` exclusive; every given member must fit. */
export interface TraceFilter {
  readonly from?: number;
  readonly to?: number;
  readonly system?: string;
  readonly server?: string;
  readonly tool?: string;
  readonly agent?: string;
  readonly decision?: DecisionTrace['decision']['result'];
  readonly verdict?: DecisionTrace['scopeVerdict']['overall'];
  /** Kind of an exception that names the trace. */
  readonly exception?: string;
  /** At most this many, the newest ones. */
  readonly limit?: number;
}

/** A trace with the records it was assembled from. */
export interface TraceWithCall {
  readonly trace: DecisionTrace;
  readonly call: Call;
}

/** Earliest and latest time a record can hold. */
const EVER = { from: 0, to: Date.UTC(9999, 11, 31) };

/** Traces of the ledger in log order. */
export function listTraces(source: TraceSource, filter: TraceFilter = {}): DecisionTrace[] {
  const { traces } = project(source, filter);
  const fitting = traces.filter((trace) => fits(trace, filter));
  const { limit = fitting.length } = filter;
  return limit <= 0 ? [] : fitting.slice(-limit);
}

/** The trace that an id belongs to: of its first decision, or of any record of the call. */
export function showTrace(source: TraceSource, id: string): DecisionTrace | undefined {
  return findTrace(source, id)?.trace;
}

/** The joined trace of any record of it: requests to models, choices, calls, results. */
export function showTree(source: TraceSource, id: string): TraceTree | undefined {
  return traceTrees(project(source, {})).ofRecord(id);
}

/** As {@link showTrace}, with the records of the call. */
export function findTrace(source: TraceSource, id: string): TraceWithCall | undefined {
  const { traces, study } = project(source, {});
  const at = study.selection.calls.findIndex((call) => recordIds(call).includes(id));
  const trace = traces[at];
  const call = study.selection.calls[at];
  return trace === undefined || call === undefined ? undefined : { trace, call };
}

function project(
  { reader, now, software }: TraceSource,
  filter: TraceFilter,
): Omit<AssembledPack, 'files' | 'manifest'> {
  const period = { from: filter.from ?? EVER.from, to: filter.to ?? EVER.to };
  const system = filter.system === undefined ? {} : { system: filter.system };
  const head = reader.latestCheckpoint();
  const input = { reader, period, now, software, ...system };
  return projectStudy(gatherStudy(input, reader.size(), head?.note ?? '', new Uint8Array()));
}

function fits(trace: DecisionTrace, filter: TraceFilter): boolean {
  const [call] = trace.toolCalls;
  const wanted: [string | undefined, string | undefined][] = [
    [filter.server, call?.server.id],
    [filter.tool, call?.tool],
    [filter.agent, trace.actor.agent?.id],
    [filter.decision, trace.decision.result],
    [filter.verdict, trace.scopeVerdict.overall],
  ];
  const exception = filter.exception === undefined || trace.exceptions.includes(filter.exception);
  return exception && wanted.every(([want, is]) => want === undefined || want === is);
}
