/** Follows symbolic links on this machine's file system, for upstreams that see the same one. */
import { lstatSync, realpathSync } from 'node:fs';
import { below, parentOf } from './derive/posix-path.ts';

/**
 * The place that an absolute path leads to: the nearest ancestor that exists is resolved, the rest is appended.
 * Undefined when that is not certain (no permission, a loop, a file in the place of a folder, a link that leads nowhere).
 */
export function followLinks(path: string): string | undefined {
  const missing: string[] = [];
  for (let at = path; ; at = parentOf(at)) {
    try {
      return missing.reduceRight(below, realpathSync.native(at));
    } catch (error) {
      if (codeOf(error) !== 'ENOENT' || at === '/' || isThere(at)) return undefined;
      missing.push(at.slice(at.lastIndexOf('/') + 1));
    }
  }
}

/** Threat: a link whose target is missing does not resolve, yet writing through it creates the target elsewhere. */
function isThere(path: string): boolean {
  try {
    lstatSync(path);
    return true;
  } catch (error) {
    return codeOf(error) !== 'ENOENT';
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
