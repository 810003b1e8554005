/**
 * From leaves to traces, in the order of the leaves: an event like one that was seen before takes its template
 * (trace-template.ts), every other one is parsed, judged and written by itself. Both give the same bytes.
 */
import type { Result } from '@remit/core';
import type { DecisionContext, ImportedEvent } from '@remit/record';
import type { PackJoins } from '../joins/pack-joins.ts';
import type { AgentRegister } from './agent-register.ts';
import { linksOf } from './custody.ts';
import type { Slots } from './leaf-slots.ts';
import { hasParts, partsOf, skeletonOf, slotsOf } from './leaf-slots.ts';
import type { LocatedBatch } from './material.ts';
import { readLeafText } from './material.ts';
import { fits } from './slot-values.ts';
import type { ImportedTrace } from './trace.ts';
import { traceOfEvent } from './trace-of-event.ts';
import type { LineWriter, TraceTemplate } from './trace-template.ts';
import { batchKey, boundTo, createLineWriter, templateOf } from './trace-template.ts';

/** One leaf: read by itself, or like others of its template. */
export type Traced =
  | { readonly kind: 'read'; readonly event: Result<ImportedEvent, string>; readonly trace: ImportedTrace | undefined }
  | {
      readonly kind: 'like';
      readonly template: TraceTemplate;
      readonly ts: string | undefined;
      /** The line of its trace with its newline, valid until the next one is asked for. Empty where the template has none. */
      line(): Uint8Array;
    };

/** Reads the leaves of one batch. `n`: place in the batch. `contexts`: those of the file that the leaf stands in, by place. */
export type BatchTracer = (
  leaf: string | undefined,
  n: number,
  contexts: ReadonlyMap<number, DecisionContext>,
) => Traced;

/** Leaves of a kind that is seen for the second time are worth a template. */
const WORTH = 2;
/** Kinds that are remembered; a log in which every event is another kind must not fill memory. */
const MOST_KINDS = 10_000;
const NOTHING = new Uint8Array();

/** Kinds seen last, which a leaf is held against part by part: its skeleton is written and looked up only when it is of none. */
const RECENT = 4;

interface Kind {
  seen: number;
  template?: TraceTemplate;
  /** The template's text with the names of one batch. */
  bound?: { readonly batch: string; readonly writer: LineWriter };
}

/** A kind with what tells its leaves: the time they are judged by, what their batches share, the text between slots. */
interface Recent {
  readonly epoch: number;
  readonly key: string;
  readonly parts: readonly string[];
  readonly skeleton: string;
  readonly kind: Kind;
}

/** A tracer for the batches of one report. */
export function createTracer(deps: {
  readonly register: AgentRegister;
  readonly joins: PackJoins | undefined;
}): (batch: LocatedBatch) => BatchTracer {
  const { register, joins } = deps;
  const kinds = new Map<string, Map<string, Kind>>();
  let remembered = 0;

  const kindOf = (family: string, skeleton: string): Kind => {
    if (remembered >= MOST_KINDS) {
      kinds.clear();
      remembered = 0;
    }
    const known = kinds.get(family) ?? new Map<string, Kind>();
    kinds.set(family, known);
    const kind = known.get(skeleton);
    if (kind !== undefined) return kind;
    const made: Kind = { seen: 0 };
    known.set(skeleton, made);
    remembered += 1;
    return made;
  };

  const recent: Recent[] = [];
  const recognise = (leaf: string, slots: Slots, epoch: number, key: string): Recent => {
    for (const one of recent)
      if (one.epoch === epoch && one.key === key && hasParts(leaf, slots, one.parts)) return one;
    const skeleton = skeletonOf(leaf, slots);
    const found = { epoch, key, parts: partsOf(skeleton), skeleton, kind: kindOf(`${epoch} ${key}`, skeleton) };
    recent.unshift(found);
    if (recent.length > RECENT) recent.pop();
    return found;
  };

  return (batch) => {
    const { id } = batch.record;
    const key = batchKey(batch);
    const links = linksOf(batch);
    const read = (
      leaf: string | undefined,
      contexts: ReadonlyMap<number, DecisionContext>,
    ): Traced & { kind: 'read' } => {
      const event = readLeafText(leaf);
      const contextOf = ({ n }: ImportedEvent) => contexts.get(n);
      const trace = event.ok ? traceOfEvent(event.value, { batch, register, joins, links, contextOf }) : undefined;
      return { kind: 'read', event, trace };
    };
    return (leaf, n, contexts) => {
      const slots = leaf === undefined ? undefined : slotsOf(leaf);
      if (leaf === undefined || slots === undefined) return read(leaf, contexts);
      const values = valuesOf(leaf, slots.at);
      const ts = values[slots.kinds.indexOf('ts')];
      const { kind, skeleton } = recognise(leaf, slots, register.epochOf(ts ?? batch.record.ts), key);
      const { template } = kind;
      if (
        template === undefined ||
        contexts.has(n) ||
        !mayFill(template, values, n) ||
        joins?.paired(`${id}:${n}`) === true
      ) {
        const own = read(leaf, contexts);
        kind.seen += 1;
        if (kind.seen === WORTH && own.event.ok && isPlain(own.event.value, joins)) {
          const found = templateOf(skeleton, slots, own.event.value, { batch, register });
          if (found !== undefined) kind.template = found;
        }
        return own;
      }
      const line = () => {
        if (template.text === undefined) return NOTHING;
        if (kind.bound?.batch !== id)
          kind.bound = { batch: id, writer: createLineWriter(boundTo(batch, template.text)) };
        return kind.bound.writer.line(values);
      };
      return { kind: 'like', template, ts: ts ?? template.event.ts, line };
    };
  };
}

/** True when the values of its ids decide nothing: neither joins nor the sequence numbers and definitions of another Remit. */
function isPlain({ ids, ...event }: ImportedEvent, joins: PackJoins | undefined): boolean {
  if (ids['writer'] !== undefined || ids['definition'] !== undefined) return false;
  return joins?.standsAlone({ ids, ...event }) !== false;
}

function valuesOf(leaf: string, at: readonly number[]): string[] {
  const values: string[] = [];
  for (let i = 0; i < at.length; i += 2) values.push(leaf.slice(at[i], at[i + 1]));
  return values;
}

/** True when every value may stand in its slot, and the event says that it stands where it does. */
function mayFill({ kinds }: TraceTemplate, values: readonly string[], n: number): boolean {
  let placed = false;
  for (const [i, kind] of kinds.entries()) {
    const value = values[i] ?? '';
    if (kind === 'n') {
      if (value !== String(n)) return false;
      placed = true;
    } else if (!fits(kind, value)) return false;
  }
  return placed && kinds.length === values.length;
}
