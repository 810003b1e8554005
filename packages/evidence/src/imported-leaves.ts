/** Leaves of the batches of a report, packed into the files in which a pack carries them, with the contexts that they are judged by. */
import { canonicalize, utf8 } from '@remit/core';
import type { Archive } from '@remit/ingest';
import type { ImportedEvent } from '@remit/record';
import type { AgentRegister, Buffers, ImportedChunk, Keeping, LocatedBatch, LogView, MadeFile } from '@remit/verify';
import { batchesOf, isTraced, LEAVES_PER_FILE, matchEvent } from '@remit/verify';
import { deriveForeignContext } from './foreign/derive-context.ts';

const NEWLINE = 0x0a;
/** Bytes that are set aside at least, when more are needed than were expected. */
const FIRST_FILE = 1 << 16;
/** Room for a leaf, and later in the same memory for its trace. Memory that is never written to costs nothing. */
const LEAF_BYTES = 8192;

type Period = { readonly from: string; readonly to: string };

type Source = Pick<Archive, 'leaves'> & Partial<Pick<Archive, 'remap'>>;

/**
 * By id of the batch's record. A batch whose folder is gone gets no leaves, and the verifier says what is missing.
 * `register`: whose calls are judged; their contexts are derived from the raw records. Each file is handed out to be held.
 */
export function* importing(
  { view, period, register }: { readonly view: LogView; readonly period: Period; readonly register: AgentRegister },
  archive: Source | undefined,
  buffers: Buffers,
): Keeping<Map<string, ImportedChunk[]>> {
  const imported = new Map<string, ImportedChunk[]>();
  if (archive === undefined) return imported;
  for (const batch of batchesOf(view, period)) {
    const { id } = batch.record;
    const expected = Math.min(batch.record.ing.events, LEAVES_PER_FILE) * LEAF_BYTES;
    const create = () => ({ file: createLines(buffers, expected), contexts: createLines(buffers) });
    const chunks = yield* chunksOf(archive.leaves(id), contextsOf(archive, batch, register), create);
    if (chunks.length > 0) imported.set(id, chunks);
  }
  return imported;
}

type ContextOf = (leaf: Uint8Array) => string | undefined;

function* chunksOf(
  leaves: Iterable<Uint8Array>,
  contextOf: ContextOf,
  create: () => { readonly file: Lines; readonly contexts: Lines },
): Keeping<ImportedChunk[]> {
  const chunks: ImportedChunk[] = [];
  let { file, contexts } = create();
  for (const leaf of leaves) {
    const context = contextOf(leaf);
    if (context !== undefined) contexts.add(utf8(context));
    file.add(leaf);
    if (file.count < LEAVES_PER_FILE) continue;
    chunks.push(yield* keepChunk(file, contexts));
    ({ file, contexts } = create());
  }
  if (file.count > 0) chunks.push(yield* keepChunk(file, contexts));
  else for (const unused of [file, contexts]) unused.end().free();
  return chunks;
}

function* keepChunk(file: Lines, contexts: Lines): Keeping<ImportedChunk> {
  const leaves = yield file.end();
  if (contexts.count > 0) return { leaves, contexts: yield contexts.end() };
  contexts.end().free();
  return { leaves };
}

/** Lines in memory that is used again. */
interface Lines {
  readonly count: number;
  add(line: Uint8Array): void;
  end(): MadeFile;
}

function createLines(buffers: Buffers, expected = 0): Lines {
  let held = buffers.take(expected);
  let used = 0;
  let count = 0;
  return {
    get count() {
      return count;
    },
    add(line) {
      if (used + line.length + 1 > held.length) {
        const grown = buffers.make(Math.max(FIRST_FILE, 2 * (used + line.length + 1)));
        grown.set(held.subarray(0, used));
        held = grown;
      }
      held.set(line, used);
      used += line.length;
      held[used++] = NEWLINE;
      count += 1;
    },
    end() {
      const bytes = held.subarray(0, used);
      // Held deflated, or small enough to be held as they are: nobody asks for them again.
      return { bytes, again: () => bytes, free: () => buffers.give(held) };
    },
  };
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
