/** Logs that other implementations wrote: read, rebuilt byte for byte, and signed again with the published test key. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { toBase64, toHex, utf8 } from '@remit/core';
import { sharedFolder } from '@remit/testing/shared-data';
import { describe, expect, it } from 'vitest';
import { formatCheckpoint, parseCheckpoint } from './checkpoint.ts';
import { createCompactRange } from './compact-range.ts';
import { decodeEntryBundle, encodeEntryBundle } from './entry-bundle.ts';
import { leafHash } from './hash.ts';
import { ed25519Signer, parseVkey } from './keys.ts';
import { openNote, signNote } from './note.ts';
import { verifyConsistency, verifyInclusion } from './proof.ts';
import { consistencyProof, hashReaderFromLeaves, inclusionProof, treeRoot } from './prove.ts';
import { encodeHashTile, hashReaderFromTiles, tilePath, tilesOfTree } from './tiles.ts';

const tessera = sharedFolder('vectors', 'transparency-dev-tessera', 'log');
const mirror = sharedFolder(
  'vectors/sunlight/witness/mirror/000de184301123b9278c086a7d9f68c9577e83872224c197058fd90784ea9706',
);

const ORIGIN = 'example.com/log/testdata';
const VKEY = 'example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx';
// Published test key (transparency-dev/tessera testdata/build_log.sh): type byte and seed.
const SEED = Buffer.from('AeymY/SZAX0jZcJ8enZ5FY1Dz+wTML2yWSkK+9DSF3eg', 'base64').subarray(1);
const ENTRIES = 'one two three four five six seven eit nain ten ileven twelf threeten fourten fivten'
  .split(' ')
  .map(utf8);

describe('a whole log of Tessera', () => {
  it.skipIf(tessera === undefined)(
    '[tlog.tessera] 16/16 checkpoints verify and are signed again byte for byte (skipped without ../shared/vectors)',
    async () => {
      const verifier = parseVkey(VKEY);
      const signer = ed25519Signer(ORIGIN, SEED);
      expect(signer.vkey).toBe(VKEY);
      if (verifier === undefined) throw new Error('the published vkey was refused');
      const range = createCompactRange();
      let right = 0;
      for (let size = 0; size <= 15; size++) {
        const entry = ENTRIES[size - 1];
        if (entry !== undefined) range.append(leafHash(entry));
        const note = readFileSync(join(tessera ?? '', `checkpoint.${size}`), 'utf8');
        const opened = await openNote(note, [verifier]);
        const read = opened.ok ? parseCheckpoint(opened.value.text) : opened;
        const expected = { origin: ORIGIN, size, root: range.root() };
        expect(read).toEqual({ ok: true, value: { ...expected, extensions: [] } });
        expect(await signNote(formatCheckpoint(expected), [signer])).toBe(note);
        right += 1;
      }
      console.log(`Tessera checkpoints ${right}/16`);
      expect(right).toBe(16);
      expect(toBase64(range.root())).toBe('rKbDipCvhuX1GZ7g5BBe8sA6BbJ7ja/1nk427v383cs=');
    },
  );

  it.skipIf(tessera === undefined)(
    '[tlog.tessera] 30/30 tiles and bundles rebuilt, each size continues to 15 (skipped without ../shared/vectors)',
    () => {
      const log = tessera ?? '';
      const read = hashReaderFromLeaves(ENTRIES.map(leafHash));
      let files = 0;
      for (let size = 1; size <= 15; size++) {
        for (const tile of tilesOfTree(size)) {
          const ours =
            tile.level === 'entries'
              ? encodeEntryBundle(ENTRIES.slice(0, size))
              : encodeHashTile({ ...tile, level: tile.level }, read);
          expect(toHex(readFileSync(join(log, tilePath(tile))))).toBe(toHex(ours));
          files += 1;
        }
        const bundle = readFileSync(join(log, tilePath({ level: 'entries', n: 0, width: size })));
        expect(decodeEntryBundle(bundle)?.map(toHex)).toEqual(ENTRIES.slice(0, size).map(toHex));
        const consistent = verifyConsistency({
          size1: BigInt(size),
          size2: 15n,
          root1: treeRoot(size, hashReaderFromLeaves(ENTRIES.slice(0, size).map(leafHash))),
          root2: treeRoot(15, read),
          proof: consistencyProof(size, 15, read),
        });
        expect(consistent).toBe(true);
      }
      console.log(`Tessera tiles and bundles ${files}/30`);
      expect(files).toBe(30);
    },
  );
});

describe('a mirrored log of Sunlight', () => {
  it.skipIf(mirror === undefined)(
    '[tlog.tiles] 300 entries: 3/3 tiles rebuilt, every entry proved from the tiles (skipped without ../shared/vectors)',
    () => {
      const base = mirror ?? '';
      const leaves = Array.from({ length: 300 }, (_, i) => leafHash(utf8(`record ${i}`)));
      const read = hashReaderFromLeaves(leaves);
      const root = treeRoot(300, read);
      expect(toBase64(root)).toBe('gw31yQrqZZCcEOPrzX+bpy3nJ6QgngTKn8G1m0i62uU=');
      const tiles = tilesOfTree(300).flatMap((t) => (t.level === 'entries' ? [] : [{ ...t, level: t.level }]));
      expect(tiles.map(tilePath)).toEqual(['tile/0/000', 'tile/0/001.p/44', 'tile/1/000.p/1']);
      for (const tile of tiles)
        expect(toHex(readFileSync(join(base, tilePath(tile))))).toBe(toHex(encodeHashTile(tile, read)));
      const files = new Map(tiles.map((tile) => [tilePath(tile), readFileSync(join(base, tilePath(tile)))]));
      const stored = hashReaderFromTiles((tile) => files.get(tilePath(tile)), 300);
      const proved = leaves.filter((leaf, i) =>
        verifyInclusion({
          index: BigInt(i),
          size: 300n,
          leafHash: leaf,
          proof: inclusionProof(i, 300, stored),
          root,
        }),
      );
      console.log(`Sunlight tiles ${tiles.length}/3, entries proved ${proved.length}/300`);
      expect(proved).toHaveLength(300);
    },
  );
});
