/** C2SP tlog-checkpoint v1.0.0: the text that a log signs. */
import type { Result } from '@remit/core';
import { err, fromBase64, isWellFormed, ok, toBase64 } from '@remit/core';
import { HASH_BYTES } from './hash.ts';
import { count, parseCount } from './integer.ts';

/** What a log signs: its name, its size and the root of its tree. */
export interface Checkpoint {
  /** Name of the log. */
  readonly origin: string;
  /** Number of leaves. */
  readonly size: number;
  /** RFC 6962 root, 32 bytes. */
  readonly root: Uint8Array;
}

/** A checkpoint read from a note text. Remit writes no extension lines and shows those it finds. */
export interface ParsedCheckpoint extends Checkpoint {
  readonly extensions: readonly string[];
}

/** The note text, with its final newline. Throws RangeError for an origin, size or root that no checkpoint can hold. */
export function formatCheckpoint({ origin, size, root }: Checkpoint): string {
  if (origin === '' || !isWellFormed(origin) || /[\u0000-\u001f]/.test(origin))
    throw new RangeError(
      `${JSON.stringify(origin)} cannot be an origin: one line without control characters, not empty`,
    );
  if (root.length !== HASH_BYTES) throw new RangeError(`a root has ${HASH_BYTES} bytes, not ${root.length}`);
  return `${origin}\n${count(size, 'tree size')}\n${toBase64(root)}\n`;
}

/** Reads the text of a note (see openNote). Sizes beyond 2^53 are refused: no such log is held here. */
export function parseCheckpoint(text: string): Result<ParsedCheckpoint, string> {
  if (!text.endsWith('\n')) return err('the checkpoint does not end with a newline');
  const [origin, sizeText, rootText, ...extensions] = text.slice(0, -1).split('\n');
  if (origin === undefined || origin === '') return err('the origin line is empty');
  const size = parseCount(sizeText ?? '');
  if (size === undefined) return err('the tree size is not a decimal number below 2^53 without leading zeros');
  const root = fromBase64(rootText ?? '');
  if (root?.length !== HASH_BYTES) return err('the root is not 32 bytes in standard base64');
  if (extensions.includes('')) return err('an extension line is empty');
  return ok({ origin, size, root, extensions });
}
