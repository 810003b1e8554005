/** Attacks on a log by whoever controls its store (ledger reference §10). For tests and campaigns. Development only. */
import { fromUtf8 } from '@remit/core';
import { editEntry, rewriteLog } from './forge.ts';
import { testUlid } from './ledger.ts';

/** Gives other entries. `at`: the record that the attack is about, from 1. */
export type LogAttack = (entries: readonly Uint8Array[], at: number) => Uint8Array[];

/** The size of logs that reach over a tile boundary on every attacked position. */
export const ATTACKED_SIZE = 300;

/** Where a log is attacked: one position of each class. */
export const attackPositions: Readonly<Record<string, number>> = {
  first: 1,
  middle: 150,
  '255': 255,
  '256': 256,
  '257': 257,
  last: ATTACKED_SIZE - 1,
};

const setAt = (entries: readonly Uint8Array[], at: number, entry: Uint8Array) =>
  entries.map((e, i) => (i === at ? entry : e));
const entryAt = (entries: readonly Uint8Array[], at: number) => entries[at] ?? new Uint8Array();

/** The attacks by name. None of them gives the entries it was given. */
export const logAttacks: Readonly<Record<string, LogAttack>> = {
  'edit a record': (entries, at) =>
    setAt(
      entries,
      at,
      editEntry(entries[at], (record) => Object.assign(record, { ts: '2026-10-01T00:00:00.000Z' })),
    ),
  'delete a record': (entries, at) => entries.filter((_, i) => i !== at),
  'insert a record': (entries, at) => [
    ...entries.slice(0, at),
    editEntry(entries[at], (record) => Object.assign(record, { id: testUlid(7) })),
    ...entries.slice(at),
  ],
  'swap two records': (entries, at) =>
    setAt(setAt(entries, at, entryAt(entries, at - 1)), at - 1, entryAt(entries, at)),
  'cut off the log here': (entries, at) => entries.slice(0, at + 1 === entries.length ? at : at + 1),
  'repeat a record here': (entries, at) => [
    ...entries.slice(0, at + 1),
    entryAt(entries, at),
    ...entries.slice(at + 1),
  ],
  'put a node-shaped leaf here': (entries, at) => setAt(entries, at, new Uint8Array(65).fill(1)),
};

/** Every record but the genesis dated back, with every reference to records changed to fit. */
export function rewriteAll(entries: readonly Uint8Array[]): Uint8Array[] {
  return rewriteLog(entries, (record, i) =>
    i === 0 ? undefined : Object.assign(record, { ts: '2026-10-01T09:00:00.000Z' }),
  );
}

/** Path of one value inside a record. */
export type FieldPath = readonly (string | number)[];

/** Paths of all values of a record that hold no others. */
export function fieldPaths(value: unknown, path: FieldPath = []): FieldPath[] {
  if (Array.isArray(value)) return value.flatMap((item, i) => fieldPaths(item, [...path, i]));
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([key, item]) => fieldPaths(item, [...path, key]));
  return [path];
}

/** Puts another value of the same kind there, as close to the old one as can be. */
export function mutateField(record: Record<string, unknown>, path: FieldPath): void {
  const parent = path
    .slice(0, -1)
    // Proof: the path was read from this record.
    .reduce<unknown>((at, key) => (at as Record<string | number, unknown>)[key], record) as Record<
    string | number,
    unknown
  >;
  const key = path.at(-1) ?? '';
  const old = parent[key];
  if (typeof old === 'number') parent[key] = old + 1;
  else if (typeof old === 'boolean') parent[key] = !old;
  else if (typeof old === 'string') parent[key] = `${old.slice(0, -1)}${old.endsWith('a') ? 'b' : 'a'}`;
}

/** One record of a test log as its JSON. */
export function recordOf(entry: Uint8Array): Record<string, unknown> {
  // An entry of a test log is a record.
  return JSON.parse(fromUtf8(entry) ?? '{}') as Record<string, unknown>;
}
