/**
 * Parts of a leaf that differ from event to event of one kind: its place, its digests, its time, its ids. What is left when
 * they are taken out, the skeleton, is the same text for thousands of events.
 *
 * The slots are found by marks, without parsing, and may be guessed wrong: nothing rests on it. trace-template.ts takes a
 * skeleton only after a parser has shown that each slot holds the member it is thought to hold.
 */

/** Which member of the event a slot holds. `c`, `ids`: the next of its members, in their order. */
export type SlotKind = 'res' | 'c' | 'ids' | 'n' | 'ms' | 'raw' | 'id' | 'line' | 'ts' | 'in' | 'out' | 'sub';

/** The slots of one leaf, in the order of the text: `[start, end)` of slot i are `at[2 * i]` and `at[2 * i + 1]`. */
export interface Slots {
  readonly at: number[];
  readonly kinds: SlotKind[];
}

const SUB = '"sub":"';
/** A handle of a person, and the `"}}` that ends a leaf. */
const SUB_LENGTH = 24;
const LEAF_END = 3;

/** The slots; undefined for text that does not look like a leaf. */
export function slotsOf(leaf: string): Slots | undefined {
  const at: number[] = [];
  const kinds: SlotKind[] = [];
  const cut = (kind: SlotKind, start: number, end: number): number => {
    at.push(start, end);
    kinds.push(kind);
    return end;
  };
  /** Cuts every string of the object that begins at `from` and ends before `end`. */
  const cutStrings = (kind: SlotKind, from: number, end: number) => {
    for (let colon = leaf.indexOf('":"', from); colon >= 0 && colon < end; ) {
      const start = colon + 3;
      const stop = leaf.indexOf('"', start);
      if (stop < 0) return;
      cut(kind, start, stop);
      colon = leaf.indexOf('":"', stop);
    }
  };
  /** Cuts a value after `mark` when it stands before `end`; gives where to go on. */
  const cutAfter = (kind: SlotKind, mark: string, stop: string, from: number, end: number): number => {
    const start = leaf.indexOf(mark, from);
    if (start < 0 || start >= end) return from;
    const close = leaf.indexOf(stop, start + mark.length);
    return close < 0 ? from : cut(kind, start + mark.length, close);
  };

  const actEnd = leaf.indexOf('},"', '{"act":{'.length);
  if (actEnd < 0) return undefined;
  cutAfter('res', '"res":"', '"', 0, actEnd);
  if (leaf.startsWith('"c":{', actEnd + 2)) cutStrings('c', actEnd + 6, leaf.indexOf('}', actEnd + 6));
  const ids = leaf.indexOf(',"ids":{', actEnd);
  const idsEnd = ids < 0 ? -1 : leaf.indexOf('},"kind":"', ids);
  if (idsEnd < 0) return undefined;
  cutStrings('ids', ids + ',"ids":{'.length, idsEnd);
  const n = leaf.indexOf(',"n":', idsEnd) + ',"n":'.length;
  const nEnd = leaf.indexOf(',', n);
  const raw = leaf.indexOf('"raw":"', nEnd) + '"raw":"'.length;
  const src = leaf.indexOf('"src":{"dataset":"', raw);
  const srcEnd = src < 0 ? -1 : leaf.indexOf('},"tk":"', src);
  if (nEnd < 0 || srcEnd < 0) return undefined;
  cut('n', n, nEnd);
  if (leaf.startsWith('"out":{', nEnd + 1)) cutAfter('ms', '"ms":', ',', nEnd, raw);
  const afterId = cutAfter('id', '"id":"', '"', cut('raw', raw, leaf.indexOf('"', raw)), srcEnd);
  cutAfter('line', '"line":', ',', afterId, srcEnd);
  const afterTs = cutAfter('ts', '"ts":"', '"', srcEnd, srcEnd + 32);
  const use = leaf.indexOf('"use":{', afterTs);
  if (use >= 0) {
    const end = leaf.indexOf('}', use);
    const both = leaf.indexOf('"out":', use) > 0;
    const afterIn = cutAfter('in', '"in":', both ? ',' : '}', use, end);
    cutAfter('out', '"out":', '}', afterIn, end);
  }
  const sub = leaf.length - LEAF_END - SUB_LENGTH;
  if (leaf.startsWith(SUB, sub - SUB.length)) cut('sub', sub, sub + SUB_LENGTH);
  return { at, kinds };
}

/** No JSON text holds it unescaped. */
const GAP = '\0';

/** The leaf with its slots taken out. */
export function skeletonOf(leaf: string, { at }: Slots): string {
  let text = '';
  let from = 0;
  for (let i = 0; i < at.length; i += 2) {
    text += leaf.slice(from, at[i]) + GAP;
    from = at[i + 1] ?? leaf.length;
  }
  return text + leaf.slice(from);
}

/** What stands between the slots of a skeleton. */
export function partsOf(skeleton: string): string[] {
  return skeleton.split(GAP);
}

/** True only when the leaf with its slots taken out is the skeleton of these parts; without writing it. */
export function hasParts(leaf: string, { at }: Slots, parts: readonly string[]): boolean {
  // A skeleton in which the gap stands for itself has more parts than slots, and is compared as a whole.
  if (2 * (parts.length - 1) !== at.length) return false;
  let from = 0;
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i] ?? '';
    if ((at[2 * i] ?? leaf.length) - from !== part.length || !leaf.startsWith(part, from)) return false;
    from = at[2 * i + 1] ?? leaf.length;
  }
  return true;
}

/** The leaf of a skeleton with other values in its slots. */
export function filled(skeleton: string, values: readonly string[]): string {
  const parts = partsOf(skeleton);
  return parts.map((part, i) => (i === 0 ? part : `${values[i - 1] ?? ''}${part}`)).join('');
}
