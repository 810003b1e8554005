/**
 * Shapes of records. The first record of a shape is read and held against its schema; others are compared with it byte by byte, but
 * for the slots (slots.ts).
 *
 * Why that is enough. Let T be a text that `readRecord` took, and U the same text with other values in slots. Slot values are plain
 * ASCII between quotes or whole numbers in their only spelling, so U parses to the same members with these values, and its
 * canonical form is U. No schema has a rule over two members, and each slot takes only what its own schema takes; so U is a
 * record whenever T is one. A property test holds the two readings against each other.
 */
import { canonicalize, utf8 } from '@remit/core';
import type { AnyRecord } from '@remit/record';
import { MAX_ENTRY_BYTES } from '@remit/record';
import type { RecordFacts } from './record-facts.ts';
import { factsKey, factsOf } from './record-facts.ts';
import type { SlotKind } from './slots.ts';
import { slotAt, slotEnd } from './slots.ts';

/** Slots that a scan keeps. `cause`: several, in order. */
export type SlotUse = 'id' | 'ts' | 'writer' | 'session' | 'call' | 'cause' | 'none';

/** See the module header. There is one literal more than slots: literal, slot, literal, ... literal. */
export interface RecordShape {
  readonly facts: RecordFacts;
  readonly key: string;
  readonly literals: readonly Uint8Array[];
  readonly kinds: readonly SlotKind[];
  readonly uses: readonly SlotUse[];
}

const USES: Readonly<Record<string, SlotUse>> = {
  id: 'id',
  ts: 'ts',
  'w.n': 'writer',
  's.id': 'session',
  's.n': 'call',
  'cause[]': 'cause',
};

/** Stands for a slot while the literals are cut out. No text that holds these letters is made a shape. */
const MARK = '\uE000';

/** The shape of a record; undefined for one whose own values do not fit their slots, which has no shape. */
export function shapeOf(text: string, record: AnyRecord): RecordShape | undefined {
  if (text.includes(MARK)) return undefined;
  const slots: { kind: SlotKind; use: SlotUse }[] = [];
  const marked = canonicalize(
    mapped(record, '', (path, value) => {
      const kind = slotAt(record.t, path, value);
      if (kind === undefined || !takes(kind, value)) return value;
      slots.push({ kind, use: USES[path] ?? 'none' });
      // A number is marked as text in two marks: its quotes go with it.
      const mark = `${MARK}${slots.length - 1}${MARK}`;
      return kind === 'count' ? `${MARK}${mark}${MARK}` : mark;
    }),
  );
  const literals: Uint8Array[] = [];
  const inOrder: typeof slots = [];
  let at = 0;
  for (const found of marked.matchAll(/"\uE000\uE000(\d+)\uE000\uE000"|\uE000(\d+)\uE000/gu)) {
    literals.push(utf8(marked.slice(at, found.index)));
    at = found.index + found[0].length;
    const slot = slots[Number(found[1] ?? found[2])];
    if (slot === undefined) return undefined;
    inOrder.push(slot);
  }
  literals.push(utf8(marked.slice(at)));
  const facts = factsOf(record);
  const shape: RecordShape = {
    facts,
    key: factsKey(facts),
    literals,
    kinds: inOrder.map(({ kind }) => kind),
    uses: inOrder.map(({ use }) => use),
  };
  const entry = utf8(text);
  return fits(shape, entry, { start: 0, end: entry.length }, new Int32Array(2 * inOrder.length)) ? shape : undefined;
}

/** True for a value that the slot takes; another one stays as it is, such as a name that is not plain. */
function takes(kind: SlotKind, value: unknown): boolean {
  const bytes = utf8(`${String(value)}"`);
  return slotEnd(kind, bytes, 0) === bytes.length - 1;
}

/** The value with what `change` gives for each text, number and boolean in it. Paths as in slots.ts. */
function mapped(value: unknown, path: string, change: (path: string, value: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => mapped(item, `${path}[]`, change));
  if (typeof value !== 'object' || value === null) return change(path, value);
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, mapped(item, path === '' ? key : `${path}.${key}`, change)]),
  );
}

/** True when the bytes from `start` to `end` are of the shape. `places` then holds where each slot begins and ends. */
export function fits(
  { literals, kinds }: RecordShape,
  bytes: Uint8Array,
  { start, end }: { readonly start: number; readonly end: number },
  places: Int32Array,
): boolean {
  if (end - start > MAX_ENTRY_BYTES) return false;
  let at = start;
  for (let i = 0; i < literals.length; i++) {
    const literal = literals[i] ?? new Uint8Array();
    if (at + literal.length > end) return false;
    // From the end: shapes that begin alike, such as two tools of one server, differ there.
    for (let j = literal.length - 1; j >= 0; j--) if (bytes[at + j] !== literal[j]) return false;
    at += literal.length;
    const kind = kinds[i];
    if (kind === undefined) break;
    const next = slotEnd(kind, bytes, at);
    if (next < 0 || next > end) return false;
    places[2 * i] = at;
    places[2 * i + 1] = next;
    at = next;
  }
  return at === end;
}
