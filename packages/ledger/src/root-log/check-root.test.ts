import { ed25519Signer, formatCheckpoint, parseVkey, rootOfEntries, signNote } from '@remit/tlog';
import { expect, it } from 'vitest';
import type { LogSide } from '../check/log-side.ts';
import { checkRoot } from './check-root.ts';

const rootKey = ed25519Signer('root.test/log', new Uint8Array(32).fill(1));
const region = ed25519Signer('east.test/log', new Uint8Array(32).fill(2));
const stranger = ed25519Signer('other.test/log', new Uint8Array(32).fill(3));
const keys = [rootKey, region].flatMap(({ vkey }) => parseVkey(vkey) ?? []);
const rows = (size: number, salt = '') =>
  Array.from({ length: size }, (_, i) => Buffer.from(`${i}${i < 2 ? '' : salt}`));

const head = async (key: typeof rootKey, entries: readonly Uint8Array[]) =>
  signNote(formatCheckpoint({ origin: key.name, size: entries.length, root: rootOfEntries(entries) }), [key]);

async function sideOf(key: typeof rootKey, entries: readonly Uint8Array[]): Promise<LogSide> {
  return {
    name: key.name,
    note: await head(key, entries),
    size: undefined,
    bundle: (n, width) => Promise.resolve(entries.slice(n * 256, n * 256 + width)),
  };
}

/** A root log over these heads, after its genesis record. */
async function rootOf(...heads: readonly Promise<string>[]): Promise<LogSide> {
  const notes = await Promise.all(heads);
  return sideOf(rootKey, [Buffer.from('{"t":"genesis"}'), ...notes.map((note) => Buffer.from(note))]);
}

it('[root.check] finds a fork, a rollback and an entry that no region signed, and with the log of a region a head that it does not continue', async () => {
  const east = (size: number, salt = '') => head(region, rows(size, salt));
  const logs = new Map([[region.name, await sideOf(region, rows(700))]]);
  const good = await rootOf(east(3), east(300), east(300), east(700));
  expect(await checkRoot({ root: good, keys, logs })).toEqual({
    ok: true,
    entries: 5,
    regions: [{ origin: 'east.test/log', heads: 4, size: 700, held: true }],
    problems: [],
  });
  const problemsOf = async (root: LogSide, held = logs) =>
    (await checkRoot({ root, keys, logs: held })).problems.map(({ entry, says }) => [entry, says.split(':')[0]]);
  const none = new Map<string, LogSide>();
  expect(await problemsOf(await rootOf(east(5), east(5, 'x')), none)).toEqual([
    [2, 'another root for size 5 than in entry 1'],
  ]);
  expect(await problemsOf(await rootOf(east(9), east(5)), none)).toEqual([
    [2, 'a head of size 5 after one of size 9 in entry 1'],
  ]);
  expect(await problemsOf(await rootOf(east(3), head(stranger, rows(3))), none)).toEqual([
    [2, 'no signed head of a known region'],
  ]);
  // Larger each time, and consistent with nothing: only the log itself can tell.
  const forked = await rootOf(east(3), east(400, 'x'), east(700));
  expect(await problemsOf(forked, none)).toEqual([]);
  expect(await problemsOf(forked)).toEqual([[2, 'the head of size 400 is not over the records that the log shows']]);
  expect(await problemsOf(await rootOf(east(300), east(701)))).toEqual([
    [2, 'a head of size 701, but the log shows 700 records'],
  ]);
  const altered: LogSide = { ...good, bundle: async (n, width) => (await good.bundle(n, width)).slice(1) };
  expect(await checkRoot({ root: altered, keys })).toMatchObject({ ok: false, entries: 0 });
});
