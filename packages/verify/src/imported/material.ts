/**
 * Events of other systems' logs in a pack: which batches a report is about, where their leaves stand, and how they are taken
 * apart (ledger reference §2, `ingest.batch`).
 */
import type { Result } from '@remit/core';
import { err, fromUtf8, isRefusal, ok, parseStrictJson } from '@remit/core';
import type { ImportedEvent, RecordOf } from '@remit/record';
import { ImportedEventSchema } from '@remit/record';
import type { FileContent } from '../pack/file-content.ts';
import { bytesOf } from '../pack/file-content.ts';
import type { Located, LogView } from '../projection/log-view.ts';
import { recordsOf } from '../projection/log-view.ts';
import { plainEvent } from './plain-event.ts';

/** A batch record with its place in the log. */
export type LocatedBatch = Located<RecordOf<'ingest.batch'>>;

/** Leaves in one file of a pack. */
export const LEAVES_PER_FILE = 50_000;

const NEWLINE = 0x0a;

/** Path of the files of one batch, by its record id. */
export const importedPaths = {
  folder: '11_sources/',
  leaves: (id: string, n: number) => `11_sources/${id}/events-${String(n).padStart(5, '0')}.jsonl`,
  isLeaves: (path: string) => /^11_sources\/[^/]+\/events-\d{5}\.jsonl$/.test(path),
  contexts: (id: string, n: number) => `11_sources/${id}/contexts-${String(n).padStart(5, '0')}.jsonl`,
  statement: (id: string) => `11_sources/${id}/statement.json`,
  joins: '07_joins.jsonl',
  traces: (n: number) => `07_imported_traces-${String(n).padStart(5, '0')}.jsonl`,
} as const;

/**
 * The batches of a report: those whose events may lie in the period. A batch without event times is always one of them, for
 * leaving it out would hide it.
 */
export function batchesOf(view: LogView, period: { readonly from: string; readonly to: string }): LocatedBatch[] {
  return recordsOf(view, 'ingest.batch').filter(({ record: { ing } }) => {
    if (ing.from === undefined || ing.to === undefined) return true;
    return ing.from < period.to && ing.to >= period.from;
  });
}

/** One file of leaves as a pack carries it, and the contexts that belong to them. */
export interface ImportedChunk {
  readonly leaves: FileContent;
  /** Lines `{"context":{...},"n":7}`, by n: what the operator derived from the arguments of the call. */
  readonly contexts?: FileContent;
}

/** The leaves of files, in order: each line without its newline. A last line without a newline is a leaf too, so that no byte is passed over. */
export function* leavesOf(files: readonly FileContent[]): Generator<Uint8Array, void, undefined> {
  for (const content of files) {
    const file = bytesOf(content);
    for (let at = 0; at < file.length; ) {
      const newline = file.indexOf(NEWLINE, at);
      const end = newline < 0 ? file.length : newline;
      yield file.subarray(at, end);
      at = end + 1;
    }
  }
}

/** One leaf as an event, or what is wrong with it. */
export function readLeaf(leaf: Uint8Array): Result<ImportedEvent, string> {
  return readLeafText(fromUtf8(leaf));
}

/** As {@link readLeaf}, of its text; undefined: the leaf is not UTF-8. */
export function readLeafText(text: string | undefined): Result<ImportedEvent, string> {
  if (text === undefined) return err('is not UTF-8');
  const plain = plainEvent(text);
  if (plain !== undefined) return ok(plain);
  const json = parseStrictJson(text);
  if (isRefusal(json)) return err(`is not strict JSON: ${json.detail}`);
  const event = ImportedEventSchema.safeParse(json.value);
  if (event.success) return ok(event.data);
  const [issue] = event.error.issues;
  return err(`is no imported event: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`);
}
