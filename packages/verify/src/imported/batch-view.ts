/**
 * What a report counts of the events of its foreign logs. Events of one template are counted together: what is counted of them
 * is the same, but for the first of them, which are named.
 */
import type { ForeignFacts } from '@remit/catalogue';
import { fromUtf8 } from '@remit/core';
import type { ImportedEvent } from '@remit/record';
import { printable } from '../pack/pack-path.ts';
import type { Finding } from '../projection/finding.ts';
import { createEventFindings } from './findings.ts';
import type { BatchChecks } from './foreign-checks.ts';
import type { LocatedBatch } from './material.ts';
import type { ImportedTrace } from './trace.ts';
import type { TraceTemplate } from './trace-template.ts';

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

/** Counts that grow. */
export interface GrowingCounts {
  readonly counts: ImportedCounts;
  /** `times` traces that count like this one. */
  add(trace: ImportedTrace, times: number): void;
}

/** Nothing counted yet. */
export function createImportedCounts(): GrowingCounts {
  const counts: ImportedCounts = {
    events: 0,
    traces: 0,
    outsidePeriod: 0,
    byVerdict: {},
    byGrade: {},
    byDecision: {},
    bySource: {},
  };
  const add = (to: Record<string, number>, name: string, times: number) => {
    to[name] = (to[name] ?? 0) + times;
  };
  return {
    counts,
    add(trace, times) {
      counts.traces += times;
      add(counts.byVerdict, trace.scopeVerdict.overall, times);
      add(counts.byGrade, trace.grade, times);
      add(counts.byDecision, trace.decision?.result ?? 'none shown', times);
      add(counts.bySource, trace.origin.source, times);
    },
  };
}

/** What of an event is its own, where the rest is in its template. `line`: its trace, when it shows a decision and lies in the period. */
export interface LikeEvent {
  readonly n: number;
  readonly ts: string | undefined;
  readonly inReport: boolean;
  readonly line: Uint8Array | undefined;
}

/** Is told every leaf of one batch, in order. `n`: its place. */
export interface BatchView {
  unreadable(n: number, error: string): void;
  /** An event with its trace, when it shows a decision; `inReport`: it lies in the period. */
  event(event: ImportedEvent, n: number, trace: ImportedTrace | undefined, inReport: boolean): void;
  /** An event of a template. */
  like(template: TraceTemplate, at: LikeEvent): void;
  /** What is irregular, when all leaves were told. */
  findings(): Finding[];
}

/** Problems of leaves that are named. */
const MOST_PROBLEMS = 100;
/** Events that a fact names as its evidence, at most; those of a template beyond it are only counted. */
const NAMED = 20;

interface Alike {
  named: number;
  later: number;
}

/** A view of one batch that adds to what is known of the ones before. */
export function createBatchView({
  batch,
  counts,
  facts,
  problems,
  more,
}: {
  readonly batch: LocatedBatch;
  readonly counts: GrowingCounts;
  readonly facts: ForeignFacts;
  /** Leaves that are no event, or stand in another place than they say. */
  readonly problems: string[];
  /** What rules since the second look for. */
  readonly more: BatchChecks | undefined;
}): BatchView {
  const { id } = batch.record;
  const seen = createEventFindings(batch, more !== undefined);
  const alike = new Map<TraceTemplate, Alike>();
  const problem = (says: string) => {
    if (problems.length < MOST_PROBLEMS) problems.push(`batch ${id}, ${says}`);
  };
  const show = (event: ImportedEvent, trace: ImportedTrace, times = 1) => {
    counts.add(trace, times);
    seen.add(trace, times);
    if (trace.declaredAgent !== undefined) facts.add({ batch: id, event }, times);
  };
  return {
    unreadable: (n, error) => problem(`event ${n}: ${printable(error)}`),
    event(event, n, trace, inReport) {
      if (event.n !== n) problem(`event ${n} says that it is ${event.n}`);
      counts.counts.events += 1;
      more?.add(event, trace, inReport);
      if (trace !== undefined && !inReport) counts.counts.outsidePeriod += 1;
      if (trace !== undefined && inReport) show(event, trace);
    },
    like(template, { n, ts, inReport, line }) {
      counts.counts.events += 1;
      more?.add({ ...template.event, n, ...(ts === undefined ? {} : { ts }) }, template.trace, inReport);
      if (template.trace === undefined) return;
      if (line === undefined) {
        counts.counts.outsidePeriod += 1;
        return;
      }
      const known = alike.get(template) ?? { named: 0, later: 0 };
      alike.set(template, known);
      if (known.named === NAMED) known.later += 1;
      // Proof: the first is a line that the template of this process wrote; the others count like it.
      else
        show(
          { ...template.event, n },
          known.named === 0 ? (JSON.parse(fromUtf8(line) ?? '') as ImportedTrace) : template.trace,
        );
      known.named = Math.min(NAMED, known.named + 1);
    },
    findings() {
      for (const [{ event, trace }, { later }] of alike)
        if (trace !== undefined && later > 0) show(event, trace, later);
      alike.clear();
      return seen.findings();
    },
  };
}
