/** From the leaves of the batches to statements, traces, counts and findings: one pass, a file at a time. */
import { canonicalize, utf8 } from '@remit/core';
import type { Finding } from '../projection/finding.ts';
import type { Study } from '../projection/study.ts';
import { linksOf } from './custody.ts';
import type { LocatedBatch } from './material.ts';
import { batchesOf, importedPaths, LEAVES_PER_FILE, leavesOf, readLeaf } from './material.ts';
import { importedTrace, isTraced } from './trace.ts';

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
export function projectImported(study: Pick<Study, 'view' | 'core'>): ImportedProjection {
  const { core, view } = study;
  const batches = batchesOf(view, core.inputs);
  const files: [string, Uint8Array][] = [];
  const findings: Finding[] = [];
  const counts: ImportedCounts = {
    events: 0,
    traces: 0,
    outsidePeriod: 0,
    byVerdict: {},
    byGrade: {},
    byDecision: {},
    bySource: {},
  };
  const writer = traceWriter(files);
  for (const batch of batches) {
    const { id, ing } = batch.record;
    const leaves = core.imported?.get(id) ?? [];
    leaves.forEach((bytes, n) => files.push([importedPaths.leaves(id, n), bytes]));
    files.push([importedPaths.statement(id), utf8(`${JSON.stringify(statementOf(batch), null, 2)}\n`)]);
    let open = 0;
    for (const leaf of leavesOf(leaves)) {
      const read = readLeaf(leaf);
      if (!read.ok) continue;
      const event = read.value;
      counts.events += 1;
      if (!isTraced(event)) continue;
      if (event.ts !== undefined && (event.ts < core.inputs.from || event.ts >= core.inputs.to)) {
        counts.outsidePeriod += 1;
        continue;
      }
      const trace = importedTrace(event, batch);
      counts.traces += 1;
      add(counts.byVerdict, trace.scopeVerdict.overall);
      add(counts.byGrade, trace.grade);
      add(counts.byDecision, trace.decision?.result ?? 'none shown');
      add(counts.bySource, ing.source);
      if (trace.decision?.result === 'permit') open += 1;
      writer.line(canonicalize(trace));
    }
    findings.push(...findingsOf(batch, open));
  }
  writer.end();
  return { batches, files, counts, findings };
}

function add(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}

function findingsOf(at: LocatedBatch, permitted: number): Finding[] {
  const { ing } = at.record;
  const findings: Finding[] = [];
  if (ing.unparsed > 0)
    findings.push({
      kind: 'source_unparsed',
      severity: 'medium',
      group: `records of ${ing.source} that no mapping could read`,
      at,
      count: ing.unparsed,
    });
  if (ing.integrity === 'digest-invalid')
    findings.push({
      kind: 'chain_break',
      severity: 'high',
      group: `an object of ${ing.source} does not fit the vendor's own digest`,
      at,
    });
  if (permitted > 0)
    findings.push({
      kind: 'permit_without_declared_scope',
      severity: 'medium',
      group: `calls in ${ing.source} were let through and no declared scope is bound to who made them`,
      at,
      count: permitted,
    });
  return findings;
}

/** What was ingested and what vouches for it, for a reader of the folder. */
function statementOf(batch: LocatedBatch): object {
  const { record, index, leaf } = batch;
  const { ing } = record;
  return {
    schema: 'remit.source-statement/1',
    batch: { id: record.id, index, leaf },
    ingestedAt: record.ts,
    ...ing,
    custody: {
      starts: 'at ingest',
      before: `${ing.integrity === 'digest-valid' ? 'signed by the vendor, checked at ingest' : 'asserted'} by ${ing.vendor}`,
      links: linksOf(batch),
    },
    doesNotAssert: [
      'that the source recorded everything that happened',
      'that what the source recorded is true',
      'that the object was complete when it was read',
    ],
  };
}

function traceWriter(files: [string, Uint8Array][]): { line(text: string): void; end(): void } {
  let lines: string[] = [];
  let n = 0;
  const flush = () => {
    if (lines.length === 0) return;
    files.push([importedPaths.traces(n), utf8(`${lines.join('\n')}\n`)]);
    n += 1;
    lines = [];
  };
  return {
    line(text) {
      lines.push(text);
      if (lines.length === LEAVES_PER_FILE) flush();
    },
    end: flush,
  };
}
