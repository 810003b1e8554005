/** Signatures of time-stamp authorities by WebCrypto, which Node and browsers have: RSA (PKCS #1 v1.5), ECDSA, Ed25519. */
import { DerProblem, inside, oidOf, readDer, Tag } from './der.ts';

const hashes: Readonly<Record<string, string>> = {
  '1.3.14.3.2.26': 'SHA-1',
  '2.16.840.1.101.3.4.2.1': 'SHA-256',
  '2.16.840.1.101.3.4.2.2': 'SHA-384',
  '2.16.840.1.101.3.4.2.3': 'SHA-512',
};

/** Signature algorithms that name their hash (RFC 4055 §5, RFC 5758 §3.2), and those that do not. */
const withHash: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.1.11': 'SHA-256',
  '1.2.840.113549.1.1.12': 'SHA-384',
  '1.2.840.113549.1.1.13': 'SHA-512',
  '1.2.840.10045.4.3.2': 'SHA-256',
  '1.2.840.10045.4.3.3': 'SHA-384',
  '1.2.840.10045.4.3.4': 'SHA-512',
};
const RSA = '1.2.840.113549.1.1.1';
const EC = '1.2.840.10045.2.1';
const ED25519 = '1.3.101.112';
const curves: Readonly<Record<string, { name: string; bytes: number }>> = {
  '1.2.840.10045.3.1.7': { name: 'P-256', bytes: 32 },
  '1.3.132.0.34': { name: 'P-384', bytes: 48 },
  '1.3.132.0.35': { name: 'P-521', bytes: 66 },
};

/** The digest by algorithm identifier; undefined for one that is not known. `strong`: SHA-1 is not known either. */
export async function digestBy(oid: string, bytes: Uint8Array, strong = true): Promise<Uint8Array | undefined> {
  const name = hashes[oid];
  if (name === undefined || (strong && name === 'SHA-1')) return undefined;
  return new Uint8Array(await crypto.subtle.digest(name, owned(bytes)));
}

/**
 * Whether the signature holds; `unsupported` for an algorithm that is not known here. `digest`: hash of an algorithm
 * identifier that does not name one.
 */
export async function signatureHolds(input: {
  readonly spki: Uint8Array;
  readonly algorithm: string;
  readonly digest: string;
  readonly signature: Uint8Array;
  readonly signed: Uint8Array;
}): Promise<boolean | 'unsupported'> {
  const key = parametersOf(input.spki, withHash[input.algorithm] ?? hashes[input.digest] ?? 'SHA-1');
  if (key === undefined) return 'unsupported';
  const signature = key.ecBytes === undefined ? input.signature : joined(input.signature, key.ecBytes);
  if (signature === undefined) return false;
  try {
    const imported = await crypto.subtle.importKey('spki', owned(input.spki), key.parameters, false, ['verify']);
    return await crypto.subtle.verify(key.parameters, imported, owned(signature), owned(input.signed));
  } catch {
    // A key that the platform refuses verifies nothing.
    return false;
  }
}

function parametersOf(
  spki: Uint8Array,
  hash: string,
): { parameters: { name: string; hash?: string; namedCurve?: string }; ecBytes?: number } | undefined {
  const [type, curve] = inside(inside(readDer(spki), Tag.Sequence)[0], Tag.Sequence);
  const algorithm = oidOf(type);
  if (algorithm === ED25519) return { parameters: { name: 'Ed25519' } };
  // Threat: with SHA-1 two contents of one signature can be made.
  if (hash === 'SHA-1') return undefined;
  if (algorithm === RSA) return { parameters: { name: 'RSASSA-PKCS1-v1_5', hash } };
  const named = algorithm === EC ? curves[oidOf(curve)] : undefined;
  return named === undefined
    ? undefined
    : { parameters: { name: 'ECDSA', hash, namedCurve: named.name }, ecBytes: named.bytes };
}

/** r and s of a DER signature (RFC 3279 §2.2.3) as WebCrypto takes them: joined, each of the curve's length. */
function joined(signature: Uint8Array, bytes: number): Uint8Array | undefined {
  try {
    const numbers = inside(readDer(signature), Tag.Sequence);
    const out = new Uint8Array(2 * bytes);
    for (const [i, { tag, content }] of numbers.entries()) {
      const value = content[0] === 0 ? content.subarray(1) : content;
      if (tag !== Tag.Integer || value.length > bytes || i > 1) return undefined;
      out.set(value, (i + 1) * bytes - value.length);
    }
    return numbers.length === 2 ? out : undefined;
  } catch (error) {
    if (error instanceof DerProblem) return undefined;
    throw error;
  }
}

/** A copy in a buffer of its own: WebCrypto takes no shared memory, and its types say so. */
function owned(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes);
}
