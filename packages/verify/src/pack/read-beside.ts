/**
 * Reads the entries of a log in two threads: this one from the front, a helper from the back, until they meet. The helper says
 * of each entry its leaf hash and whether it is a record, by the same function; what it found to be records is parsed here without
 * looking again. What it did not, this thread looks at itself, so that it can say why.
 */
import { fromUtf8 } from '@remit/core';
import type { AnyRecord } from '@remit/record';
import { encodeEntryBundle, leafHash } from '@remit/tlog';
import type { Helper } from '../helper/helper.ts';
import { readRecord } from '../projection/read-record.ts';
import type { KnownEntries } from './known-entries.ts';

/** Entries of one turn: as many as sixteen bundles. */
const TURN = 4096;
/** A smaller log is read before a thread has started. */
const WORTH_ENTRIES = 50_000;

/** Leaf hashes alone; with a helper and a large log also the records. */
export async function readBeside(
  entries: readonly Uint8Array[],
  helper: (() => Pick<Helper, 'run'>) | undefined,
  worth = WORTH_ENTRIES,
): Promise<KnownEntries> {
  if (helper === undefined || entries.length < worth) return { leaves: entries.map((entry) => leafHash(entry)) };
  const leaves: Uint8Array[] = Array.from({ length: entries.length });
  const records: (AnyRecord | undefined)[] = Array.from({ length: entries.length });
  let front = 0;
  let back = entries.length;
  const takeBack = (): { first: number; end: number } | undefined => {
    if (front >= back) return undefined;
    const end = back;
    back = Math.max(front, back - TURN);
    return { first: back, end };
  };
  const beside = async (): Promise<void> => {
    for (let turn = takeBack(); turn !== undefined; turn = takeBack()) {
      const { first, end } = turn;
      const answer = await helper().run({ kind: 'records', bundle: encodeEntryBundle(entries.slice(first, end)) });
      if (answer.kind !== 'records') throw new Error('a helper thread answered something else');
      for (let i = first; i < end; i++) {
        const at = i - first;
        leaves[i] = answer.leaves.subarray(at * 32, at * 32 + 32);
        records[i] = answer.good[at] === 1 ? parsed(entries[i]) : undefined;
      }
    }
  };
  const helped = beside();
  // Told below, when this thread has done its part.
  helped.catch(() => undefined);
  while (front < back) {
    const end = Math.min(back, front + TURN);
    for (; front < end; front++) {
      const entry = entries[front] ?? new Uint8Array();
      leaves[front] = leafHash(entry);
      const read = readRecord(entry);
      records[front] = read.ok ? read.value : undefined;
    }
    // The helper's answer is taken in between.
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  await helped;
  return { leaves, records };
}

/** The record of an entry that was found to be one. */
function parsed(entry: Uint8Array | undefined): AnyRecord {
  // Proof: readRecord accepted these bytes, in the helper; what it returns is what the platform parses (read-record.ts).
  return JSON.parse(fromUtf8(entry ?? new Uint8Array()) ?? '') as AnyRecord;
}
