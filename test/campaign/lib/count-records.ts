/** How many records of each type a log holds. */
import { openLedgerReader } from '@remit/ledger';

/** Counts by type. Reads beside the running server. */
export function countRecords(dataDir: string): Readonly<Record<string, number>> {
  const reader = openLedgerReader(dataDir);
  const counts: Record<string, number> = {};
  try {
    for (const { entry } of reader.entries(0, reader.size())) {
      // An entry is the canonical JSON of a record.
      const { t } = JSON.parse(Buffer.from(entry).toString('utf8')) as { t: string };
      counts[t] = (counts[t] ?? 0) + 1;
    }
  } finally {
    reader.close();
  }
  return counts;
}
