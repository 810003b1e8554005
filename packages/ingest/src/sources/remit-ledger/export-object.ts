/**
 * The export of another Remit installation as an object to ingest: its records, one a line, in a file of their own. What the
 * batch names is the digest of these lines; the digest of the export itself stands with the finding.
 */
import { closeSync, existsSync, openSync, readSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Result } from '@remit/core';
import { ok } from '@remit/core';
import type { IntegrityFinding } from '../../ingest-types.ts';
import type { ReceivedObject } from '../../read/received-object.ts';
import { digestOf } from '../../read/received-object.ts';
import { unpackRemitLedger } from './unpack.ts';

/** First bytes of a zip archive (APPNOTE 4.3.7). */
const ZIP = Buffer.from('PK\u0003\u0004');
/** Where a pack, a data folder and a published log have checkpoint and tiles. */
const PLACES = ['12_integrity', 'log', ''];

/** True for a zip archive and for a folder that holds a checkpoint where a pack or a log has it. Throws when there is nothing at the path. */
export function isRemitExport(path: string): boolean {
  if (statSync(path).isDirectory())
    return PLACES.some((place) => ['checkpoint', 'tile/entries'].every((name) => existsSync(join(path, place, name))));
  const file = openSync(path, 'r');
  try {
    const head = Buffer.alloc(ZIP.length);
    return readSync(file, head, 0, head.length, 0) === head.length && head.equals(ZIP);
  } finally {
    closeSync(file);
  }
}

/** Writes the records into a file of `folder`. Errors say what is wrong with the export or with a key. */
export async function remitExportObject(
  path: string,
  options: { readonly vkeys: readonly string[]; readonly folder: string },
): Promise<Result<{ readonly object: ReceivedObject; readonly finding: IntegrityFinding }, string>> {
  const unpacked = await unpackRemitLedger(path, { vkeys: options.vkeys });
  if (!unpacked.ok) return unpacked;
  const { lines, integrity, why } = unpacked.value;
  const name = `${basename(path)}#records`;
  const file = join(options.folder, `${basename(path)}.jsonl`);
  writeFileSync(file, lines, { mode: 0o600 });
  const origin = statSync(path).isDirectory() ? '' : `; sha256 of the export ${await digestOf(path)}`;
  return ok({ object: { name, path: file }, finding: { integrity, why: `${why}${origin}` } });
}
