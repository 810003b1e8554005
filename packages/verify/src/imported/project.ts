/** From the leaves of the batches to statements, traces, counts and findings: one pass, a file at a time. */
import type { ForeignFacts, ObservedFact } from '@remit/catalogue';
import { createForeignFacts } from '@remit/catalogue';
import { canonicalize, utf8 } from '@remit/core';
import { joinFindings } from '../joins/join-findings.ts';
import { joinsOfReport } from '../joins/joins-of-report.ts';
import type { PackJoins } from '../joins/pack-joins.ts';
import type { FileContent } from '../pack/file-content.ts';
import { bytesOf, keepDigest } from '../pack/file-content.ts';
import type { Keeping } from '../pack/keeping.ts';
import { keepNow } from '../pack/keeping.ts';
import type { Finding } from '../projection/finding.ts';
import { systemOfReport } from '../projection/law/report-system.ts';
import { recordsOf } from '../projection/log-view.ts';
import type { PackInputs } from '../projection/pack-core.ts';
import type { Study } from '../projection/study.ts';
import type { AgentRegister } from './agent-register.ts';
import { createAgentRegister } from './agent-register.ts';
import type { BatchView, ImportedCounts } from './batch-view.ts';
import { createBatchView, createImportedCounts } from './batch-view.ts';
import { contextLine, readContexts } from './contexts-file.ts';
import { sourceFindings } from './findings.ts';
import { createForeignChecks } from './foreign-checks.ts';
import { leafTexts } from './leaf-lines.ts';
import type { ImportedChunk, LocatedBatch } from './material.ts';
import { batchesOf, importedPaths } from './material.ts';
import type { Unseen } from './shown-fields.ts';
import { statementOf } from './statement.ts';
import type { Buffers, TextSink } from './text-sink.ts';
import { createBuffers, createTextSink } from './text-sink.ts';
import type { BatchTracer } from './tracer.ts';
import { createTracer } from './tracer.ts';

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
  return keepNow(projecting(study), study.core.keep ?? keepDigest);
}

/** As {@link projectImported}, for whoever holds large files beside the work. */
export function* projecting(study: Study, buffers = createBuffers()): Keeping<ImportedProjection> {
  const { core, view } = study;
  const batches = batchesOf(view, core.inputs);
  const register = createAgentRegister(view, study.shelf, core.blobs);
  const files: [string, FileContent][] = [];
  const findings: Finding[] = [];
  const counts = createImportedCounts();
  const facts = factsOf(study, register);
  const joins = joinsOfReport(study, batches, register);
  const tracer = createTracer({ register, joins });
  const problems: string[] = [];
  const checks = createForeignChecks(study, register, joins);
  let traceFiles = 0;
  for (const [b, batch] of batches.entries()) {
    const { id } = batch.record;
    const more = checks?.begin(batch);
    const seen = createBatchView({ batch, counts, facts, problems, more });
    let first = 0;
    const chunks = core.imported?.get(id) ?? [];
    for (const [k, chunk] of chunks.entries()) {
      files.push([importedPaths.leaves(id, k), chunk.leaves]);
      // The last of one batch is followed by the first of another.
      const next = chunks[k + 1] ?? core.imported?.get(batches[b + 1]?.record.id ?? '')?.[0];
      const bytes = bytesOf(yield { wanted: chunk.leaves, next: next?.leaves });
      const place = { trace: tracer(batch), first, inputs: core.inputs };
      const { contexts, traces, leaves } = writeChunk(chunk, bytes, place, buffers, seen);
      const again = () => writeChunk(chunk, bytesOf(chunk.leaves), place, createBuffers());
      if (contexts.bytes.length > 0)
        files.push([importedPaths.contexts(id, k), yield { ...contexts, again: () => again().contexts.bytes }]);
      else contexts.free();
      if (traces.bytes.length > 0)
        files.push([importedPaths.traces(traceFiles++), yield { ...traces, again: () => again().traces.bytes }]);
      else traces.free();
      first += leaves;
    }
    files.push([importedPaths.statement(id), utf8(`${JSON.stringify(statementOf(batch, more?.end()), null, 2)}\n`)]);
    findings.push(...sourceFindings(batch), ...seen.findings());
  }
  findings.push(...joinFindings(joins, batches), ...(checks?.findings() ?? []));
  if (joins !== undefined) files.push([importedPaths.joins, textOf(joins.lines.map((line) => canonicalize(line)))]);
  const unseen = checks?.unseen() ?? [];
  const found = { batches, files, counts: counts.counts, findings, facts: facts.facts(), problems, unseen };
  return joins === undefined ? found : { ...found, joins };
}

/** Collects what decisions of agents of the report's system show. An agent is of a system when a scope of it was declared for the agent. */
function factsOf(study: Study, register: AgentRegister): ForeignFacts {
  const system = systemOfReport(study);
  const declared = recordsOf(study.view, 'scope.declare').filter(({ record }) => record.dcl.system === system);
  const agentOf = (identity: string | undefined) => register.agentOf(identity)?.declared;
  return createForeignFacts(agentOf, new Set(declared.map(({ record }) => record.dcl.agent)));
}

/** Where a chunk stands, and how its leaves are read. `first`: place of its first leaf in the batch. */
interface ChunkPlace {
  readonly trace: BatchTracer;
  readonly first: number;
  readonly inputs: PackInputs;
}

type Sunk = ReturnType<TextSink['end']>;

/** The derived files of one chunk, and how many leaves it has. `file`: the bytes of its leaves. `seen` is told each of them. */
function writeChunk(
  chunk: ImportedChunk,
  file: Uint8Array,
  { trace, first, inputs: { from, to } }: ChunkPlace,
  buffers: Buffers,
  seen?: BatchView,
): { readonly contexts: Sunk; readonly traces: Sunk; readonly leaves: number } {
  const known = readContexts(chunk.contexts === undefined ? undefined : bytesOf(chunk.contexts));
  // A trace is some three times as long as its leaf. Memory that is never written to costs nothing.
  const traces = createTextSink(buffers, 4 * file.length);
  const contexts = createTextSink(buffers);
  const lies = (ts: string | undefined) => ts === undefined || (ts >= from && ts < to);
  let n = first;
  for (const leaf of leafTexts(file)) {
    const traced = trace(leaf, n, known);
    if (traced.kind === 'like') {
      const { template, ts } = traced;
      const inReport = lies(ts);
      const line = inReport && template.trace !== undefined ? traced.line() : undefined;
      if (line !== undefined) traces.bytes(line);
      seen?.like(template, { n, ts, inReport, line });
    } else if (traced.event.ok) {
      const event = traced.event.value;
      const inReport = lies(event.ts);
      seen?.event(event, n, traced.trace, inReport);
      if (traced.trace?.context !== undefined) contexts.line(contextLine(event.n, traced.trace.context.value));
      if (traced.trace !== undefined && inReport) traces.line(canonicalize(traced.trace));
    } else seen?.unreadable(n, traced.event.error);
    n += 1;
  }
  return { contexts: contexts.end(), traces: traces.end(), leaves: n - first };
}

function textOf(lines: readonly string[]): Uint8Array {
  return lines.length === 0 ? new Uint8Array() : utf8(`${lines.join('\n')}\n`);
}
