/** The day in figures, read from the traces of the verified pack. */
import type { DecisionTrace } from '@remit/record';
import type { CallEnd } from '../work/call-log.ts';
import { callOfTrace, isToolCall, wasLetThrough } from './trace-call.ts';

/** A retrospective verdict. */
type Verdict = DecisionTrace['scopeVerdict']['overall'];

/** How many calls to tools ended how. `allowed` counts the released ones too; `denied` the refused ones. */
export interface Figures {
  readonly called: number;
  readonly allowed: number;
  readonly denied: number;
  readonly approved: number;
  readonly refused: number;
  readonly open: number;
  /** Verdicts: each call held against the declared scope when the report was made. */
  readonly verdicts: Readonly<Record<Verdict, number>>;
  /** Calls that were let through although their verdict is not `in`. */
  readonly breaches: number;
}

/** One tool and its calls. */
export interface ToolFigures {
  readonly tool: string;
  readonly called: number;
  readonly ends: Readonly<Partial<Record<CallEnd, number>>>;
}

/** Counts the calls to tools. */
export function figuresOf(all: readonly DecisionTrace[]): Figures {
  const traces = all.filter(isToolCall);
  const count = (...ends: CallEnd[]) => ends.reduce((sum, end) => sum + countEnd(traces, end), 0);
  return {
    called: traces.length,
    allowed: count('allowed', 'approved'),
    denied: count('denied', 'refused'),
    approved: count('approved'),
    refused: count('refused'),
    open: count('open'),
    verdicts: {
      in: countVerdict(traces, 'in'),
      out: countVerdict(traces, 'out'),
      indeterminate: countVerdict(traces, 'indeterminate'),
    },
    breaches: traces.filter((trace) => trace.scopeVerdict.overall !== 'in' && wasLetThrough(trace)).length,
  };
}

/** Counts the calls of each tool, in the order of the tools' names. */
export function figuresByTool(traces: readonly DecisionTrace[]): ToolFigures[] {
  const byTool = new Map<string, DecisionTrace[]>();
  for (const trace of traces.filter(isToolCall)) {
    const [call] = trace.toolCalls;
    const tool = `${call?.server.id ?? ''}/${call?.tool ?? ''}`;
    byTool.set(tool, [...(byTool.get(tool) ?? []), trace]);
  }
  return [...byTool]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([tool, its]) => ({ tool, called: its.length, ends: endsOf(its) }));
}

function endsOf(traces: readonly DecisionTrace[]): ToolFigures['ends'] {
  const all: readonly CallEnd[] = ['allowed', 'approved', 'denied', 'refused', 'open'];
  return Object.fromEntries(all.map((end) => [end, countEnd(traces, end)]).filter(([, count]) => count !== 0));
}

function countVerdict(traces: readonly DecisionTrace[], verdict: Verdict): number {
  return traces.filter(({ scopeVerdict }) => scopeVerdict.overall === verdict).length;
}

function countEnd(traces: readonly DecisionTrace[], end: CallEnd): number {
  return traces.filter((trace) => {
    const call = callOfTrace(trace);
    return typeof call !== 'string' && call.end === end;
  }).length;
}
