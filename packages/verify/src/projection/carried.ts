/**
 * Files of a pack that follow from nothing and that nothing rests on: the verifier as a page, and the shapes of records and
 * events for whoever writes a verifier. Carried as they are since the second rules; their digests stand in the manifest.
 */
import type { PackCore } from './pack-core.ts';
import { since } from './rules.ts';

/** Their paths. Nothing else may be carried that way. */
export const carriedPaths: readonly string[] = [
  'schemas/imported-event.schema.json',
  'schemas/record.schema.json',
  'verify.html',
];

/** The carried files of a pack, for those of {@link carriedPaths} that there are. */
export function carriedFiles({ carried, rules }: PackCore): [string, Uint8Array][] {
  return since(2, rules) ? filesAt(carried) : [];
}

/** The carried files among the files of a pack. */
export function readCarried(files: ReadonlyMap<string, Uint8Array>): ReadonlyMap<string, Uint8Array> {
  return new Map(filesAt(files));
}

function filesAt(files: ReadonlyMap<string, Uint8Array> | undefined): [string, Uint8Array][] {
  return carriedPaths.flatMap((path): [string, Uint8Array][] => {
    const bytes = files?.get(path);
    return bytes === undefined ? [] : [[path, bytes]];
  });
}
