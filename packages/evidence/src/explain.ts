/** Explains a trace field by field: the value, and the record, index and field path it was read from. */
import type { AnyRecord, DecisionTrace } from '@remit/record';
import type { Call, Located } from '@remit/verify';
import { finalDecision } from '@remit/verify';
import type { FieldRule } from './explain-rules.ts';
import { fieldRules } from './explain-rules.ts';
import type { TraceSource, TraceWithCall } from './traces.ts';
import { findTrace } from './traces.ts';

/** One field of a trace. `source` says where the value is from; `record` is set when it was read from one. */
export interface ExplainedField {
  /** Path in the trace, such as `decision.steps[0].result`. */
  readonly field: string;
  readonly value: string | number | boolean;
  readonly source: string;
  /** The member of a raw record of another system's log. */
  readonly raw?: { readonly sha256: string; readonly dataset: string; readonly path: string };
  readonly record?: { readonly id: string; readonly index: number; readonly type: string; readonly path: string };
}

/** All fields of the trace an id belongs to; undefined when there is none. */
export function explainTrace(source: TraceSource, id: string): ExplainedField[] | undefined {
  const found = findTrace(source, id);
  return found === undefined ? undefined : explainFields(found);
}

/** All fields of a trace with their sources. */
export function explainFields({ trace, call }: TraceWithCall): ExplainedField[] {
  return leavesOf(trace, '').map(({ field, value }) => ({ field, value, ...explain(field, trace, call) }));
}

/** Records of requests to models name what they commit to otherwise. */
const MODEL_PATHS: Readonly<Record<string, string>> = { 'c.args': 'c.prompt', 'c.result': 'c.answer' };

function explain(field: string, trace: DecisionTrace, call: Call): Pick<ExplainedField, 'source' | 'record'> {
  const rule = ruleFor(field);
  if (rule === undefined) return { source: 'not explained' };
  switch (rule.from) {
    case 'fixed':
    case 'computed':
    case 'input':
    case 'place':
      return { source: `${rule.from}: ${rule.says}` };
    case 'scope-file':
      return { source: `scope file ${trace.declaredScope?.digest ?? ''}: ${rule.path}` };
    default: {
      const located = recordFor(rule.from, field, call);
      if (located === undefined) return { source: 'the record is missing' };
      const { id, t } = located.record;
      const path = t.startsWith('llm.') ? (MODEL_PATHS[rule.path] ?? rule.path) : rule.path;
      return { source: `record ${located.index}: ${path}`, record: { id, index: located.index, type: t, path } };
    }
  }
}

/** The rule of a field: of itself, or of the nearest part of the trace above it. */
export function ruleFor(field: string): FieldRule | undefined {
  let pattern = field.replace(/\[\d+\]/g, '[]');
  for (;;) {
    const rule = fieldRules[pattern];
    if (rule !== undefined) return rule;
    const cut = Math.max(pattern.lastIndexOf('.'), pattern.lastIndexOf('[]'));
    if (cut <= 0) return undefined;
    pattern = pattern.slice(0, cut);
  }
}

function recordFor(from: string, field: string, call: Call): Located<AnyRecord> | undefined {
  const index = Number(/\[(\d+)\]/.exec(field)?.[1] ?? 0);
  switch (from) {
    case 'first':
      return call.decisions[0];
    case 'last':
      return finalDecision(call);
    case 'step':
      return call.decisions[index];
    case 'approval':
      return call.approvals[index];
    case 'gap':
      return call.gaps[index];
    default:
      return call.outcome;
  }
}

interface Leaf {
  readonly field: string;
  readonly value: string | number | boolean;
}

function leavesOf(value: unknown, path: string): Leaf[] {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return [{ field: path, value }];
  if (Array.isArray(value)) return value.flatMap((item, i) => leavesOf(item, `${path}[${i}]`));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => leavesOf(item, path === '' ? key : `${path}.${key}`));
}
