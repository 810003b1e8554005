/** One record with the proof that it is in the log: what single records are handed on with. */
import type { LedgerReader } from '@remit/ledger';
import { inclusionProof, parseCheckpoint, parseNote } from '@remit/tlog';

/** A record under the newest checkpoint that covers it, a witnessed one where there is one. */
export interface ProvenRecord {
  readonly origin: string;
  readonly index: number;
  /** The entry of the log, byte for byte. */
  readonly entry: Uint8Array;
  /** Number of leaves and RFC 6962 root of the checkpoint. */
  readonly size: number;
  readonly root: Uint8Array;
  /** From the leaf's sibling to the root's child. */
  readonly hashes: readonly Uint8Array[];
  /** The signed checkpoint, verbatim. */
  readonly note: string;
}

/** Undefined when there is no such record or no checkpoint covers it yet. */
export function provenRecord(reader: LedgerReader, recordId: string): ProvenRecord | undefined {
  const found = reader.find(recordId);
  if (found === undefined) return undefined;
  const { index } = found;
  const heads = [reader.latestCheckpoint({ witnessed: true }), reader.latestCheckpoint()];
  const head = heads.find((one) => one !== undefined && one.size > index);
  if (head === undefined) return undefined;
  const note = parseNote(head.note);
  const checkpoint = note.ok ? parseCheckpoint(note.value.text) : undefined;
  if (checkpoint?.ok !== true) return undefined;
  const { origin, size, root } = checkpoint.value;
  const hashes = inclusionProof(index, size, reader.hashReader(size));
  return { origin, index, entry: Uint8Array.from(found.entry), size, root, hashes, note: head.note };
}
