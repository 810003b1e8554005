/** Leaves of the batches of a report, packed into the files in which a pack carries them. */
import { concatBytes } from '@remit/core';
import type { Archive } from '@remit/ingest';
import type { LogView } from '@remit/verify';
import { batchesOf, LEAVES_PER_FILE } from '@remit/verify';

const NEWLINE = Uint8Array.of(0x0a);

/** By id of the batch's record. A batch whose folder is gone gets no leaves, and the verifier says what is missing. */
export function importedOf(
  view: LogView,
  period: { readonly from: string; readonly to: string },
  archive: Pick<Archive, 'leaves'> | undefined,
): Map<string, Uint8Array[]> {
  const imported = new Map<string, Uint8Array[]>();
  for (const { record } of batchesOf(view, period)) {
    const files = archive === undefined ? [] : filesOf(archive.leaves(record.id));
    if (files.length > 0) imported.set(record.id, files);
  }
  return imported;
}

function filesOf(leaves: Iterable<Uint8Array>): Uint8Array[] {
  const files: Uint8Array[] = [];
  let parts: Uint8Array[] = [];
  const flush = () => {
    if (parts.length > 0) files.push(concatBytes(...parts));
    parts = [];
  };
  for (const leaf of leaves) {
    parts.push(concatBytes(leaf, NEWLINE));
    if (parts.length === LEAVES_PER_FILE) flush();
  }
  flush();
  return files;
}
