/** What may stand in a slot of a leaf: the same rules as those of the schema, for text without escapes. */
import type { ImportedEvent } from '@remit/record';
import type { SlotKind } from './leaf-slots.ts';

// Printable ASCII without quotation mark and backslash is its own JSON text; anything else is left to the parser.
const SHORT = /^[ !#-[\]-~]{1,256}$/;
const LONG = /^[ !#-[\]-~]{1,2048}$/;
const COUNT = /^(?:0|[1-9]\d{0,14})$/;
const HASH = /^[A-Za-z0-9_-]{43}$/;
const DIGEST = /^[0-9a-f]{64}$/;
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;
const HANDLE = /^p_[A-Za-z0-9_-]{22}$/;

const FITS: Readonly<Record<SlotKind, RegExp>> = {
  res: LONG,
  c: HASH,
  ids: LONG,
  n: COUNT,
  ms: COUNT,
  raw: DIGEST,
  id: SHORT,
  line: COUNT,
  ts: TIME,
  in: COUNT,
  out: COUNT,
  sub: HANDLE,
};

/** True when the text may stand in such a slot whatever else the event holds. */
export function fits(kind: SlotKind, text: string): boolean {
  return FITS[kind].test(text);
}

/** True for slots that hold a number. */
export function isNumber(kind: SlotKind): boolean {
  return FITS[kind] === COUNT;
}

/** A value that fits, different for each `i` and from what logs hold. */
export function freshValue(kind: SlotKind, i: number): string {
  if (isNumber(kind)) return String(900_000_000_000_000 + i);
  const text = String(i).padStart(3, '0');
  if (kind === 'c') return text.padStart(43, '_');
  if (kind === 'raw') return text.padStart(64, 'f');
  if (kind === 'ts') return `9999-12-31T23:59:59.${text}Z`;
  return kind === 'sub' ? `p_${text.padStart(22, '_')}` : `fresh ${text}`;
}

/** The member that each slot holds, as a path; undefined when there are not as many members as slots. */
export function pathsOf(kinds: readonly SlotKind[], event: ImportedEvent): (readonly string[])[] | undefined {
  const ids = Object.keys(event.ids);
  const commitments = Object.keys(event.c ?? {});
  const paths = kinds.map((kind) => pathOf(kind, ids, commitments));
  return ids.length + commitments.length > 0 ? undefined : paths;
}

function pathOf(kind: SlotKind, ids: string[], commitments: string[]): readonly string[] {
  switch (kind) {
    case 'res':
      return ['act', 'res'];
    case 'c':
      return ['c', commitments.shift() ?? ''];
    case 'ids':
      return ['ids', ids.shift() ?? ''];
    case 'n':
    case 'raw':
    case 'ts':
      return [kind];
    case 'ms':
      return ['out', 'ms'];
    case 'id':
    case 'line':
      return ['src', kind];
    case 'in':
    case 'out':
      return ['use', kind];
    case 'sub':
      return ['who', 'sub'];
  }
}

/** A copy of the event with other values at the paths. */
export function withValues(
  event: ImportedEvent,
  paths: readonly (readonly string[])[],
  values: readonly (string | number)[],
): ImportedEvent {
  const copy = structuredClone(event);
  for (const [i, path] of paths.entries()) {
    let parent: object = copy;
    for (const key of path.slice(0, -1)) {
      const next: unknown = Reflect.get(parent, key);
      if (typeof next === 'object' && next !== null) parent = next;
    }
    Reflect.set(parent, path.at(-1) ?? '', values[i]);
  }
  return copy;
}
