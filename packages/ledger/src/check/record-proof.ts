/** The `.tlog-proof` of one record (C2SP tlog-proof), under the newest checkpoint that covers it. */
import { formatTlogProof, inclusionProof } from '@remit/tlog';
import type { LedgerReader } from '../types.ts';

/**
 * The proof's text; prefers a witnessed checkpoint. undefined when there is no such record or it is not signed yet.
 */
export function recordProof(reader: LedgerReader, recordId: string): string | undefined {
  const found = reader.find(recordId);
  if (found === undefined) return undefined;
  const covers = (head: { size: number } | undefined) => head !== undefined && head.size > found.index;
  const witnessed = reader.latestCheckpoint({ witnessed: true });
  const head = covers(witnessed) ? witnessed : reader.latestCheckpoint();
  if (head === undefined || !covers(head)) return undefined;
  const hashes = inclusionProof(found.index, head.size, reader.hashReader(head.size));
  return formatTlogProof({ index: found.index, hashes, checkpoint: head.note });
}
