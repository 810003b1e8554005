/** A foreign trace field by field: the member of the raw record that each value was read from, by digest, or why it is missing. */
import type { ExplainedField } from '../explain.ts';
import type { ForeignSource } from './foreign-traces.ts';
import { findForeignTrace } from './foreign-traces.ts';

/** Parts of a trace that hold fields of the event, and what they are called there. */
const PARTS: readonly (readonly [trace: string, event: string])[] = [
  ['actor', 'who'],
  ['action.commitments', 'c'],
  ['action', 'act'],
  ['decision', 'dec'],
  ['model', 'model'],
  ['tokens', 'use'],
  ['ids', 'ids'],
];

const COMPUTED: Readonly<Record<string, string>> = {
  traceId: 'computed: record of the batch and place in its tree',
  kind: 'computed: by the mapping, from the dataset and the members of the record',
  timeOf: 'computed: what the time is',
  declaredAgent: 'computed: the list of agents that the operator declared',
  declaredScope: 'computed: the scope that was in force for the agent, from the records named',
  context: 'computed: by the operator, from the arguments in the raw record',
  scopeVerdict: 'computed: the rules in VERIFY.md, section 8b',
  grade: 'computed: log schemas §7, from what the event holds',
  custody: 'computed: the checks named in each link',
  effect: 'computed: from out.status of the event, or of the record that outcomeRecord names',
  outcomeRecord: 'computed: the record of the outcome of the same call, by ids.call',
  flags: 'computed: what the mapping noticed',
  schema: 'fixed: the shape of the trace',
};

/** All fields of a foreign trace; undefined when there is none with that id. */
export function explainForeignTrace(source: ForeignSource, id: string): ExplainedField[] | undefined {
  const found = findForeignTrace(source, id);
  if (found === undefined) return undefined;
  const { trace, event, batch } = found;
  const raw = source.archive.raw(batch.record.id, event.n);
  const state = raw === undefined ? 'raw record erased or not at hand' : 'raw record at hand, its digest checked';
  const { from, absent, ...shown } = trace;
  const record = { id: batch.record.id, index: batch.index, type: batch.record.t };
  const rows = leavesOf(shown, '').map(({ field, value }): ExplainedField => {
    const path = eventPath(field);
    const member = path === undefined ? undefined : memberOf(from, path);
    if (member !== undefined)
      return {
        field,
        value,
        source: `SHA-256 ${event.raw}, ${event.src.dataset}: ${member} (${state})`,
        raw: { sha256: event.raw, dataset: event.src.dataset, path: member },
      };
    if (field.startsWith('origin.'))
      return { field, value, source: originSource(field, batch.index), record: { ...record, path: 'ing' } };
    const part = field.split(/[.[]/)[0] ?? '';
    return { field, value, source: COMPUTED[part] ?? 'computed: by the mapping, from the record as a whole' };
  });
  const missing = Object.entries(absent).map(
    ([field, why]): ExplainedField => ({ field: tracePath(field), value: '(absent)', source: `absent: ${why}` }),
  );
  return [...rows, ...missing];
}

function originSource(field: string, index: number): string {
  if (/origin\.(?:rawDigest|eventId|line|dataset|parser)$/.test(field)) return `leaf of the tree in record ${index}`;
  return field === 'origin.kind' ? 'fixed: another system wrote the log' : `record ${index}: ing`;
}

/** The path of a field in the event; undefined for what is no field of it. */
function eventPath(field: string): string | undefined {
  if (field === 'at') return 'ts';
  if (field === 'effect.observed') return 'out.status';
  for (const [trace, event] of PARTS)
    if (field.startsWith(`${trace}.`)) return `${event}.${field.slice(trace.length + 1)}`;
  return undefined;
}

function tracePath(path: string): string {
  if (path === 'ts') return 'at';
  for (const [trace, event] of PARTS)
    if (path.startsWith(`${event}.`)) return `${trace}.${path.slice(event.length + 1)}`;
  return path;
}

/** The member that a field, or the part above it, was read from. */
function memberOf(from: Readonly<Record<string, string>>, path: string): string | undefined {
  for (let at = path.replace(/\[\d+\]/g, ''); at !== ''; at = at.slice(0, Math.max(0, at.lastIndexOf('.')))) {
    if (Object.hasOwn(from, at)) return from[at];
  }
  return undefined;
}

function leavesOf(value: unknown, path: string): { field: string; value: string | number | boolean }[] {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return [{ field: path, value }];
  if (Array.isArray(value)) return value.flatMap((item, i) => leavesOf(item, `${path}[${i}]`));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => leavesOf(item, path === '' ? key : `${path}.${key}`));
}
