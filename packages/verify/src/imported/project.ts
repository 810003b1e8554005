/** From the leaves of the batches to statements, traces, counts and findings: one pass, a file at a time. */
import { canonicalize, utf8 } from '@remit/core';
import type { ImportedEvent } from '@remit/record';
import type { Finding } from '../projection/finding.ts';
import type { Study } from '../projection/study.ts';
import type { AgentRegister } from './agent-register.ts';
import { createAgentRegister } from './agent-register.ts';
import { contextLine, readContexts } from './contexts-file.ts';
import { linksOf } from './custody.ts';
import { createEventFindings, sourceFindings } from './findings.ts';
import type { ImportedChunk, LocatedBatch } from './material.ts';
import { batchesOf, importedPaths, leavesOf, readLeaf } from './material.ts';
import { statementOf } from './statement.ts';
import type { ImportedTrace } from './trace.ts';
import { traceOfEvent } from './trace-of-event.ts';

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
  readonly files: readonly (readonly [string, Uint8Array])[];
  readonly counts: ImportedCounts;
  readonly findings: readonly Finding[];
}

/** Projects the batches of the report. Leaves that cannot be read are left to the check `ingest-trees`. */
export function projectImported(study: Pick<Study, 'view' | 'core' | 'shelf'>): ImportedProjection {
  const { core, view } = study;
  const batches = batchesOf(view, core.inputs);
  const register = createAgentRegister(view, study.shelf, core.blobs);
  const files: [string, Uint8Array][] = [];
  const findings: Finding[] = [];
  const counts = noCounts();
  let traceFiles = 0;
  for (const batch of batches) {
    const { id } = batch.record;
    const seen = createEventFindings(batch);
    for (const [k, chunk] of (core.imported?.get(id) ?? []).entries()) {
      files.push([importedPaths.leaves(id, k), chunk.leaves]);
      const lines: string[] = [];
      const contexts: string[] = [];
      for (const { event, trace } of tracesOf(chunk, { batch, register })) {
        counts.events += 1;
        if (trace === undefined) continue;
        if (trace.context !== undefined) contexts.push(contextLine(event.n, trace.context.value));
        if (event.ts !== undefined && (event.ts < core.inputs.from || event.ts >= core.inputs.to)) {
          counts.outsidePeriod += 1;
          continue;
        }
        count(counts, trace);
        seen.add(trace);
        lines.push(canonicalize(trace));
      }
      if (contexts.length > 0) files.push([importedPaths.contexts(id, k), textOf(contexts)]);
      if (lines.length > 0) files.push([importedPaths.traces(traceFiles++), textOf(lines)]);
    }
    files.push([importedPaths.statement(id), utf8(`${JSON.stringify(statementOf(batch), null, 2)}\n`)]);
    findings.push(...sourceFindings(batch), ...seen.findings());
  }
  return { batches, files, counts, findings };
}

/** The events of a chunk in order, each with its trace when it shows a decision. */
function* tracesOf(
  chunk: ImportedChunk,
  { batch, register }: { readonly batch: LocatedBatch; readonly register: AgentRegister },
): Generator<{ readonly event: ImportedEvent; readonly trace: ImportedTrace | undefined }, void, undefined> {
  const contexts = readContexts(chunk.contexts);
  const place = { batch, register, links: linksOf(batch), contextOf: ({ n }: ImportedEvent) => contexts.get(n) };
  for (const leaf of leavesOf([chunk.leaves])) {
    const read = readLeaf(leaf);
    if (read.ok) yield { event: read.value, trace: traceOfEvent(read.value, place) };
  }
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
  return utf8(`${lines.join('\n')}\n`);
}
