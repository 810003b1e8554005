/**
 * Digests and log files in a folder that was copied from S3: the root of a bucket, or a folder that holds buckets by name.
 * The one part of the check that opens files.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { isLogKey, parseDigestName } from './digest-name.ts';
import type { ObjectPlace } from './digest-report.ts';
import type { DigestStore, StoredDigest } from './digest-store.ts';
import type { Sidecar } from './metadata-sidecar.ts';
import { parseSidecar, SIDECAR } from './metadata-sidecar.ts';

/** Opens a folder. Throws what reading it throws. `at` is where the folder stood in S3, as the operator declares it. */
export function openDigestFolder(options: {
  readonly dir: string;
  readonly at?: { readonly bucket: string; readonly prefix: string };
}): DigestStore {
  const { dir, at } = options;
  const paths = new Set(listFiles(dir));
  const wanted = new Set([...paths].filter((path) => isLogKey(withGz(path))));
  const read = (path: string) => readFileSync(join(dir, path));
  const sidecarOf = (path: string): Sidecar | undefined =>
    paths.has(path + SIDECAR) ? parseSidecar(read(path + SIDECAR).toString('utf8')) : undefined;
  const digests: StoredDigest[] = [];
  for (const path of paths) {
    if (path.endsWith(SIDECAR)) continue;
    const sidecar = sidecarOf(path);
    const places = sidecar?.original === undefined ? placesOf(path, at) : [sidecar.original];
    const isDigest = places.some(({ key }) => parseDigestName(key) !== undefined) || path.includes('CloudTrail-Digest');
    if (!isDigest && sidecar?.metadata.signature === undefined) continue;
    digests.push({
      places,
      declared: at !== undefined || sidecar?.original !== undefined,
      ...(sidecar === undefined ? {} : { metadata: sidecar.metadata }),
      read: () => read(path),
    });
  }
  return {
    digests,
    readLog(place) {
      // Threat: keys come from a file that anyone may have written. Only paths that were listed are opened.
      const path = pathsFor(place, at).find((candidate) => paths.has(candidate));
      if (path === undefined) return undefined;
      wanted.delete(path);
      return read(path);
    },
    unread: () => [...wanted].sort(),
  };
}

/** True for a digest by its path, and for the metadata beside it. Neither holds events. */
export function isOfDigest(path: string): boolean {
  return parseDigestName(withGz(path.endsWith(SIDECAR) ? path.slice(0, -SIDECAR.length) : path)) !== undefined;
}

type At = { readonly bucket: string; readonly prefix: string } | undefined;

function listFiles(dir: string): string[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(dir, sep).length).split(sep).join('/'))
    .sort();
}

// Files that were unpacked lost the ending that their key has.
function withGz(path: string): string {
  return path.endsWith('.json') ? `${path}.gz` : path;
}

function placesOf(path: string, at: At): ObjectPlace[] {
  const key = withGz(path);
  if (at !== undefined) return [{ bucket: at.bucket, key: at.prefix + key }];
  const slash = key.indexOf('/');
  return [{ key }, ...(slash < 0 ? [] : [{ bucket: key.slice(0, slash), key: key.slice(slash + 1) }])];
}

function pathsFor({ bucket, key }: Required<ObjectPlace>, at: At): string[] {
  const path =
    at === undefined ? key : at.bucket === bucket && key.startsWith(at.prefix) ? key.slice(at.prefix.length) : '';
  const both = at === undefined ? [`${bucket}/${path}`, path] : [path];
  return both.flatMap((candidate) => [candidate, candidate.replace(/\.gz$/, '')]);
}
