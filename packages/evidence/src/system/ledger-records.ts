/** Records of the ledger with their leaf hashes, for the pure functions of @remit/catalogue. */

import type { LeafRecord } from '@remit/catalogue';
import { fromUtf8, toBase64Url } from '@remit/core';
import type { LedgerEntry, LedgerReader } from '@remit/ledger';
import type { AnyRecord } from '@remit/record';
import { leafHash } from '@remit/tlog';

/** Records of the given types, in order; without types every record of the log. */
export function* ledgerRecords(reader: LedgerReader, types?: readonly AnyRecord['t'][]): Generator<LeafRecord> {
  const entries: Iterable<LedgerEntry> = types === undefined ? reader.entries(0, reader.size()) : reader.byType(types);
  for (const { index, entry } of entries) {
    // Our own ledger: each entry was checked against the record schemas before it was written.
    const record = JSON.parse(fromUtf8(entry) ?? '{}') as AnyRecord;
    yield { index, leaf: toBase64Url(leafHash(entry)), record };
  }
}
