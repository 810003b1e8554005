/** `batch.json`: what the archive needs beside the record. Written last; a folder without it is not a batch. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { FILES } from './layout.ts';

const Prepared = z.strictObject({
  /** 2: salts follow from where the raw record lies; 1: from the number of its event (batch-keys.ts). */
  v: z.union([z.literal(1), z.literal(2)]),
  /** SHA-256 of the object as received: what the record names. */
  sha: z.string(),
  contentSha: z.string(),
  /** When the object was received; the context of its mapping. */
  receivedAt: z.string(),
  size: z.int(),
  root: z.string(),
  /** Digest of the mapping file, where one was used. */
  mapping: z.string().optional(),
});

/** Known before the record is written. */
export type PreparedBatch = z.infer<typeof Prepared>;
const Finished = Prepared.extend({ id: z.string() });
/** A whole batch. */
export type FinishedBatch = z.infer<typeof Finished>;

/** The prepared batch of a folder that is not finished; undefined when the process ended before. */
export function readPrepared(folder: string): PreparedBatch | undefined {
  return read(join(folder, FILES.prepared), Prepared);
}

/** The batch of a folder; undefined when it is not whole. */
export function readFinished(folder: string): FinishedBatch | undefined {
  return read(join(folder, FILES.batch), Finished);
}

function read<T>(path: string, schema: z.ZodType<T>): T | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
