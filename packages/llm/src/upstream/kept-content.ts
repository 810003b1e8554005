/** Keeps what goes to the caller, for its commitment, up to a bound. */
import { Buffer } from 'node:buffer';

export interface KeptContent {
  add(bytes: Uint8Array): void;
  /** Bytes that went out, also those that are no longer kept. */
  bytes(): number;
  /** All of it; undefined when it was more than is kept. */
  content(): Uint8Array | undefined;
}

/** Longest stream whose content is kept. */
const MAX_KEPT = 16 * 1_024 * 1_024;

/** Nothing kept yet. */
export function createKeptContent(max: number = MAX_KEPT): KeptContent {
  let chunks: Uint8Array[] | undefined = [];
  let size = 0;
  return {
    add(bytes) {
      size += bytes.length;
      if (size > max) chunks = undefined;
      else chunks?.push(bytes);
    },
    bytes: () => size,
    content: () => (chunks === undefined ? undefined : Buffer.concat(chunks)),
  };
}
