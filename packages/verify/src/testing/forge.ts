/** Forged packs: what someone who controls the store, and perhaps the log key, can make. For tests only. */

import { fromUtf8, toBase64Url, utf8 } from '@remit/core';
import { formatCheckpoint, leafHash, signNote } from '@remit/tlog';
import { bytesOf } from '../pack/file-content.ts';
import { assemblePack } from '../projection/assemble.ts';
import { logFiles, readerOf, rootOf } from '../projection/integrity-files.ts';
import { manifestOf } from '../projection/manifest.ts';
import type { PackCore } from '../projection/pack-core.ts';
import { paths } from '../projection/pack-core.ts';
import type { TestKey } from './ledger.ts';

/**
 * A pack over other entries. Everything that follows from them is written again where the entries are still records;
 * otherwise the tiles, the checkpoint and the manifest are. With `keys` the head is signed anew; without, `core.checkpoint`
 * is kept.
 */
export async function forge(
  core: PackCore,
  entries: readonly Uint8Array[],
  keys?: TestKey | readonly TestKey[],
): Promise<Map<string, Uint8Array>> {
  const inputs = { ...core.inputs, size: entries.length };
  const checkpoint = keys === undefined ? core.checkpoint : await signHead(inputs.origin, entries, keys);
  const changed = { ...core, inputs, entries, checkpoint };
  const assembled = assemblePack(changed);
  return assembled.ok ? new Map(assembled.value.files) : patch(core, changed);
}

/** Signs the head of the entries with these keys and no others. */
export function signHead(
  origin: string,
  entries: readonly Uint8Array[],
  keys: TestKey | readonly TestKey[],
): Promise<string> {
  const root = rootOf(entries.length, readerOf(entries));
  return signNote(formatCheckpoint({ origin, size: entries.length, root }), 'name' in keys ? [keys] : keys);
}

function patch(core: PackCore, changed: PackCore): Map<string, Uint8Array> {
  const honest = assemblePack(core);
  if (!honest.ok) throw new Error('the honest material must assemble');
  const files = new Map([...honest.value.files].filter(([path]) => !path.startsWith(paths.logFile('tile/'))));
  for (const [path, bytes] of logFiles(changed.entries, readerOf(changed.entries))) files.set(path, bytesOf(bytes));
  files.set(paths.checkpoint, utf8(changed.checkpoint));
  return remanifest(files, changed);
}

/** Writes the manifest again over files that were changed. */
export function remanifest(files: Map<string, Uint8Array>, core: PackCore): Map<string, Uint8Array> {
  files.delete(paths.manifest);
  const sorted = new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
  files.set(paths.manifest, utf8(`${JSON.stringify(manifestOf(sorted, core), null, 2)}\n`));
  return files;
}

/**
 * The whole log with every record changed and every `cause` pointing at the changed records: what a careful holder of the
 * log key would write.
 */
export function rewriteLog(
  entries: readonly Uint8Array[],
  change: (record: Record<string, unknown>, index: number) => void,
): Uint8Array[] {
  const leaves = new Map<string, string>();
  return entries.map((entry, index) => {
    const rewritten = editEntry(entry, (record) => {
      change(record, index);
      const cause: unknown = record['cause'];
      if (Array.isArray(cause)) record['cause'] = cause.map((leaf: string) => leaves.get(leaf) ?? leaf);
    });
    leaves.set(toBase64Url(leafHash(entry)), toBase64Url(leafHash(rewritten)));
    return rewritten;
  });
}

/**
 * The log with the numbers of writers and sessions dense again and every `cause` pointing at an earlier record or gone: what
 * someone writes who deletes or inserts records and wants no other check to notice.
 */
export function renumberLog(entries: readonly Uint8Array[]): Uint8Array[] {
  const next = new Map<string, number>();
  const leaves = new Map<string, string>();
  return entries.map((entry) => {
    const rewritten = editEntry(entry, (record) => {
      for (const of of ['w', 's']) {
        const sequence = record[of];
        if (typeof sequence !== 'object' || sequence === null || !('id' in sequence)) continue;
        const name = `${of} ${String(sequence.id)}`;
        const n = next.get(name) ?? 0;
        Object.assign(sequence, { n });
        next.set(name, n + 1);
      }
      const cause: unknown = record['cause'];
      if (Array.isArray(cause)) record['cause'] = cause.flatMap((leaf: string) => leaves.get(leaf) ?? []);
    });
    leaves.set(toBase64Url(leafHash(entry)), toBase64Url(leafHash(rewritten)));
    return rewritten;
  });
}

/** An entry with one member changed: `change` gets the parsed record. The bytes are canonical again. */
export function editEntry(
  entry: Uint8Array | undefined,
  change: (record: Record<string, unknown>) => void,
): Uint8Array {
  // A test log holds only records: JSON objects.
  const record = JSON.parse(fromUtf8(entry ?? new Uint8Array()) ?? '{}') as Record<string, unknown>;
  change(record);
  return utf8(JSON.stringify(sortKeys(record)));
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sortKeys(item)]),
  );
}
