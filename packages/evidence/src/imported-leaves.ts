/** Leaves of the batches of a report, packed into the files in which a pack carries them, with the contexts that they are judged by. */
import { canonicalize, utf8 } from '@remit/core';
import type { Archive } from '@remit/ingest';
import type { ImportedEvent } from '@remit/record';
import type { AgentRegister, ImportedChunk, LocatedBatch, LogView } from '@remit/verify';
import { batchesOf, isTraced, keepDeflated, LEAVES_PER_FILE, matchEvent } from '@remit/verify';
import { deriveForeignContext } from './foreign/derive-context.ts';

const NEWLINE = 0x0a;

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
  let parts: Uint8Array[] = [];
  let contexts: string[] = [];
  const flush = () => {
    if (parts.length > 0)
      chunks.push({
        leaves: keepDeflated(joined(parts)),
        ...(contexts.length === 0 ? {} : { contexts: keepDeflated(utf8(`${contexts.join('\n')}\n`)) }),
      });
    parts = [];
    contexts = [];
  };
  for (const leaf of leaves) {
    const context = contextOf(leaf);
    if (context !== undefined) contexts.push(context);
    parts.push(Uint8Array.from(leaf));
    if (parts.length === LEAVES_PER_FILE) flush();
  }
  flush();
  return chunks;
}

/** Leaves as lines. */
function joined(leaves: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(leaves.reduce((sum, { length }) => sum + length + 1, 0));
  let at = 0;
  for (const leaf of leaves) {
    bytes.set(leaf, at);
    at += leaf.length;
    bytes[at++] = NEWLINE;
  }
  return bytes;
}

/** One line of the contexts file for a leaf, where a scope that was in force names the tool and the arguments are there. */
function contextsOf(archive: Source, batch: LocatedBatch, register: AgentRegister): ContextOf {
  if (archive.remap === undefined || register.size === 0) return () => undefined;
  return (leaf) => {
    // Proof: a leaf that the ingestion wrote; the verifier reads each again by its schema.
    const event = JSON.parse(Buffer.from(leaf).toString('utf8')) as ImportedEvent;
    const match = matchEvent(event, event.ts ?? batch.record.ts, register);
    if (match === undefined || !isTraced(event, match)) return undefined;
    const context = deriveForeignContext(archive, batch, event, match);
    return context === undefined ? undefined : canonicalize({ context, n: event.n });
  };
}
