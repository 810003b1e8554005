/** C2SP tlog-proof: one file with a leaf's inclusion proof and the checkpoint it leads to. */
import type { Result } from '@remit/core';
import { err, fromBase64, ok, toBase64 } from '@remit/core';
import { HASH_BYTES } from './hash.ts';
import { count, parseCount } from './integer.ts';

/** One leaf's proof, as it stands in the file. Nothing of it is verified yet. */
export interface TlogProof {
  /** Index of the leaf, from 0. */
  readonly index: number;
  /** Leaf's sibling first, root's child last. */
  readonly hashes: readonly Uint8Array[];
  /** The signed note, verbatim. */
  readonly checkpoint: string;
  /** Unauthenticated bytes that travel along; Remit puts disclosures there. */
  readonly extra?: Uint8Array;
}

const HEADER = 'c2sp.org/tlog-proof@v1';
// A tree of 2^63 leaves has paths of 63 hashes.
const MAX_HASHES = 63;
// Ours: the specification sets no limit, and readers elsewhere stop at lines of 64 KiB. Disclosures take a few hundred bytes.
const MAX_EXTRA = 65_535;

/** The file's text. Throws TypeError when it would not read back. */
export function formatTlogProof(proof: TlogProof): string {
  const extra = proof.extra === undefined ? '' : `extra ${toBase64(proof.extra)}\n`;
  const text = `${HEADER}\n${extra}index ${count(proof.index, 'leaf index')}\n${proof.hashes.map((h) => `${toBase64(h)}\n`).join('')}\n${proof.checkpoint}`;
  const parsed = parseTlogProof(text);
  if (!parsed.ok) throw new TypeError(`not a tlog-proof: ${parsed.error}`);
  return text;
}

/** Reads the file. Verifying is the caller's: leaf hash, origin and log key, cosignatures, then inclusion. */
export function parseTlogProof(text: string): Result<TlogProof, string> {
  const split = text.indexOf('\n\n');
  if (split < 0) return err('no empty line before the checkpoint');
  const lines = text.slice(0, split).split('\n');
  const checkpoint = text.slice(split + 2);
  if (lines.shift() !== HEADER) return err(`the first line is not ${HEADER}`);
  let extra: Uint8Array | undefined;
  if (lines[0]?.startsWith('extra ')) {
    extra = fromBase64((lines.shift() ?? '').slice('extra '.length));
    if (extra === undefined) return err('the extra line is not standard base64');
    if (extra.length > MAX_EXTRA) return err(`the extra data is over ${MAX_EXTRA} bytes`);
  }
  const index = parseCount(/^index (.*)$/.exec(lines.shift() ?? '')?.[1] ?? '');
  if (index === undefined) return err('the index line is missing or not a decimal number');
  if (lines.length > MAX_HASHES) return err(`more than ${MAX_HASHES} hashes`);
  const hashes: Uint8Array[] = [];
  for (const line of lines) {
    const hash = fromBase64(line);
    if (hash?.length !== HASH_BYTES) return err('a hash line is not 32 bytes in standard base64');
    hashes.push(hash);
  }
  // The checkpoint stays a text here: opening it against trusted keys is the next step of whoever verifies.
  if (checkpoint === '' || !checkpoint.endsWith('\n')) return err('the checkpoint is missing or cut off');
  return ok({ index, hashes, checkpoint, ...(extra === undefined ? {} : { extra }) });
}
