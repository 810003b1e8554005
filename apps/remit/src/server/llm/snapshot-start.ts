/**
 * Balances at a start: from the snapshot and the records after it, or from all records where the snapshot cannot be used
 * (llm-gateway reference §4.5). The log stays the authority: a snapshot counts only when the log has the record that it was
 * made after.
 */
import type { BalanceSnapshot, Balances } from '@remit/budget';
import { createBalances, readSnapshot, writeSnapshot } from '@remit/budget';
import type { Logger } from '@remit/core';
import { sha256, toBase64Url } from '@remit/core';
import type { History } from '@remit/gateway';
import { readRecords } from '@remit/gateway';
import { BUDGET_RECORDS, replayBudgets } from '@remit/llm';

/** The log, and where the snapshot lies. */
export interface SnapshotDeps {
  readonly reader: History & {
    size(): number;
    entries(first: number, end: number): Iterable<{ readonly entry: Uint8Array }>;
  };
  readonly notes: { get(name: string): Promise<string | undefined>; set(name: string, value: string): Promise<void> };
  readonly logger: Logger;
}

const NAME = 'balances';

/** Balances as of now, kept as the next snapshot. `read`: from which record on the log was read. */
export async function balancesNow(deps: SnapshotDeps): Promise<{ readonly balances: Balances; readonly read: number }> {
  const { reader, notes, logger } = deps;
  const kept = usable(await notes.get(NAME), deps);
  const from = kept?.index ?? 0;
  const size = reader.size();
  const balances = createBalances(kept?.state);
  for (const read of readRecords(reader, BUDGET_RECORDS, from)) {
    if (read.index >= size) break;
    replayBudgets(balances, [read]);
  }
  const leaf = leafAt(reader, size - 1);
  if (leaf !== undefined && size > from)
    // A cache: without it the next start reads more.
    await notes
      .set(NAME, writeSnapshot({ index: size, leaf, state: balances.state() }))
      .catch((err: unknown) => logger.warn({ err }, 'the snapshot of balances could not be kept'));
  return { balances, read: from };
}

function usable(text: string | undefined, { reader, logger }: SnapshotDeps): BalanceSnapshot | undefined {
  if (text === undefined) return undefined;
  const snapshot = readSnapshot(text);
  const why = snapshot.ok ? misplaced(snapshot.value, reader) : snapshot.error;
  if (snapshot.ok && why === undefined) return snapshot.value;
  logger.warn({ why }, 'the snapshot of balances is not used; all records of the log are read');
  return undefined;
}

function misplaced({ index, leaf }: BalanceSnapshot, reader: SnapshotDeps['reader']): string | undefined {
  const there = leafAt(reader, index - 1);
  if (there === undefined) return `it was made after record ${index - 1}, which the log does not have`;
  return there === leaf ? undefined : `record ${index - 1} of the log is another one than it was made after`;
}

const LEAF_PREFIX = new Uint8Array([0]);

/** Leaf hash of a record, RFC 6962 §2.1. */
function leafAt(reader: SnapshotDeps['reader'], index: number): string | undefined {
  for (const { entry } of reader.entries(Math.max(0, index), index + 1)) return toBase64Url(sha256(LEAF_PREFIX, entry));
  return undefined;
}
