/** The signer's journal in a backup: cut to the records that the copied database holds, and held against them. */
import { equalBytes } from '@remit/core';
import { createCompactRange, leafHash } from '@remit/tlog';
import { createJournal, openJournal, scanJournal } from '../signer/journal.ts';
import type { LedgerReader } from '../types.ts';

const HASH = 32;
/** Leaf hashes in one frame of the copy: 2 MiB. */
const FRAME = 1 << 16;

/** Writes the first `end` leaf hashes of a journal, which may grow meanwhile, as a journal of its own. Answers its size. */
export function copyJournal(from: string, to: string, end: number): number {
  createJournal(to);
  const opened = openJournal(to, () => undefined);
  if (!opened.ok) throw new Error(opened.error);
  const { journal } = opened.value;
  try {
    const frame = new Uint8Array(FRAME * HASH);
    let filled = 0;
    const flush = () => {
      if (filled > 0) journal.append(frame.slice(0, filled * HASH));
      filled = 0;
    };
    const scanned = scanJournal(from, (hash) => {
      if (journal.size + filled >= end) return;
      frame.set(hash, filled * HASH);
      filled += 1;
      if (filled === FRAME) flush();
    });
    if (!scanned.ok) throw new Error(scanned.error);
    flush();
    return journal.size;
  } finally {
    journal.close();
  }
}

/** Why the signer would refuse these records: its journal is not a prefix of them. undefined: it is. */
export function journalProblem(path: string, reader: LedgerReader): string | undefined {
  const journaled = createCompactRange();
  const scanned = scanJournal(path, (hash) => journaled.append(hash));
  if (!scanned.ok) return scanned.error;
  const stored = createCompactRange();
  for (const { entry } of reader.entries(0, journaled.size)) stored.append(leafHash(entry));
  if (stored.size < journaled.size)
    return `The database holds ${stored.size} records, the signer's journal ${journaled.size}.`;
  return equalBytes(stored.root(), journaled.root())
    ? undefined
    : `The first ${journaled.size} records are not those that the signer journaled.`;
}
