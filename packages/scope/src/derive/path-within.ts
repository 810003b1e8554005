/**
 * The `path-within` condition: the path, read lexically and with its symbolic links followed, is inside a root.
 *
 * Limits: a link can be changed between the decision and the moment the upstream opens the path, and bind mounts and
 * hard links are not seen. Give the upstream its own allowed folders as well.
 */
import type { LeafCondition } from '../declared-scope.ts';
import type { PosixPath } from './posix-path.ts';
import { below, isNormalPath, isWithin, parentOf, readPosixPath } from './posix-path.ts';
import type { Reason } from './reasons.ts';

/**
 * Follows every symbolic link of an absolute path. A tail that does not exist yet is kept as it is. Undefined when the
 * answer is not certain: no permission, a loop, a link that leads nowhere. Undefined denies.
 */
export type LinkProbe = (path: string) => string | undefined;

/** What was found out about a path. `path`: the place it names, links followed when the condition says so. Absent when unreadable. */
export interface PathFinding {
  readonly reason?: Reason;
  readonly path?: string;
}

export type PathWithin = Extract<LeafCondition, { kind: 'path-within' }>;

/** Decides one value. Without a probe, `links: resolve` cannot be answered and denies. */
export function checkPathWithin(value: unknown, condition: PathWithin, probe: LinkProbe | undefined): PathFinding {
  const read = readPosixPath(value, condition.base);
  if (typeof read === 'string') return { reason: read };
  const named = { path: read.normal };
  if (!condition.roots.some((root) => isWithin(read.normal, root))) return { ...named, reason: 'outside' };
  if (condition.links === 'unchecked') return named;
  return checkResolved(read, condition.roots, probe);
}

function checkResolved(read: PosixPath, roots: readonly string[], probe: LinkProbe | undefined): PathFinding {
  const path = follow(read.normal, probe);
  if (path === undefined) return { path: read.normal, reason: 'links-unresolved' };
  // Threat: "a/link/.." is "a" to a program that normalises first and the link's parent to the operating system.
  if (read.segments.includes('..') && followInOrder(read.segments, probe) !== path)
    return { path: read.normal, reason: 'ambiguous-parent' };
  const place = inDeclaredTerms(path, roots, probe);
  return place === undefined ? { path, reason: 'outside' } : { path: place };
}

/**
 * The place under the root that holds it, written as the scope writes the root: a root that is itself a link means the
 * folder it leads to. A root that is no link goes first, so that the place names its true owner.
 */
function inDeclaredTerms(path: string, roots: readonly string[], probe: LinkProbe | undefined): string | undefined {
  const holding = roots.flatMap((root) => {
    const real = follow(root, probe);
    return real !== undefined && isWithin(path, real) ? [{ root, real }] : [];
  });
  const best = holding.find(({ root, real }) => root === real) ?? holding[0];
  if (best === undefined) return undefined;
  const tail = best.real === '/' ? path.slice(1) : path.slice(best.real.length + 1);
  return tail === '' ? best.root : below(best.root, tail);
}

/** What the operating system does: every link is followed before the next segment, `..` included, is applied. */
function followInOrder(segments: readonly string[], probe: LinkProbe | undefined): string | undefined {
  let at: string | undefined = '/';
  for (const segment of segments) {
    if (segment !== '..') at = below(at, segment);
    else {
      at = follow(at, probe);
      if (at === undefined) return undefined;
      at = parentOf(at);
    }
  }
  return follow(at, probe);
}

function follow(path: string, probe: LinkProbe | undefined): string | undefined {
  try {
    const real = probe?.(path);
    // Invariant: only an absolute normal path is compared with a root.
    return real !== undefined && isNormalPath(real) ? real : undefined;
  } catch {
    return undefined;
  }
}
