import type { AnyRecord } from '@remit/record';

/** What is known of entries before their log is read: leaf hashes, and the records where an entry is one. */
export interface KnownEntries {
  readonly leaves: readonly Uint8Array[];
  readonly records?: readonly (AnyRecord | undefined)[];
}
