/** Published tiles: the same bytes whether the log grew into them or they were rebuilt, and never another root. */
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ed25519Signer,
  encodeHashTile,
  formatCheckpoint,
  hashReaderFromLeaves,
  leafHash,
  parseTilePath,
  rootOfEntries,
  signNote,
  tilesOfTree,
} from '@remit/tlog';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { filesBelow } from '../test-support/check-log.ts';
import { withCosignature } from './cosigned-note.ts';
import { createPublisher } from './publisher.ts';
import { tileContent, tilesOf } from './tile-content.ts';
import { tileFolder } from './tile-folder.ts';

const folders: string[] = [];
afterEach(() => {
  for (const dir of folders.splice(0)) rmSync(dir, { recursive: true, force: true });
});

const log = ed25519Signer('publish.test/log', new Uint8Array(32).fill(3));
const all = Array.from({ length: 70_000 }, (_, i) => Buffer.from(`entry ${i}`));
const noteOf = (size: number) =>
  signNote(formatCheckpoint({ origin: log.name, size, root: rootOfEntries(all.slice(0, size)) }), [log]);

/** A publisher over entries in memory. */
function lab(entries: readonly Uint8Array[] = all) {
  const dir = mkdtempSync(join(tmpdir(), 'remit-publish-'));
  folders.push(dir);
  const notes = new Map<number, string>();
  const folder = tileFolder(dir);
  const make = () =>
    createPublisher({
      folder,
      *readEntries(first, end) {
        for (let i = first; i < Math.min(end, entries.length); i++) yield { entry: entries[i] ?? Buffer.alloc(0) };
      },
      checkpoints: {
        putCheckpoint: (size, note) => void notes.set(size, note),
        checkpointSizes: () => [...notes.keys()].sort((a, b) => a - b),
        checkpointAt: (size) => notes.get(size),
      },
    });
  return { dir, folder, make, notes };
}

describe('tiles', () => {
  it('[ledger.tiles] hold what the tree library computes from the leaves, on every level', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_500 }), (size) => {
        const read = hashReaderFromLeaves(all.slice(0, size).map(leafHash));
        for (const tile of tilesOfTree(size)) {
          if (tile.level === 'entries') continue;
          const content = tileContent(
            tile,
            (first, end) => all.slice(first, end).map((entry) => ({ entry })),
            () => undefined,
          );
          expect(Buffer.from(content).equals(encodeHashTile({ ...tile, level: tile.level }, read))).toBe(true);
        }
      }),
      { numRuns: 12 },
    );
  });

  it('[ledger.tiles] of size 70,000: 273 full and a partial of 112, one full and 17, and width 1 on top', () => {
    const hashTiles = tilesOf(70_000, [70_000]).filter(({ level }) => level !== 'entries');
    const widths = (level: number) => hashTiles.filter((tile) => tile.level === level).map(({ width }) => width);
    expect(widths(0)).toEqual([...Array.from({ length: 273 }, () => 256), 112]);
    expect(widths(1)).toEqual([256, 17]);
    expect(widths(2)).toEqual([1]);
  });

  it('[ledger.tiles] partial tiles of earlier checkpoints stay until the full tile replaces them', () => {
    expect(tilesOf(260, [3, 200, 258, 260]).map(({ level, n, width }) => `${level}/${n}/${width}`)).toEqual([
      'entries/0/256',
      'entries/1/2',
      'entries/1/4',
      '0/0/256',
      '0/1/2',
      '0/1/4',
      '1/0/1',
    ]);
  });
});

describe('the publisher', () => {
  it('[ledger.tiles-rebuilt] gives the same files by growth and by a rebuild from the entries', async () => {
    const grown = lab();
    const publisher = grown.make();
    for (const size of [2, 3, 255, 256, 257, 300, 511, 700, 1_030])
      expect(await publisher.publish(size, await noteOf(size))).toMatchObject({ ok: true });
    const rebuilt = lab();
    for (const [size, note] of grown.notes) rebuilt.notes.set(size, note);
    const repaired = await rebuilt.make().repair({ size: 1_030, note: await noteOf(1_030) });
    expect(repaired).toMatchObject({ ok: true, value: [expect.stringContaining('tile files were written')] });
    expect(filesBelow(rebuilt.dir)).toEqual(filesBelow(grown.dir));
    // Nothing else lies there: a checkpoint and tiles whose names are tile paths.
    const names = [...filesBelow(grown.dir).keys()];
    expect(names.filter((name) => name !== 'checkpoint' && parseTilePath(name) === undefined)).toEqual([]);
    expect(names).toContain('tile/entries/004.p/6');
    expect(existsSync(join(grown.dir, 'tile/0/000.p'))).toBe(false);
  });

  it('[ledger.tiles-rebuilt] repairs what is missing, torn or changed, and leaves the rest alone', async () => {
    const { dir, make } = lab();
    await make().publish(600, await noteOf(600));
    const before = filesBelow(dir);
    rmSync(join(dir, 'tile/entries/000'));
    writeFileSync(join(dir, 'tile/0/001'), before.get('tile/0/001')?.subarray(0, 100) ?? '');
    writeFileSync(join(dir, 'tile/1/000.p/2'), Buffer.alloc(64));
    rmSync(join(dir, 'checkpoint'));
    const publisher = make();
    const repaired = await publisher.repair({ size: 600, note: await noteOf(600) });
    expect(repaired).toMatchObject({
      ok: true,
      value: ['3 missing or damaged tile files were written from the database.'],
    });
    expect(filesBelow(dir)).toEqual(before);
    expect(publisher.size).toBe(600);
    expect(await publisher.repair({ size: 600, note: await noteOf(600) })).toMatchObject({ ok: true, value: [] });
  });

  it('[ledger.publish-own-root] shows no checkpoint whose root the entries do not give', async () => {
    const changed = all.slice(0, 20).map((entry, i) => (i === 7 ? Buffer.from('changed') : entry));
    const { dir, make } = lab(changed);
    const publisher = make();
    expect(await publisher.publish(5, await noteOf(5))).toMatchObject({ ok: true });
    expect(await publisher.publish(20, await noteOf(20))).toMatchObject({
      ok: false,
      error: expect.stringContaining('do not give the root that the signer signed at size 20') as unknown,
    });
    expect(publisher.size).toBe(5);
    expect(filesBelow(dir).get('checkpoint')?.toString()).toBe(await noteOf(5));
    expect(await make().repair({ size: 20, note: await noteOf(20) })).toMatchObject({ ok: false });
  });

  it('[ledger.cosignatures-kept] shows cosignatures with the newest checkpoint only, and keeps them all', async () => {
    const { dir, make, notes } = lab();
    const publisher = make();
    await publisher.publish(5, await noteOf(5));
    await publisher.publish(9, await noteOf(9));
    await publisher.cosigned(5, `${await noteOf(5)}late\n`, 1);
    expect(filesBelow(dir).get('checkpoint')?.toString()).toBe(await noteOf(9));
    await publisher.cosigned(9, `${await noteOf(9)}line\n`, 1);
    expect(filesBelow(dir).get('checkpoint')?.toString()).toBe(`${await noteOf(9)}line\n`);
    expect([...notes.values()]).toEqual([`${await noteOf(5)}late\n`, `${await noteOf(9)}line\n`]);
    expect(readdirSync(dir).sort()).toEqual(['checkpoint', 'tile']);
  });
});

describe('cosigned notes', () => {
  const line = (name: string, key: number, body: number) =>
    `— ${name} ${Buffer.from([key, key, key, key, ...Array.from({ length: 72 }, () => body)]).toString('base64')}`;

  it('[ledger.cosignatures-kept] hold one line for each key, the newest', async () => {
    const note = await noteOf(5);
    const one = withCosignature(note, line('w1', 1, 1));
    const two = withCosignature(one?.note ?? '', line('w2', 2, 1));
    const again = withCosignature(two?.note ?? '', line('w1', 1, 9));
    expect(again).toEqual({ note: `${note}${line('w2', 2, 1)}\n${line('w1', 1, 9)}\n`, cosigners: 2 });
    expect(withCosignature('no note', line('w1', 1, 1))).toBeUndefined();
  });
});
