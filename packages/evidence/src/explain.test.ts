import { DecisionTraceSchema } from '@remit/record';
import { honestStory } from '@remit/verify/testing';
import { describe, expect, it } from 'vitest';
import { explainFields, explainTrace } from './explain.ts';
import { fieldRules } from './explain-rules.ts';
import { readerOfTestLedger } from './testing-reader.ts';
import { findTrace, listTraces, showTrace } from './traces.ts';

function source(size: number) {
  const { ledger } = honestStory(size);
  return { reader: readerOfTestLedger(ledger, []), now: ledger.now(), software: 'remit 0.1.0' };
}

describe('traces', () => {
  it('[evidence.trace-schema] every trace keeps its schema', () => {
    const traces = listTraces(source(80));
    expect(traces.length).toBeGreaterThan(20);
    for (const trace of traces) expect(DecisionTraceSchema.parse(trace)).toEqual(trace);
  });

  it('[evidence.trace-joined] an escalated call is one trace with both decisions, the approval and the outcome', () => {
    const traces = listTraces(source(80), { tool: 'propose_decision', decision: 'permit_with_conditions' });
    expect(traces.length).toBeGreaterThan(0);
    for (const trace of traces) {
      expect(trace.decision.steps.map((step) => step.result)).toEqual(['escalate', 'permit_with_conditions']);
      expect(trace.oversight.map((act) => [act.decision, act.decisive])).toEqual([['approved', 'yes']]);
      expect(trace.outcome?.kind).toBe('executed');
      expect(trace.scopeVerdict.overall).toBe('in');
    }
  });

  it('filters and limits', () => {
    const from = source(80);
    const denied = listTraces(from, { decision: 'deny', tool: 'read_text_file' });
    expect(new Set(denied.map((trace) => trace.scopeVerdict.overall))).toEqual(new Set(['out']));
    expect(listTraces(from, { limit: 3 })).toEqual(listTraces(from).slice(-3));
    expect(listTraces(from, { limit: 0 })).toEqual([]);
    expect(listTraces(from, { exception: 'scope_out' })).toEqual([]);
  });

  it('finds a trace by any of its records', () => {
    const from = source(80);
    const [trace] = listTraces(from, { decision: 'permit_with_conditions' });
    expect(showTrace(from, trace?.outcome?.record.id ?? '')).toEqual(trace);
    expect(showTrace(from, trace?.oversight[0]?.record.id ?? '')).toEqual(trace);
    expect(showTrace(from, 'nothing')).toBeUndefined();
  });
});

describe('explaining', () => {
  it('[evidence.explain] names a source for every field, and the record fields hold the value', () => {
    const from = source(120);
    let read = 0;
    for (const { traceId } of listTraces(from)) {
      const found = findTrace(from, traceId);
      if (found === undefined) throw new Error('a listed trace was not found');
      const records = new Map(
        [...found.call.decisions, ...found.call.approvals, ...(found.call.outcome ? [found.call.outcome] : [])].map(
          (r) => [r.record.id, r.record],
        ),
      );
      for (const { field, value, source: said, record } of explainFields(found)) {
        expect(said, field).not.toMatch(/not explained|missing$/);
        if (record === undefined) continue;
        const index = /\[(\d+)\]$/.exec(field)?.[1];
        const at = valueAt(records.get(record.id), record.path);
        expect(index === undefined || !Array.isArray(at) ? at : at[Number(index)], field).toBe(value);
        read += 1;
      }
    }
    console.log(`explained fields read from records: ${read}`);
    expect(read).toBeGreaterThan(500);
  });

  it('has no rule that names no field of the schema', () => {
    const known = new Set(Object.keys(DecisionTraceSchema.shape));
    for (const field of Object.keys(fieldRules)) expect(known.has(field.split(/[.[]/)[0] ?? ''), field).toBe(true);
  });

  it('answers undefined for an unknown id', () => {
    expect(explainTrace(source(20), 'nothing')).toBeUndefined();
  });
});

function valueAt(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], value);
}
