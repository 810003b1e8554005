/** All checkpoints that anyone ever saw, held against each other and against the final leaves. */
import { equalBytes } from '@remit/core';
import type { HashReader } from '@remit/tlog';
import { consistencyProof, nodeHash, treeRoot, verifyConsistency } from '@remit/tlog';
import type { SeenCheckpoint } from './witness-recorder.ts';

/** What the comparison found. */
export interface Consistency {
  /** Different sizes seen. */
  readonly sizes: number;
  readonly problems: readonly string[];
}

/** Proves each checkpoint consistent with the next larger one, and each with the leaves. */
export function proveConsistent(seen: Iterable<SeenCheckpoint>, leaves: readonly Uint8Array[]): Consistency {
  const problems: string[] = [];
  const bySize = new Map<number, SeenCheckpoint>();
  for (const checkpoint of seen) {
    const other = bySize.get(checkpoint.size);
    if (other === undefined) bySize.set(checkpoint.size, checkpoint);
    else if (!equalBytes(other.root, checkpoint.root))
      problems.push(`two roots at size ${checkpoint.size}: ${other.from} and ${checkpoint.from}`);
  }
  const inOrder = [...bySize.values()].sort((a, b) => a.size - b.size);
  const read = readerOf(leaves);
  for (const [at, { size, root, from }] of inOrder.entries()) {
    if (size > leaves.length) {
      problems.push(`a checkpoint ${from} at size ${size}, but the log ends at ${leaves.length}`);
      continue;
    }
    if (!equalBytes(root, treeRoot(size, read)))
      problems.push(`the checkpoint ${from} at size ${size} has another root`);
    const later = inOrder[at + 1];
    if (later === undefined || later.size > leaves.length) continue;
    const proof = consistencyProof(size, later.size, read);
    const claim = { size1: BigInt(size), size2: BigInt(later.size), root1: root, root2: later.root, proof };
    if (!verifyConsistency(claim)) problems.push(`sizes ${size} and ${later.size} are not consistent`);
  }
  return { sizes: inOrder.length, problems };
}

/** Every complete subtree, computed once. */
function readerOf(leaves: readonly Uint8Array[]): HashReader {
  const levels: Uint8Array[][] = [[...leaves]];
  for (let below = levels[0] ?? []; below.length > 1; ) {
    const level: Uint8Array[] = [];
    for (let i = 0; i + 1 < below.length; i += 2) level.push(nodeHash(at(below, i), at(below, i + 1)));
    levels.push(level);
    below = level;
  }
  return (level, index) => at(levels[level] ?? [], index);
}

function at(hashes: readonly Uint8Array[], index: number): Uint8Array {
  const hash = hashes[index];
  if (hash === undefined) throw new Error(`no hash ${index}`);
  return hash;
}
