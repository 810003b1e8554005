/** From the leaves of the batches to statements, traces, counts and findings: one pass, a file at a time. */
import type { ForeignFacts, ObservedFact } from '@remit/catalogue';
import { createForeignFacts } from '@remit/catalogue';
import type { Result } from '@remit/core';
import { canonicalize, utf8 } from '@remit/core';
import type { ImportedEvent } from '@remit/record';
import { joinFindings } from '../joins/join-findings.ts';
import { joinsOfReport } from '../joins/joins-of-report.ts';
import type { PackJoins } from '../joins/pack-joins.ts';
import type { FileContent } from '../pack/file-content.ts';
import { bytesOf, keepDigest } from '../pack/file-content.ts';
import { printable } from '../pack/pack-path.ts';
import type { Finding } from '../projection/finding.ts';
import { systemOfReport } from '../projection/law/report-system.ts';
import { recordsOf } from '../projection/log-view.ts';
import type { PackInputs } from '../projection/pack-core.ts';
import type { Study } from '../projection/study.ts';
import type { AgentRegister } from './agent-register.ts';
import { createAgentRegister } from './agent-register.ts';
import { contextLine, readContexts } from './contexts-file.ts';
import { linksOf } from './custody.ts';
import { createEventFindings, sourceFindings } from './findings.ts';
import { createForeignChecks } from './foreign-checks.ts';
import type { ImportedChunk, LocatedBatch } from './material.ts';
import { batchesOf, importedPaths, leavesOf, readLeaf } from './material.ts';
import type { Unseen } from './shown-fields.ts';
import { statementOf } from './statement.ts';
import type { ImportedTrace } from './trace.ts';
import { traceOfEvent } from './trace-of-event.ts';

/** Problems of leaves that are named. */
const MOST_PROBLEMS = 100;

/** Counts of the foreign traces of a report. */
export interface ImportedCounts {
  events: number;
  traces: number;
  outsidePeriod: number;
  readonly byVerdict: Record<string, number>;
  readonly byGrade: Record<string, number>;
  readonly byDecision: Record<string, number>;
  readonly bySource: Record<string, number>;
}

/** What a report holds of foreign logs. */
export interface ImportedProjection {
  readonly batches: readonly LocatedBatch[];
  /** Leaves as they stand in the pack, statements and traces, by path. */
  readonly files: readonly (readonly [string, FileContent])[];
  readonly counts: ImportedCounts;
  readonly findings: readonly Finding[];
  /** What the decisions of the agents of the report's system show, for the annexes. */
  readonly facts: readonly ObservedFact[];
  /** Which events and calls are records of one thing. Absent: no foreign log, or rules that join nothing. */
  readonly joins?: PackJoins;
  /** Leaves that are no event, or stand in another place than they say; at most 100 are named. */
  readonly problems: readonly string[];
  /** Exceptions that the sources cannot show, by source. */
  readonly unseen: readonly (Unseen & { readonly source: string })[];
}

/** Projects the batches of the report. Leaves that cannot be read are named in `problems`, which the check `ingest-trees` tells. */
export function projectImported(study: Study): ImportedProjection {
  const { core, view } = study;
  const batches = batchesOf(view, core.inputs);
  const register = createAgentRegister(view, study.shelf, core.blobs);
  const files: [string, FileContent][] = [];
  const keep = core.keep ?? keepDigest;
  const findings: Finding[] = [];
  const counts = noCounts();
  const facts = factsOf(study, register);
  const joins = joinsOfReport(study, batches, register);
  const problems: string[] = [];
  const checks = createForeignChecks(study, register, joins);
  let traceFiles = 0;
  for (const batch of batches) {
    const { id } = batch.record;
    const seen = createEventFindings(batch, checks !== undefined);
    const more = checks?.begin(batch);
    let at = 0;
    for (const [k, chunk] of (core.imported?.get(id) ?? []).entries()) {
      files.push([importedPaths.leaves(id, k), chunk.leaves]);
      const place = { batch, register, inputs: core.inputs, joins };
      const written = writeChunk(chunk, place, (read, trace, inReport) => {
        const problem = read.ok ? misplaced(read.value.n, at) : `event ${at}: ${printable(read.error)}`;
        if (problem !== undefined && problems.length < MOST_PROBLEMS) problems.push(`batch ${id}, ${problem}`);
        at += 1;
        if (!read.ok) return;
        counts.events += 1;
        more?.add(read.value, trace, inReport);
        if (trace !== undefined && !inReport) counts.outsidePeriod += 1;
        if (trace === undefined || !inReport) return;
        count(counts, trace);
        seen.add(trace);
        if (trace.declaredAgent !== undefined) facts.add({ batch: id, event: read.value });
      });
      const again = () => writeChunk(chunk, place);
      if (written.contexts.length > 0)
        files.push([importedPaths.contexts(id, k), keep(written.contexts, () => again().contexts)]);
      if (written.traces.length > 0)
        files.push([importedPaths.traces(traceFiles++), keep(written.traces, () => again().traces)]);
    }
    files.push([importedPaths.statement(id), utf8(`${JSON.stringify(statementOf(batch, more?.end()), null, 2)}\n`)]);
    findings.push(...sourceFindings(batch), ...seen.findings());
  }
  findings.push(...joinFindings(joins, batches), ...(checks?.findings() ?? []));
  if (joins !== undefined) files.push([importedPaths.joins, textOf(joins.lines.map((line) => canonicalize(line)))]);
  const found = { batches, files, counts, findings, facts: facts.facts(), problems, unseen: checks?.unseen() ?? [] };
  return joins === undefined ? found : { ...found, joins };
}

/** Collects what decisions of agents of the report's system show. An agent is of a system when a scope of it was declared for the agent. */
function factsOf(study: Study, register: AgentRegister): ForeignFacts {
  const system = systemOfReport(study);
  const declared = recordsOf(study.view, 'scope.declare').filter(({ record }) => record.dcl.system === system);
  const agentOf = (identity: string | undefined) => register.agentOf(identity)?.declared;
  return createForeignFacts(agentOf, new Set(declared.map(({ record }) => record.dcl.agent)));
}

/** The derived files of one chunk. `seen` is told each event with its trace, and whether it lies in the report. */
function writeChunk(
  chunk: ImportedChunk,
  place: ChunkPlace & { readonly inputs: PackInputs },
  seen?: (event: Result<ImportedEvent, string>, trace: ImportedTrace | undefined, inReport: boolean) => void,
): { readonly contexts: Uint8Array; readonly traces: Uint8Array } {
  const lines: string[] = [];
  const contexts: string[] = [];
  const { from, to } = place.inputs;
  for (const { read, trace } of tracesOf(chunk, place)) {
    if (!read.ok) {
      seen?.(read, undefined, false);
      continue;
    }
    const event = read.value;
    const inReport = event.ts === undefined || (event.ts >= from && event.ts < to);
    seen?.(read, trace, inReport);
    if (trace?.context !== undefined) contexts.push(contextLine(event.n, trace.context.value));
    if (trace !== undefined && inReport) lines.push(canonicalize(trace));
  }
  return { contexts: textOf(contexts), traces: textOf(lines) };
}

/** Where a chunk stands, and what its events are judged and joined by. */
interface ChunkPlace {
  readonly batch: LocatedBatch;
  readonly register: AgentRegister;
  readonly joins: PackJoins | undefined;
}

/** The events of a chunk in order, each with its trace when it shows a decision. */
function* tracesOf(
  chunk: ImportedChunk,
  { batch, register, joins }: ChunkPlace,
): Generator<
  { readonly read: Result<ImportedEvent, string>; readonly trace: ImportedTrace | undefined },
  void,
  undefined
> {
  const contexts = readContexts(chunk.contexts === undefined ? undefined : bytesOf(chunk.contexts));
  const place = { batch, register, joins, links: linksOf(batch), contextOf: ({ n }: ImportedEvent) => contexts.get(n) };
  for (const leaf of leavesOf([chunk.leaves])) {
    const read = readLeaf(leaf);
    yield { read, trace: read.ok ? traceOfEvent(read.value, place) : undefined };
  }
}

function misplaced(n: number, place: number): string | undefined {
  return n === place ? undefined : `event ${place} says that it is ${n}`;
}

function noCounts(): ImportedCounts {
  return { events: 0, traces: 0, outsidePeriod: 0, byVerdict: {}, byGrade: {}, byDecision: {}, bySource: {} };
}

function count(counts: ImportedCounts, trace: ImportedTrace): void {
  counts.traces += 1;
  add(counts.byVerdict, trace.scopeVerdict.overall);
  add(counts.byGrade, trace.grade);
  add(counts.byDecision, trace.decision?.result ?? 'none shown');
  add(counts.bySource, trace.origin.source);
}

function add(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}

function textOf(lines: readonly string[]): Uint8Array {
  return lines.length === 0 ? new Uint8Array() : utf8(`${lines.join('\n')}\n`);
}
