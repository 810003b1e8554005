/** What must hold for every log at rest, whatever happened to it. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { equalBytes } from '@remit/core';
import { createCompactRange, decodeEntryBundle, leafHash, openNote, parseCheckpoint, parseVkey } from '@remit/tlog';
import { openLedgerReader } from '../reader/open-reader.ts';
import type { StorePlace } from '../types.ts';
import { parseEntry, storeOf } from './ledger-lab.ts';

/** Size and the ids in index order of a log that passed. */
export interface CheckedLog {
  readonly size: number;
  readonly ids: readonly string[];
}

/**
 * Throws unless: indexes are dense from 0, every writer's sequence is dense from 0, every stored checkpoint is signed
 * by the genesis key and gives the root of the entries at its size, and the published bundles hold the same entries.
 */
export async function checkLog(dir: string, store: StorePlace | undefined = storeOf(dir)): Promise<CheckedLog> {
  const reader = openLedgerReader(dir, store);
  try {
    const range = createCompactRange();
    const roots = new Map<number, Uint8Array>();
    const wanted = new Set([...reader.checkpoints()].map(({ size }) => size));
    const next = new Map<string, number>();
    const ids: string[] = [];
    let vkey = '';
    for (const { index, entry } of reader.entries(0, Number.MAX_SAFE_INTEGER)) {
      if (index !== range.size) throw new Error(`index ${index} follows ${range.size - 1}`);
      const record = parseEntry(entry);
      if (index === 0 && record.t === 'genesis') vkey = record.gen.vkey;
      const n = next.get(record.w.id) ?? 0;
      if (record.w.n !== n) throw new Error(`writer ${record.w.id} jumps from ${n - 1} to ${record.w.n} at ${index}`);
      next.set(record.w.id, n + 1);
      ids.push(record.id);
      range.append(leafHash(entry));
      if (wanted.has(range.size)) roots.set(range.size, range.root());
    }
    const key = parseVkey(vkey);
    if (key === undefined) throw new Error('the log does not start with a genesis record');
    for (const { size, note } of reader.checkpoints()) {
      const opened = await openNote(note, [key]);
      if (!opened.ok) throw new Error(`checkpoint ${size}: ${opened.error}`);
      const checkpoint = parseCheckpoint(opened.value.text);
      if (!checkpoint.ok || checkpoint.value.size !== size) throw new Error(`checkpoint ${size} is of another size`);
      if (!equalBytes(checkpoint.value.root, roots.get(size) ?? new Uint8Array()))
        throw new Error(`checkpoint ${size} has another root than the entries`);
    }
    checkBundles(
      dir,
      [...reader.entries(0, range.size)].map(({ entry }) => entry),
    );
    return { size: range.size, ids };
  } finally {
    reader.close();
  }
}

function checkBundles(dir: string, entries: readonly Uint8Array[]): void {
  const folder = join(dir, 'log', 'tile', 'entries');
  if (!existsSync(folder)) return;
  for (const [path, bytes] of filesBelow(folder)) {
    const match = /^(\d{3})(?:\.p\/(\d+))?$/.exec(path);
    const first = Number(match?.[1]) * 256;
    const bundle = decodeEntryBundle(bytes) ?? [];
    if (bundle.length !== Number(match?.[2] ?? 256)) throw new Error(`bundle ${path} holds ${bundle.length} entries`);
    for (const [i, entry] of bundle.entries())
      if (!equalBytes(entry, entries[first + i] ?? new Uint8Array())) throw new Error(`bundle ${path} differs at ${i}`);
  }
}

/** Relative path -> content of all files below a folder. */
export function filesBelow(folder: string): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const path = join(folder, name);
    if (statSync(path).isFile()) files.set(name, readFileSync(path));
  }
  return files;
}
