/** A LedgerReader over a test log in memory. For tests only. */
import { fromUtf8 } from '@remit/core';
import type { LedgerReader, StoredCheckpoint } from '@remit/ledger';
import { hashReaderFromLeaves, leafHash } from '@remit/tlog';
import type { TestLedger } from '@remit/verify/testing';

/** Reads the test log as it is now. `checkpoints` by rising size. */
export function readerOfTestLedger(ledger: TestLedger, checkpoints: readonly StoredCheckpoint[]): LedgerReader {
  const all = () => ledger.entries.map((entry, index) => ({ index, entry }));
  const textOf = (entry: Uint8Array) => fromUtf8(entry) ?? '';
  return {
    size: () => ledger.entries.length,
    entries: (first, end) => all().slice(first, end),
    byType: (types) => all().filter(({ entry }) => types.some((type) => textOf(entry).includes(`"t":"${type}"`))),
    find: (id) => all().find(({ entry }) => textOf(entry).includes(`"id":"${id}"`)),
    checkpoints: () => checkpoints,
    checkpointAt: (size) => checkpoints.find((checkpoint) => checkpoint.size === size),
    latestCheckpoint: () => checkpoints.at(-1),
    disclosures: (id) => {
      const disclosure = ledger.disclosures.get(id);
      return disclosure === undefined
        ? undefined
        : new Map([
            ['ctx', disclosure],
            ['args', 'never in a pack'],
          ]);
    },
    payload: () => undefined,
    subject: () => undefined,
    sealed: () => [],
    openFor: () => undefined,
    blob: (digest) => ledger.blobs.get(digest),
    hashReader: (size) => hashReaderFromLeaves(ledger.entries.slice(0, size).map(leafHash)),
    close() {},
  };
}
