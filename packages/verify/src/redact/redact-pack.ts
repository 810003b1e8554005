/**
 * The redacted variant of a pack: the same report for readers who shall not see persons and contexts. It follows from the
 * full pack alone, byte for byte, so whoever holds both can check that nothing else was changed.
 */
import { sha256, toHex, utf8 } from '@remit/core';
import type { FileContent } from '../pack/file-content.ts';
import { bytesOf, digestOf, keepDeflated, sizeOf } from '../pack/file-content.ts';
import { contentsOf, packFiles } from '../pack/pack-files.ts';
import { COMMITTED_MEMBERS, redactFile } from './redact-content.ts';
import { isWithheld, redactorOf } from './redaction-key.ts';

/** Path of the statement in a redacted pack: what was taken out, and of which pack it is a variant. */
export const REDACTION_PATH = '00_REDACTION.json';

/** Not carried over: they are about the full pack and lead astray in this one. */
const LEFT_OUT = ['00_README.html', 'verify.mjs', 'VERIFY.md'];

/** Makes the redacted variant of a full pack. Deterministic. One large file is in memory at a time. */
export function redactPack(files: ReadonlyMap<string, Uint8Array>): ReadonlyMap<string, Uint8Array> {
  const redactor = redactorOf(files);
  const kept = new Map<string, FileContent>();
  const changed: { path: string; handles: number; members: number; fullSha256: string }[] = [];
  const removed: { path: string; sha256: string; bytes: number }[] = [];
  for (const [path, content] of contentsOf(files)) {
    if (isWithheld(path) || LEFT_OUT.includes(path)) {
      removed.push({ path, sha256: digestOf(content), bytes: sizeOf(content) });
      continue;
    }
    // The manifest and its signature stay as they are: they are the link to the full pack.
    const redacted = path.startsWith('03_manifest.') ? undefined : redactFile(path, bytesOf(content), redactor);
    const differs = redacted !== undefined && redacted.handles + redacted.members > 0;
    kept.set(path, redacted === undefined ? content : keepDeflated(redacted.bytes));
    if (differs)
      changed.push({ path, handles: redacted.handles, members: redacted.members, fullSha256: digestOf(content) });
  }
  kept.set(REDACTION_PATH, statement(files, kept, changed, removed));
  return packFiles([...kept].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** True when `redacted` is exactly what the full pack gives; otherwise the paths that differ. */
export function redactionProblems(
  full: ReadonlyMap<string, Uint8Array>,
  redacted: ReadonlyMap<string, Uint8Array>,
): string[] {
  const expected = contentsOf(redactPack(full));
  const given = contentsOf(redacted);
  const same = (path: string) =>
    digestOf(expected.get(path) ?? new Uint8Array()) === digestOf(given.get(path) ?? new Uint8Array());
  return [...new Set([...expected.keys(), ...given.keys()])]
    .filter((path) => expected.has(path) !== given.has(path) || !same(path))
    .sort();
}

function statement(
  full: ReadonlyMap<string, Uint8Array>,
  kept: ReadonlyMap<string, FileContent>,
  changed: readonly object[],
  removed: readonly object[],
): Uint8Array {
  const manifest = full.get('03_manifest.json') ?? new Uint8Array();
  const content = {
    schema: 'remit.redaction/1',
    says: 'This is a redacted variant of an evidence pack. Nothing here is legal advice. It cannot be verified without the full pack, except for the checkpoint, the hash tiles and the signature of the manifest.',
    of: { path: '03_manifest.json', sha256: toHex(sha256(manifest)) },
    how: {
      handles:
        'Each handle of a person is replaced by r_ and HMAC-SHA-256 of the handle: the same person has the same word in the whole variant.',
      members: `In traces the members ${COMMITTED_MEMBERS.join(', ')} are replaced by c_ and HMAC-SHA-256 of path and value.`,
      key: 'The key is SHA-256 over the withheld files of the full pack, so that only who has the full pack can make the variant again or open a commitment.',
      check: 'node verify.mjs FULL --trust FILE --redacted THIS',
    },
    changed,
    removed,
    files: [...kept].map(([path, content]) => ({ path, sha256: digestOf(content), bytes: sizeOf(content) })),
  };
  return utf8(`${JSON.stringify(content, null, 2)}\n`);
}
