/**
 * Traces of events that differ only in their slots (leaf-slots.ts): the trace of one of them, written once, with gaps for the
 * values of the others. A report of a million events is written in the time that it takes to copy them.
 *
 * Invariant: what a template gives is byte for byte what parsing the leaf, judging the event and writing its trace give. It
 * holds because a template is taken only when (1) a leaf with other values in its slots parses to the event with exactly
 * these members changed, so that the slots hold the members they are thought to hold; (2) each value put in fits its member
 * by itself; and (3) verdict and trace depend on these members only by copying them, but for the time, whose part in the
 * verdict is the epoch (agent-register.ts). The test holds the two ways against each other.
 */
import { canonicalize, concatBytes, utf8 } from '@remit/core';
import type { ImportedEvent } from '@remit/record';
import type { AgentRegister } from './agent-register.ts';
import type { SlotKind, Slots } from './leaf-slots.ts';
import { filled } from './leaf-slots.ts';
import type { LocatedBatch } from './material.ts';
import { readLeafText } from './material.ts';
import { freshValue, isNumber, pathsOf, withValues } from './slot-values.ts';
import type { ImportedTrace } from './trace.ts';
import { traceOfEvent } from './trace-of-event.ts';

/** Text with gaps: `parts[0] value[refs[0]] parts[1] ...`. Gaps from {@link BATCH_GAPS} on are values of the batch. */
export interface GappedText {
  readonly parts: readonly string[];
  readonly refs: readonly number[];
}

/** See the module header. */
export interface TraceTemplate {
  readonly kinds: readonly SlotKind[];
  /** One event of the kind. Only members that are in no slot count. */
  readonly event: ImportedEvent;
  /** Its trace; members that are in a slot, and names of the batch, are single characters. Absent: it shows no decision. */
  readonly trace?: ImportedTrace;
  readonly text?: GappedText;
}

const BATCH_GAPS = 0x100;
/** Id, index, leaf, object, digest of the object, time of ingestion. */
const BATCH_VALUES = [0, 1, 2, 3, 4, 5] as const;
// Private-use characters stand for values while a trace is written. A leaf that holds one gets no template.
const FIRST_MARK = 0xe000;
const MARK = /[\ue000-\uf8ff]/;
const MARKS = /[\ue000-\uf8ff]/g;

const mark = (gap: number) => String.fromCharCode(FIRST_MARK + gap);

/** The template of a leaf that was read as `event`; undefined when it cannot have one. */
export function templateOf(
  skeleton: string,
  { kinds }: Slots,
  event: ImportedEvent,
  place: { readonly batch: LocatedBatch; readonly register: AgentRegister },
): TraceTemplate | undefined {
  const paths = pathsOf(kinds, event);
  if (paths === undefined || kinds.length >= BATCH_GAPS || MARK.test(skeleton)) return undefined;
  const fresh = kinds.map((kind, i) => freshValue(kind, i));
  const leaf = filled(skeleton, fresh);
  const numbers = kinds.map(isNumber);
  const changed = withValues(
    event,
    paths,
    fresh.map((value, i) => (numbers[i] === true ? Number(value) : value)),
  );
  if (!readLeafText(leaf).ok || canonicalize(changed) !== leaf) return undefined;

  const marked = withValues(
    event,
    paths,
    kinds.map((_, i) => mark(i)),
  );
  const trace = traceOfEvent(
    event,
    { ...place, contextOf: () => undefined },
    { event: marked, batch: markedBatch(place.batch) },
  );
  if (trace === undefined) return { kinds, event };
  let text = canonicalize(trace);
  for (const [i, number] of numbers.entries()) if (number) text = text.replaceAll(`"${mark(i)}"`, mark(i));
  const refs = [...text.matchAll(MARKS)].map(([found]) => found.charCodeAt(0) - FIRST_MARK);
  return { kinds, event, trace, text: { parts: text.split(MARKS), refs } };
}

/** A batch with marks for what names it, and nothing of what is not in its {@link batchKey}. */
function markedBatch({ record }: LocatedBatch): LocatedBatch {
  const [id = '', index = '', leaf = '', object = '', sha = '', ts = ''] = BATCH_VALUES.map((i) =>
    mark(BATCH_GAPS + i),
  );
  const { content_sha: _content, unparsed_sha: _unparsed, from: _from, to: _to, ...known } = record.ing;
  const hidden = { bytes: 0, datasets: {}, events: 0, duplicates: 0, unparsed: 0, tree: { size: 0, root: '' } };
  // The index stands only within sentences, where a mark does as well as a number.
  return {
    index: index as unknown as number,
    leaf,
    record: { ...record, id, ts, ing: { ...known, ...hidden, object, sha } },
  };
}

/** The values of a batch, as JSON text inside quotation marks. */
function batchValues({ index, leaf, record }: LocatedBatch): string[] {
  const { object, sha } = record.ing;
  return [record.id, String(index), leaf, object, sha, record.ts].map((value) => canonicalize(value).slice(1, -1));
}

/** What of a batch, other than its names, its traces depend on: batches of one key share templates. */
export function batchKey({ record }: LocatedBatch): string {
  const { source, vendor, integrity, integrity_why: why, parser, sampled } = record.ing;
  return JSON.stringify([source, vendor, integrity, why, parser, sampled]);
}

/** The text with the values of one batch put in. */
export function boundTo(batch: LocatedBatch, { parts, refs }: GappedText): GappedText {
  const values = batchValues(batch);
  const bound = { parts: [parts[0] ?? ''], refs: [] as number[] };
  for (const [i, ref] of refs.entries()) {
    const next = parts[i + 1] ?? '';
    if (ref < BATCH_GAPS) {
      bound.refs.push(ref);
      bound.parts.push(next);
    } else bound.parts.push(`${bound.parts.pop() ?? ''}${values[ref - BATCH_GAPS] ?? ''}${next}`);
  }
  return bound;
}

/** Writes the lines of one template and batch. */
export interface LineWriter {
  /** The line for the values of one event, with its newline. ASCII values only. Valid until the next one is asked for. */
  line(values: readonly string[]): Uint8Array;
}

/** The bytes of a line, and where each gap stands in them. */
interface Image {
  readonly bytes: Uint8Array;
  readonly gaps: readonly { readonly at: number; readonly ref: number }[];
}

/** Lengths of values for which an image is kept. */
const MOST_IMAGES = 64;

/**
 * A writer for bound text. Lines whose values have the same lengths differ in a few hundred bytes: those are written into an
 * image of the line, and the rest of it stays.
 */
export function createLineWriter(text: GappedText): LineWriter {
  const images = new Map<string, Image>();
  const imageFor = (values: readonly string[]): Image => {
    let lengths = '';
    for (const value of values) lengths += String.fromCharCode(value.length);
    const known = images.get(lengths);
    if (known !== undefined) return known;
    if (images.size === MOST_IMAGES) images.clear();
    const made = imageOf(text, values);
    images.set(lengths, made);
    return made;
  };
  return {
    line(values) {
      const { bytes, gaps } = imageFor(values);
      for (const { at, ref } of gaps) {
        const value = values[ref] ?? '';
        for (let i = 0; i < value.length; i++) bytes[at + i] = value.charCodeAt(i);
      }
      return bytes;
    },
  };
}

function imageOf({ parts, refs }: GappedText, values: readonly string[]): Image {
  const gaps: { at: number; ref: number }[] = [];
  const pieces = [utf8(parts[0] ?? '')];
  let at = pieces[0]?.length ?? 0;
  for (const [i, ref] of refs.entries()) {
    const value = utf8(values[ref] ?? '');
    const next = utf8(`${parts[i + 1] ?? ''}${i === refs.length - 1 ? '\n' : ''}`);
    gaps.push({ at, ref });
    pieces.push(value, next);
    at += value.length + next.length;
  }
  return { bytes: concatBytes(...pieces), gaps };
}
