/**
 * A COSE receipt of inclusion for one record (RFC 9942, RFC9162_SHA256; ledger reference §1.9).
 *
 * Decision: signed by the key that signs packs, which the log names, and not by the key of the log: that one signs checkpoints
 * and nothing else. Whoever wants the word of the log and its witnesses takes the `.tlog-proof` of the record.
 */
import type { Result } from '@remit/core';
import { equalBytes, err, ok } from '@remit/core';
import { leafHash, nodeHash, parseVkey, verifyInclusion } from '@remit/tlog';
import type { ReportSigner } from '../sign-manifest.ts';
import { EDDSA, fromCbor, readSign1, signDetached, toBeSigned, toCbor } from './cose-sign1.ts';
import type { ProvenRecord } from './proven-record.ts';

// Labels: alg, kid (RFC 9052), CWT claims (RFC 9597), vds and proofs of a verifiable data structure (RFC 9942).
const ALG = 1;
const KID = 4;
const CLAIMS = 15;
const VDS = 395;
const PROOFS = 396;
const INCLUSION = -1;
/** RFC9162_SHA256. */
const RFC9162 = 1;
const ISSUER = 1;
const SUBJECT = 2;

/** What a receipt shows. */
export interface CheckedReceipt {
  /** Issuer and subject, as signed: the origin of the log, and the id of the record. */
  readonly issuer: string;
  readonly subject: string;
  /** As sent. A receipt signs the root alone, and trees of several sizes can have a path of this shape. */
  readonly size: number;
  readonly index: number;
  /** What was signed. */
  readonly root: Uint8Array;
}

/** The receipt. Throws RangeError for a tree of one leaf: its path would be empty, and a receipt has at least one hash. */
export async function makeReceipt(proven: ProvenRecord, recordId: string, signer: ReportSigner): Promise<Uint8Array> {
  if (proven.hashes.length === 0) throw new RangeError('a tree of one leaf has no inclusion receipt');
  const claims = new Map([
    [ISSUER, proven.origin],
    [SUBJECT, recordId],
  ]);
  const header = new Map<number, unknown>([
    [ALG, EDDSA],
    [KID, signer.keyId],
    [CLAIMS, claims],
    [VDS, RFC9162],
  ]);
  const path = toCbor([proven.size, proven.index, proven.hashes]);
  const proofs = new Map([[PROOFS, new Map([[INCLUSION, [path]]])]]);
  return await signDetached(header, proofs, proven.root, (message) => signer.sign(message));
}

/** Checks a receipt of an entry against a verifier key (`name+hash+base64`, Ed25519). Never throws for what others send. */
export async function checkReceipt(
  receipt: Uint8Array,
  entry: Uint8Array,
  vkey: string,
): Promise<Result<CheckedReceipt, string>> {
  const key = parseVkey(vkey);
  if (key === undefined) return err('not a verifier key');
  const read = readSign1(receipt);
  if (!read.ok) return read;
  const { protectedBytes, protectedHeader, unprotected, payload, signature } = read.value;
  const kid = protectedHeader.get(KID);
  const claims = protectedHeader.get(CLAIMS);
  if (protectedHeader.get(ALG) !== EDDSA || protectedHeader.get(VDS) !== RFC9162)
    return err('not a receipt of RFC9162_SHA256 signed by EdDSA');
  if (!(kid instanceof Uint8Array) || !equalBytes(kid, key.keyId)) return err('signed by another key');
  if (payload !== undefined) return err('a receipt has no payload: the root follows from the proof');
  const path = pathOf(unprotected.get(PROOFS));
  if (path === undefined) return err('it holds no single inclusion proof');
  const root = rootFrom(path, entry);
  if (root === undefined) return err('the proof does not fit its index and size');
  if (!(await key.verify(toBeSigned(protectedBytes, new Uint8Array(), root), signature)))
    return err('the signature does not hold for this entry and proof');
  if (!(claims instanceof Map)) return err('it names neither issuer nor subject');
  const { size, index } = path;
  return ok({ issuer: String(claims.get(ISSUER)), subject: String(claims.get(SUBJECT)), size, index, root });
}

interface Path {
  readonly size: number;
  readonly index: number;
  readonly hashes: readonly Uint8Array[];
}

function pathOf(proofs: unknown): Path | undefined {
  const list: unknown = proofs instanceof Map ? proofs.get(INCLUSION) : undefined;
  const [bytes, ...more] = Array.isArray(list) ? (list as readonly unknown[]) : [];
  const value = bytes instanceof Uint8Array && more.length === 0 ? fromCbor(bytes) : undefined;
  const [size, index, hashes] = Array.isArray(value) ? (value as readonly unknown[]) : [];
  if (!Number.isSafeInteger(size) || !Number.isSafeInteger(index) || !Array.isArray(hashes)) return undefined;
  const good = hashes.every((hash) => hash instanceof Uint8Array && hash.length === 32) && hashes.length > 0;
  // Proof: checked on the lines above.
  return good ? { size: size as number, index: index as number, hashes: hashes as Uint8Array[] } : undefined;
}

/** The root that the path leads to (RFC 9162 §2.1.3.2); undefined when the path does not fit. */
function rootFrom({ size, index, hashes }: Path, entry: Uint8Array): Uint8Array | undefined {
  const root = climb(size, index, hashes, leafHash(entry));
  if (root === undefined) return undefined;
  const claim = { index: BigInt(index), size: BigInt(size), leafHash: leafHash(entry), proof: hashes, root };
  return verifyInclusion(claim) ? root : undefined;
}

function climb(size: number, index: number, hashes: readonly Uint8Array[], leaf: Uint8Array): Uint8Array | undefined {
  if (index < 0 || index >= size) return undefined;
  let at = BigInt(index);
  let last = BigInt(size) - 1n;
  let node = leaf;
  for (const sibling of hashes) {
    if (last === 0n) return undefined;
    if ((at & 1n) === 1n || at === last) {
      node = nodeHash(sibling, node);
      while ((at & 1n) === 0n && at !== 0n) [at, last] = [at >> 1n, last >> 1n];
    } else node = nodeHash(node, sibling);
    [at, last] = [at >> 1n, last >> 1n];
  }
  return last === 0n ? node : undefined;
}
