import type { AppendItem } from './messages.ts';

/** Bytes that a record brings into the database, roughly. */
export function sizeOfItem(item: AppendItem): number {
  let bytes = item.entry.length;
  if (item.vault !== undefined) {
    bytes += item.vault.disclosures.length;
    for (const payload of item.vault.payloads) bytes += payload.sealed.length;
  }
  return bytes;
}
