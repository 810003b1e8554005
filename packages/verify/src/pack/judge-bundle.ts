/** A helper thread's part of reading a log. */
import { leafHash } from '@remit/tlog';
import { readRecord } from '../projection/read-record.ts';

/** The helper's part: of each entry of a bundle the leaf hash, and 1 where it is a record. */
export function judgeBundle(entries: readonly Uint8Array[]): { leaves: Uint8Array; good: Uint8Array } {
  const leaves = new Uint8Array(entries.length * 32);
  const good = new Uint8Array(entries.length);
  entries.forEach((entry, i) => {
    leaves.set(leafHash(entry), i * 32);
    good[i] = readRecord(entry).ok ? 1 : 0;
  });
  return { leaves, good };
}
