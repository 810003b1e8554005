/** C2SP tlog-checkpoint v1.0.0: the text that a log signs. */
import type { Result } from '@remit/core';
import { err, fromBase64, ok, toBase64 } from '@remit/core';
import { HASH_BYTES } from './hash.ts';

export interface Checkpoint {
  /** Name of the log. */
  readonly origin: string;
  /** Number of leaves. */
  readonly size: number;
  readonly root: Uint8Array;
}

/** A checkpoint read from a note text. Remit writes no extension lines and shows those it finds. */
export interface ParsedCheckpoint extends Checkpoint {
  readonly extensions: readonly string[];
}

/** The note text, with its final newline. */
export function formatCheckpoint(checkpoint: Checkpoint): string {
  if (checkpoint.root.length !== HASH_BYTES) throw new RangeError('a root has 32 bytes');
  if (!Number.isSafeInteger(checkpoint.size) || checkpoint.size < 0)
    throw new RangeError(`${checkpoint.size} is not a tree size`);
  return `${checkpoint.origin}\n${checkpoint.size}\n${toBase64(checkpoint.root)}\n`;
}

/** Reads the text of a note (see openNote). Sizes beyond 2^53 are refused: no such log is held here. */
export function parseCheckpoint(text: string): Result<ParsedCheckpoint, string> {
  if (!text.endsWith('\n')) return err('the checkpoint does not end with a newline');
  const [origin, sizeText, rootText, ...extensions] = text.slice(0, -1).split('\n');
  if (origin === undefined || origin === '') return err('the origin line is empty');
  if (sizeText === undefined || !/^(?:0|[1-9]\d*)$/.test(sizeText))
    return err('the tree size is not a decimal number without leading zeros');
  const size = Number(sizeText);
  if (!Number.isSafeInteger(size)) return err(`the tree size ${sizeText} is beyond 2^53`);
  const root = fromBase64(rootText ?? '');
  if (root?.length !== HASH_BYTES) return err('the root is not 32 bytes in standard base64');
  if (extensions.includes('')) return err('an extension line is empty');
  return ok({ origin, size, root, extensions });
}
