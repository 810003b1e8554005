/** Third forgery, the signature: whoever holds the log's key can sign any tree. What he cannot sign is the witness's line. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Checkpoint } from '@remit/tlog';
import { ed25519Signer, formatCheckpoint, hashReaderFromLeaves, leafHash, signNote, treeRoot } from '@remit/tlog';

/** Signs the tree over the entries with the key that lies in the signer's folder of a data folder. */
export async function signAsLog(
  dataFolder: string,
  origin: string,
  entries: readonly Uint8Array[],
): Promise<{ readonly note: string; readonly checkpoint: Checkpoint }> {
  const seed = new Uint8Array(readFileSync(join(dataFolder, 'signer', 'log.key')));
  const root = treeRoot(entries.length, hashReaderFromLeaves(entries.map((entry) => leafHash(entry))));
  const checkpoint = { origin, size: entries.length, root };
  return { note: await signNote(formatCheckpoint(checkpoint), [ed25519Signer(origin, seed)]), checkpoint };
}
