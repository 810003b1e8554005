/** The shape of every answer: the exact query, its counts, and a row with a record id for each thing found. */
import type { DecisionTrace } from '@remit/record';
import type { ImportedTrace } from '@remit/verify';

/** One row. `id`: a trace id, `BATCH:N` for a foreign event, or the id of a record. */
export interface AnswerRow {
  readonly id: string;
  readonly of: 'call' | 'foreign event' | 'record';
  readonly at: string;
  readonly agent: string;
  readonly what: string;
  readonly decision: string;
  readonly verdict: string;
  /** Why it is in the answer. */
  readonly why: string;
}

/** An answer. Filters over records: nothing is inferred, and nothing is asked of a model. */
export interface Answer {
  readonly schema: 'remit.answer/1';
  readonly question: string;
  readonly query: {
    readonly text: string;
    readonly parameters: Readonly<Record<string, string | number>>;
    readonly runAt: string;
    readonly logSize: number;
  };
  readonly counts: Readonly<Record<string, number>>;
  readonly rows: readonly AnswerRow[];
  /** What the answer cannot show. */
  readonly limits: readonly string[];
}

/** The row of an own call. */
export function callRow(trace: DecisionTrace, why: string): AnswerRow {
  const [call] = trace.toolCalls;
  return {
    id: trace.traceId,
    of: 'call',
    at: trace.decision.steps[0]?.at ?? '',
    agent: trace.actor.agent?.id ?? '',
    what: `${call?.server.id ?? ''}/${call?.tool ?? call?.method ?? ''}`,
    decision: trace.decision.result,
    verdict: trace.scopeVerdict.overall,
    why,
  };
}

/** The row of a foreign decision. */
export function foreignRow(trace: ImportedTrace, why: string): AnswerRow {
  const { srv, tool, method } = trace.action;
  return {
    id: trace.traceId,
    of: 'foreign event',
    at: trace.at ?? '',
    agent: trace.declaredAgent?.id ?? trace.actor.agent ?? '',
    what: `${srv ?? trace.origin.source}/${tool ?? trace.model?.req ?? method ?? trace.kind}`,
    decision: trace.decision?.result ?? 'none shown',
    verdict: trace.scopeVerdict.overall,
    why,
  };
}

/** Counts of the rows. */
export function countsOf(rows: readonly AnswerRow[]): Record<string, number> {
  const counts: Record<string, number> = { rows: rows.length };
  for (const { of, agent } of rows) {
    counts[`${of}s`] = (counts[`${of}s`] ?? 0) + 1;
    if (agent !== '') counts[`agent ${agent}`] = (counts[`agent ${agent}`] ?? 0) + 1;
  }
  return counts;
}

/** Rows in the order of their times, then ids. */
export function inTimeOrder(rows: readonly AnswerRow[]): AnswerRow[] {
  return [...rows].sort((a, b) => compare(a.at, b.at) || compare(a.id, b.id));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
