/**
 * The attacks of the ledger reference §10 on one honest log, by what they change: the log, its head, or files of the pack. Each
 * gives the files that the reader is handed.
 */
import { fromUtf8, toBase64, utf8 } from '@remit/core';
import type { TestKey, TestPack } from '@remit/verify/testing';
import {
  editEntry,
  fieldPaths,
  forge,
  honestStory,
  mutateField,
  recordOf,
  remanifest,
  renumberLog,
  rewriteLog,
  signHead,
  testUlid,
  testWitness,
} from '@remit/verify/testing';
import type { Random } from './random.ts';

/** Whose keys the attacker has beside the store. */
export type Holder = 'store' | '+ log key' | '+ witness keys';

/** One attack that was carried out. */
export interface Attacked {
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** What an attack needs. `at`: the record it is about. */
export interface AttackScene {
  readonly pack: TestPack;
  readonly at: number;
  readonly holder: Holder;
  readonly random: Random;
}

type Entries = readonly Uint8Array[];
type LogChange = (entries: Entries, at: number, random: Random) => Uint8Array[];

const replaced = (entries: Entries, at: number, entry: Uint8Array) => entries.map((e, i) => (i === at ? entry : e));
const entryOf = (entries: Entries, at: number) => entries[at] ?? new Uint8Array();

/** Attacks on the log itself. With keys, numbers and references of later records are made to fit before the head is signed. */
export const logChanges: Readonly<Record<string, LogChange>> = {
  'edit a record': (entries, at) =>
    changed(entries, at, (record) => Object.assign(record, { ts: '2026-10-01T08:00:00.000Z' })),
  'change one field': (entries, at, random) => {
    const paths = fieldPaths(recordOf(entryOf(entries, at)));
    const path = paths[random.between(0, paths.length - 1)] ?? ['id'];
    return changed(entries, at, (record) => mutateField(record, path));
  },
  'delete a record': (entries, at) => entries.filter((_, i) => i !== at),
  'insert a record, dated back': (entries, at) => [
    ...entries.slice(0, at),
    editEntry(entries[at], (record) => Object.assign(record, { id: testUlid(7) })),
    ...entries.slice(at),
  ],
  'swap two records': (entries, at) =>
    replaced(replaced(entries, at, entryOf(entries, at - 1)), at - 1, entryOf(entries, at)),
  'repeat a record here': (entries, at) => [
    ...entries.slice(0, at + 1),
    entryOf(entries, at),
    ...entries.slice(at + 1),
  ],
  'append the last leaf again': (entries) => [...entries, entryOf(entries, entries.length - 1)],
  'cut off the log here': (entries, at) => entries.slice(0, at),
  'put a node-shaped leaf here': (entries, at) => replaced(entries, at, new Uint8Array(65).fill(1)),
  'rewrite everything from here': (entries, at) =>
    rewriteLog(entries, (record, i) =>
      i < at ? undefined : Object.assign(record, { ts: '2026-10-01T09:00:00.000Z' }),
    ),
  'another log of the same origin': (entries) =>
    honestStory(entries.length, { writer: 'w-other', step: 900 }).ledger.entries.slice(),
  'an empty log': () => [],
};

function changed(entries: Entries, at: number, change: (record: Record<string, unknown>) => void): Uint8Array[] {
  return rewriteLog(entries, (record, i) => (i === at ? change(record) : undefined));
}

/** Carries out an attack on the log: the pack is written again as far as it can be. */
export async function attackLog(change: LogChange, { pack, at, holder, random }: AttackScene): Promise<Attacked> {
  const entries = change(pack.core.entries, at, random);
  const fitted = holder === 'store' ? entries : careFor(entries);
  // Making numbers fit can undo the change of a number: then the change stays as it is.
  const undone =
    fitted.length === pack.core.entries.length &&
    fitted.every((entry, i) => same(entry, entryOf(pack.core.entries, i)));
  const careful = undone ? entries : fitted;
  const ids = new Set(careful.map((entry) => /"id":"([0-9A-Z]{26})"/.exec(fromUtf8(entry) ?? '')?.[1]));
  const disclosures =
    holder === 'store'
      ? pack.core.disclosures
      : new Map([...pack.core.disclosures].filter(([record]) => ids.has(record)));
  return { files: await forge({ ...pack.core, disclosures }, careful, keysOf(pack, holder)) };
}

const same = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0;

function careFor(entries: Entries): Uint8Array[] {
  try {
    return renumberLog(entries);
  } catch {
    // An entry is no record: nothing can be made to fit.
    return [...entries];
  }
}

function keysOf({ ledger, now }: TestPack, holder: Holder): readonly TestKey[] | undefined {
  if (holder === 'store') return undefined;
  const witnesses = holder === '+ log key' ? [] : ['w-one', 'w-two'].map((name) => testWitness(name, now));
  return [ledger.logKey, ...witnesses];
}

/** Serves an older head that the log once signed and its witnesses cosigned, with the records it covers. */
export async function serveOldHead({ pack, at }: AttackScene): Promise<Attacked> {
  const entries = pack.core.entries.slice(0, Math.max(at, 2));
  // Its witnesses saw it when it was the newest one.
  const seen = Date.parse(String(recordOf(entryOf(pack.core.entries, entries.length - 1))['ts']));
  const core = { ...pack.core, checkpoint: await pack.ledger.checkpoint({ size: entries.length, at: seen }) };
  return { files: await forge(core, entries) };
}

/** Changes to the text of the head; the log stays as it is. Only what the holder of the store can do. */
export const headChanges: Readonly<Record<string, (note: string, pack: TestPack) => string | Promise<string>>> = {
  'strip the signature of the log': (note, { ledger }) => without(note, (name) => name === ledger.origin),
  'strip all signatures': (note) => without(note, () => true),
  'strip the witnesses': (note, { ledger }) => without(note, (name) => name !== ledger.origin),
  'a leading zero in the size': (note) => note.replace(/\n(\d+)\n/, '\n0$1\n'),
  'another size': (note) => note.replace(/\n(\d+)\n/, (_, size) => `\n${Number(size) + 1}\n`),
  'another origin': (note) => `x${note}`,
  'another root': (note) => note.replace(/\n[A-Za-z0-9+/]{43}=\n/, `\n${toBase64(new Uint8Array(32))}\n`),
  'an extension line': (note) => note.replace('\n\n', '\nextension\n\n'),
  'base64 for URLs': (note) => note.replaceAll('+', '-').replaceAll('/', '_'),
  'CR LF': (note) => note.replaceAll('\n', '\r\n'),
  'no last line feed': (note) => note.slice(0, -1),
  'a bad signature of a known key beside the good one': (note, { ledger }) => {
    const line = note.split('\n').find((one) => one.startsWith(`— ${ledger.origin} `)) ?? '';
    return `${note}${line.slice(0, -8)}AAAAAAA=\n`;
  },
  'a cosignature with another time': (note) => {
    const line = note.split('\n').find((one) => one.startsWith('— w-one ')) ?? '';
    const bytes = Buffer.from(line.slice('— w-one '.length), 'base64');
    bytes[11] = (bytes[11] ?? 0) + 1;
    return note.replace(line, `— w-one ${bytes.toString('base64')}`);
  },
  'cosigned by witnesses that are not listed': async (_, { core, ledger, now }) =>
    await signHead(ledger.origin, core.entries, [
      ledger.logKey,
      testWitness('w-three', now),
      testWitness('w-four', now),
    ]),
  'one witness under two names': async (_, { core, ledger, now }) =>
    await signHead(ledger.origin, core.entries, [
      ledger.logKey,
      testWitness('w-one', now),
      { ...testWitness('w-one', now), name: 'w-two' },
    ]),
};

function without(note: string, drop: (name: string) => boolean): string {
  return note.replace(/^— ([^ ]+) [^\n]*\n/gm, (line: string, name: string) => (drop(name) ? '' : line));
}

/** Hands out a pack with a changed head, the manifest written again. */
export async function attackHead(
  change: (note: string, pack: TestPack) => string | Promise<string>,
  { pack }: AttackScene,
): Promise<Attacked> {
  const checkpoint = await change(pack.core.checkpoint, pack);
  if (checkpoint === pack.core.checkpoint) throw new Error('the attack changed nothing');
  const files = new Map([...pack.files, ['12_integrity/checkpoint', utf8(checkpoint)] as const]);
  return { files: remanifest(files, { ...pack.core, checkpoint }) };
}
