/**
 * The operator's own check of a data folder: the tree is rebuilt from the records and held against every signed
 * checkpoint, against the published tiles and against what the signer remembers. It proves nothing to anybody else:
 * an evidence pack does that.
 */
import { join } from 'node:path';
import { equalBytes, fromUtf8, isRefusal, parseStrictJson, toHex } from '@remit/core';
import type { ParsedVkey } from '@remit/tlog';
import { createCompactRange, leafHash, openNote, parseCheckpoint, parseVkey, tilePath } from '@remit/tlog';
import { layoutOf } from '../files/layout.ts';
import { prunedBelow } from '../period/minimum-index.ts';
import { openTiles } from '../publish/open-tiles.ts';
import { tileContent, tilesOf } from '../publish/tile-content.ts';
import { openLedgerReader } from '../reader/open-reader.ts';
import { readState } from '../signer/state-file.ts';
import type { LedgerReader, StorePlace } from '../types.ts';

/** Width of a full tile. */
const FULL = 256;

export interface LedgerCheck {
  /** False when anything contradicts anything. */
  readonly ok: boolean;
  /** What was compared and what came out, a sentence each; problems first. */
  readonly says: string[];
}

/** Checks a data folder, beside a running server or at rest. Changes nothing. */
export async function checkLedger(dir: string, store?: StorePlace): Promise<LedgerCheck> {
  const pruned = prunedBelow(layoutOf(dir).logFolder);
  if (pruned > 0) return { ok: true, says: [prunedWords(pruned)] };
  const reader = openLedgerReader(dir, store);
  try {
    const keys = logKeys(reader);
    if (keys.length === 0) return { ok: false, says: ['The first record is not a genesis record with a log key.'] };
    const tree = await checkCheckpoints(reader, keys);
    const signer = checkSigner(dir, tree.roots);
    const tiles = checkTiles(dir, store, reader, tree.signed);
    const problems = [...tree.problems, ...signer.problems, ...tiles.problems];
    return { ok: problems.length === 0, says: [...problems, ...tree.says, ...signer.says, ...tiles.says] };
  } finally {
    reader.close();
  }
}

function prunedWords(pruned: number): string {
  return `The ${pruned} records of this log were pruned under a declared policy; its last head is kept. Packs made before show what it held.`;
}

interface Part {
  readonly problems: string[];
  readonly says: string[];
}

/** The keys that the records genesis and key.rotate name. Whoever could rewrite the log could rewrite that too; readers get it elsewhere. */
function logKeys(reader: LedgerReader): ParsedVkey[] {
  const keys: ParsedVkey[] = [];
  const entries = [...reader.entries(0, 1), ...reader.byType(['key.rotate'])];
  for (const { entry } of entries) {
    const json = parseStrictJson(fromUtf8(entry) ?? '');
    if (isRefusal(json)) continue;
    const { gen, rot } = Object(json.value) as { gen?: { vkey?: unknown }; rot?: { next?: unknown } };
    const vkey = gen?.vkey ?? rot?.next;
    const key = typeof vkey === 'string' ? parseVkey(vkey) : undefined;
    if (key !== undefined) keys.push(key);
  }
  return keys;
}

async function checkCheckpoints(
  reader: LedgerReader,
  keys: readonly ParsedVkey[],
): Promise<Part & { signed: number[]; roots: ReadonlyMap<number, Uint8Array> }> {
  const problems: string[] = [];
  const signed: number[] = [];
  const roots = new Map<number, Uint8Array>();
  const range = createCompactRange();
  for (const { size, note } of reader.checkpoints()) {
    for (const { entry } of reader.entries(range.size, size)) range.append(leafHash(entry));
    if (range.size !== size) {
      problems.push(
        `The checkpoint of size ${size} is signed but the log holds ${range.size} records: the end is missing.`,
      );
      break;
    }
    roots.set(size, range.root());
    signed.push(size);
    const opened = await openNote(note, keys);
    const checkpoint = opened.ok ? parseCheckpoint(opened.value.text) : opened;
    if (!checkpoint.ok) problems.push(`The checkpoint of size ${size} does not open: ${checkpoint.error}.`);
    else if (checkpoint.value.size !== size || !equalBytes(checkpoint.value.root, range.root()))
      problems.push(
        `The checkpoint of size ${size} was signed over another tree: records before ${size} were changed. Rebuilt root ${toHex(range.root())}.`,
      );
  }
  const says = [
    `${signed.length} checkpoints up to size ${signed.at(-1) ?? 0} were held against the tree of the ${reader.size()} records.`,
  ];
  return { problems, says, signed, roots };
}

function checkSigner(dir: string, roots: ReadonlyMap<number, Uint8Array>): Part {
  const state = readState(join(layoutOf(dir).signerFolder, 'state.json'));
  if (!state.ok) return { problems: [`The signer's state: ${state.error}.`], says: [] };
  if (state.value === undefined)
    return { problems: [], says: ['The signer is not on this machine or has signed nothing yet.'] };
  const { size, frontier } = state.value;
  const root = roots.get(size);
  if (root === undefined)
    return { problems: [], says: [`The signer is at size ${size}, ahead of the stored checkpoints.`] };
  const own = createCompactRange({ size, frontier }).root();
  return equalBytes(own, root)
    ? { problems: [], says: [`The signer's own tree of size ${size} has the same root.`] }
    : {
        problems: [
          `The signer's own tree of size ${size} has another root than the stored records: they were changed.`,
        ],
        says: [],
      };
}

function checkTiles(dir: string, store: StorePlace | undefined, reader: LedgerReader, signed: readonly number[]): Part {
  const folder = openTiles(layoutOf(dir), store);
  const problems: string[] = [];
  const tiles = tilesOf(signed.at(-1) ?? 0, signed);
  const readEntries = (first: number, end: number) => reader.entries(first, end);
  for (const tile of tiles) {
    // A full tile may have replaced a partial one since the checkpoints were read: the log may grow meanwhile.
    const stored = folder.readExact(tile) ?? folder.readExact({ ...tile, width: FULL });
    if (stored === undefined) {
      problems.push(`The published tile ${tilePath(tile)} is missing.`);
      continue;
    }
    // Lower tiles are checked before higher ones, so a higher one may be computed from the files.
    const content = tileContent(tile, readEntries, folder.readHashes);
    // Hashes and bundles both only grow at their end.
    if (!equalBytes(tile.width === FULL ? stored : stored.subarray(0, content.length), content))
      problems.push(`The published tile ${tilePath(tile)} differs from the records.`);
  }
  return { problems, says: [`${tiles.length} published tiles and entry bundles were compared.`] };
}
