/** Body of a C2SP tlog-witness add-checkpoint request: `old N`, consistency proof lines, an empty line, the checkpoint. */
import type { Result } from '@remit/core';
import { err, fromBase64, ok, toBase64 } from '@remit/core';
import { HASH_BYTES } from './hash.ts';

export interface AddCheckpoint {
  /** Size that the submitter believes the witness holds. */
  readonly oldSize: number;
  readonly proof: readonly Uint8Array[];
  /** The signed note, verbatim. */
  readonly checkpoint: string;
}

// tlog-witness: at most 63 consistency lines.
const MAX_PROOF = 63;

export function formatAddCheckpoint(message: AddCheckpoint): string {
  return `old ${message.oldSize}\n${message.proof.map((hash) => `${toBase64(hash)}\n`).join('')}\n${message.checkpoint}`;
}

export function parseAddCheckpoint(body: string): Result<AddCheckpoint, string> {
  const split = body.indexOf('\n\n');
  if (split < 0) return err('no empty line before the checkpoint');
  const [first, ...lines] = body.slice(0, split).split('\n');
  const old = /^old (0|[1-9]\d*)$/.exec(first ?? '')?.[1];
  if (old === undefined || !Number.isSafeInteger(Number(old)))
    return err('the first line is not "old" and a decimal size');
  if (lines.length > MAX_PROOF) return err(`more than ${MAX_PROOF} proof lines`);
  const proof: Uint8Array[] = [];
  for (const line of lines) {
    const hash = fromBase64(line);
    if (hash?.length !== HASH_BYTES) return err('a proof line is not 32 bytes in standard base64');
    proof.push(hash);
  }
  return ok({ oldSize: Number(old), proof, checkpoint: body.slice(split + 2) });
}
