/** Body of a C2SP tlog-witness add-checkpoint request: `old N`, consistency proof lines, an empty line, the checkpoint. */
import type { Result } from '@remit/core';
import { err, fromBase64, ok, toBase64 } from '@remit/core';
import { HASH_BYTES } from './hash.ts';
import { count, parseCount } from './integer.ts';

/** One request of a log to its witness. */
export interface AddCheckpoint {
  /** Size that the submitter believes the witness holds. */
  readonly oldSize: number;
  /** Consistency proof from that size to the checkpoint's; empty from 0. */
  readonly proof: readonly Uint8Array[];
  /** The signed note, verbatim. */
  readonly checkpoint: string;
}

// tlog-witness: at most 63 consistency lines.
const MAX_PROOF = 63;

/** The request body. Throws RangeError when the size is not one. */
export function formatAddCheckpoint(message: AddCheckpoint): string {
  return `old ${count(message.oldSize, 'tree size')}\n${message.proof.map((hash) => `${toBase64(hash)}\n`).join('')}\n${message.checkpoint}`;
}

/** Reads a request body. The checkpoint stays a text: opening it is the next step. */
export function parseAddCheckpoint(body: string): Result<AddCheckpoint, string> {
  const split = body.indexOf('\n\n');
  if (split < 0) return err('no empty line before the checkpoint');
  const [first, ...lines] = body.slice(0, split).split('\n');
  const oldSize = parseCount(/^old (.*)$/.exec(first ?? '')?.[1] ?? '');
  if (oldSize === undefined) return err('the first line is not "old" and a decimal size below 2^53');
  if (lines.length > MAX_PROOF) return err(`more than ${MAX_PROOF} proof lines`);
  const proof: Uint8Array[] = [];
  for (const line of lines) {
    const hash = fromBase64(line);
    if (hash?.length !== HASH_BYTES) return err('a proof line is not 32 bytes in standard base64');
    proof.push(hash);
  }
  return ok({ oldSize, proof, checkpoint: body.slice(split + 2) });
}
