/** Leaves of the batches of a report, packed into the files in which a pack carries them, with the contexts that they are judged by. */
import { canonicalize, utf8 } from '@remit/core';
import type { Archive } from '@remit/ingest';
import type { ImportedEvent } from '@remit/record';
import type { AgentRegister, ImportedChunk, LocatedBatch, LogView } from '@remit/verify';
import { batchesOf, isTraced, keepDeflated, LEAVES_PER_FILE, matchEvent } from '@remit/verify';
import { deriveForeignContext } from './foreign/derive-context.ts';

const NEWLINE = 0x0a;
/** Bytes that are set aside for a file of leaves at first. */
const FIRST_FILE = 1 << 20;

type Source = Pick<Archive, 'leaves'> & Partial<Pick<Archive, 'remap'>>;

/**
 * By id of the batch's record. A batch whose folder is gone gets no leaves, and the verifier says what is missing.
 * `register`: whose calls are judged; their contexts are derived from the raw records.
 */
export function importedOf(
  view: LogView,
  period: { readonly from: string; readonly to: string },
  archive: Source | undefined,
  register: AgentRegister,
): Map<string, ImportedChunk[]> {
  const imported = new Map<string, ImportedChunk[]>();
  for (const batch of batchesOf(view, period)) {
    const { id } = batch.record;
    const chunks = archive === undefined ? [] : chunksOf(archive.leaves(id), contextsOf(archive, batch, register));
    if (chunks.length > 0) imported.set(id, chunks);
  }
  return imported;
}

type ContextOf = (leaf: Uint8Array) => string | undefined;

function chunksOf(leaves: Iterable<Uint8Array>, contextOf: ContextOf): ImportedChunk[] {
  const chunks: ImportedChunk[] = [];
  let file = new Uint8Array(FIRST_FILE);
  let used = 0;
  let count = 0;
  let contexts: string[] = [];
  const flush = () => {
    if (count === 0) return;
    chunks.push({
      leaves: keepDeflated(file.slice(0, used)),
      ...(contexts.length === 0 ? {} : { contexts: keepDeflated(utf8(`${contexts.join('\n')}\n`)) }),
    });
    used = 0;
    count = 0;
    contexts = [];
  };
  for (const leaf of leaves) {
    const context = contextOf(leaf);
    if (context !== undefined) contexts.push(context);
    if (used + leaf.length + 1 > file.length) {
      const grown = new Uint8Array(2 * (used + leaf.length + 1));
      grown.set(file.subarray(0, used));
      file = grown;
    }
    file.set(leaf, used);
    used += leaf.length;
    file[used++] = NEWLINE;
    count += 1;
    if (count === LEAVES_PER_FILE) flush();
  }
  flush();
  return chunks;
}

/** One line of the contexts file for a leaf, where a scope that was in force names the tool and the arguments are there. */
function contextsOf(archive: Source, batch: LocatedBatch, register: AgentRegister): ContextOf {
  if (archive.remap === undefined || register.size === 0) return () => undefined;
  return (leaf) => {
    // Only a call of a tool whose arguments were committed to can have one. In JSON a mark cannot stand within a string.
    const bytes = Buffer.from(leaf.buffer, leaf.byteOffset, leaf.byteLength);
    if (!bytes.includes('"tool":"') || !bytes.includes('"args":"')) return undefined;
    // Proof: a leaf that the ingestion wrote; the verifier reads each again by its schema.
    const event = JSON.parse(bytes.toString('utf8')) as ImportedEvent;
    const match = matchEvent(event, event.ts ?? batch.record.ts, register);
    if (match === undefined || !isTraced(event, match)) return undefined;
    const context = deriveForeignContext(archive, batch, event, match);
    return context === undefined ? undefined : canonicalize({ context, n: event.n });
  };
}
