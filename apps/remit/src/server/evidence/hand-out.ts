/**
 * The answer with a report: one line of JSON, then the files as they lie on the disk, piece by piece, so that a large pack
 * is never in memory as a whole. The files are this request's: they go when they were sent, and when the reader goes away.
 */
import { randomBytes } from 'node:crypto';
import { createReadStream, mkdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { MadeReport } from './report.ts';

/** A place for the files of one request. */
export interface HandOut {
  /** Where the report is to be made. */
  readonly path: string;
  /** Length and bytes of the answer. The files go when the stream ends or is broken off. */
  answer(made: MadeReport): { readonly length: number; readonly stream: ReadableStream<Uint8Array> };
  /** Nothing is handed out. */
  discard(): void;
}

/** Opens a place in `folder`, which is only for this. What a crash left there before goes with `cleanHandOuts`. */
export function openHandOut(folder: string): HandOut {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const own = join(folder, randomBytes(9).toString('base64url'));
  const discard = () => rmSync(own, { recursive: true, force: true });
  return {
    path: join(own, 'pack.zip'),
    answer({ summary, paths }) {
      const line = Buffer.from(`${JSON.stringify(summary)}\n`);
      const length = paths.reduce((sum, path) => sum + statSync(path).size, line.length);
      const pieces = Readable.from(piecesOf(line, paths, discard), { objectMode: false });
      // Also when it is broken off before its first byte was asked for.
      pieces.once('close', discard);
      // Proof: node's own web stream over bytes.
      return { length, stream: Readable.toWeb(pieces) as ReadableStream<Uint8Array> };
    },
    discard,
  };
}

/** Removes what earlier processes left. */
export function cleanHandOuts(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

async function* piecesOf(
  line: Uint8Array,
  paths: readonly string[],
  discard: () => void,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield line;
    // A stream of a file without an encoding gives bytes.
    for (const path of paths) yield* createReadStream(path) as AsyncIterable<Buffer>;
  } finally {
    discard();
  }
}
