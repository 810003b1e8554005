/** Whatever a log serves, a copy that is complete holds what the head was signed over, byte for byte. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootOfEntries, tilePath, tilesOfTree } from '@remit/tlog';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { tileContent } from '../../publish/tile-content.ts';
import { tileFolder } from '../../publish/tile-folder.ts';
import { copyLog } from './copy-log.ts';

const entryAt = (i: number) => Buffer.from(`entry ${i} `.repeat(1 + (i % 3)));
const readEntries = (first: number, end: number) =>
  Array.from({ length: end - first }, (_, i) => ({ entry: entryAt(first + i) }));

it('[mirror.refuses] of files altered anywhere, nothing wrong is ever counted as copied', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 800 }),
      fc.integer({ min: 0, max: 800 }),
      fc.array(fc.record({ file: fc.nat(), at: fc.nat(), value: fc.constantFrom('flip', 'cut', 'grow', 'drop') }), {
        maxLength: 3,
      }),
      async (size, start, changes) => {
        const dir = mkdtempSync(join(tmpdir(), 'remit-copy-'));
        try {
          const tiles = tilesOfTree(size);
          const truth = new Map(tiles.map((tile) => [tilePath(tile), tileContent(tile, readEntries, () => undefined)]));
          const served = new Map(truth);
          const paths = [...truth.keys()];
          for (const { file, at, value } of changes) {
            const path = paths[file % paths.length] ?? '';
            const bytes = served.get(path) ?? new Uint8Array();
            if (value === 'drop' || bytes.length === 0) served.delete(path);
            else if (value === 'cut') served.set(path, bytes.slice(0, at % bytes.length));
            else if (value === 'grow') served.set(path, Buffer.concat([bytes, Buffer.alloc(1 + (at % 40))]));
            else
              served.set(
                path,
                Uint8Array.from(bytes, (byte, i) => (i === at % bytes.length ? byte ^ 0x10 : byte)),
              );
          }
          const folder = tileFolder(dir);
          let saved = 0;
          const progress = {
            get size() {
              return saved;
            },
            save(next: number) {
              saved = next;
            },
          };
          const bring = (files: ReadonlyMap<string, Uint8Array>, to: number) =>
            copyLog({
              read: (tile) => Promise.resolve(files.get(tilePath(tile))),
              folder,
              progress,
              head: { size: to, root: rootOfEntries(readEntries(0, to).map(({ entry }) => entry)) },
              stopped: () => false,
            });
          // Some of it is copied from an honest smaller tree first.
          const from = start % (size + 1);
          const early = new Map(
            tilesOfTree(from).map((tile) => [tilePath(tile), tileContent(tile, readEntries, () => undefined)]),
          );
          expect((await bring(early, from)).ok).toBe(true);
          const copied = await bring(served, size);
          expect(copied.ok).toBe(saved === size);
          if (changes.length === 0) expect(copied.ok).toBe(true);
          if (!copied.ok) return;
          for (const tile of tiles)
            expect(Buffer.from(folder.readExact(tile) ?? '')).toEqual(Buffer.from(truth.get(tilePath(tile)) ?? ''));
        } finally {
          rmSync(dir, { recursive: true, force: true });
        }
      },
    ),
    { numRuns: 25 },
  );
});
