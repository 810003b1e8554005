/** Inclusion proofs from a copy of a log, for when the log itself gives none any more (C2SP tlog-proof). */
import { formatTlogProof, hashReaderFromTiles, inclusionProof, parseCheckpoint, parseNote } from '@remit/tlog';
import type { TileFolder } from '../../publish/tile-folder.ts';

/** The proof's text under a head that the copy holds; undefined when the record is not under it. */
export function proofAt(folder: Pick<TileFolder, 'readHashes'>, note: string, index: number): string | undefined {
  const parsed = parseNote(note);
  const checkpoint = parsed.ok ? parseCheckpoint(parsed.value.text) : parsed;
  if (!checkpoint.ok || !Number.isSafeInteger(index) || index >= checkpoint.value.size) return undefined;
  const { size } = checkpoint.value;
  const hashes = inclusionProof(index, size, hashReaderFromTiles(folder.readHashes, size));
  return formatTlogProof({ index, hashes, checkpoint: note });
}
