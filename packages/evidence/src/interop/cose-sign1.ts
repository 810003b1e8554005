/** COSE_Sign1 (RFC 9052 §4.2, §4.4) with Ed25519, as far as receipts need it. Maps have integer keys and stay maps. */
import type { Result } from '@remit/core';
import { err, ok } from '@remit/core';
import { decode, encode, rfc8949EncodeOptions, Tagged } from 'cborg';

/** Tag of a COSE_Sign1. */
const SIGN1 = 18;
/** EdDSA (RFC 9053 §2.2). */
export const EDDSA = -8;

/** A header: values by label. */
export type Header = ReadonlyMap<number, unknown>;

/** A COSE_Sign1, taken apart. Nothing of it is verified. */
export interface Sign1 {
  /** The protected header as it was sent. */
  readonly protectedBytes: Uint8Array;
  readonly protectedHeader: Header;
  readonly unprotected: Header;
  /** Undefined when the payload is detached. */
  readonly payload: Uint8Array | undefined;
  readonly signature: Uint8Array;
}

/** CBOR in the deterministic form of RFC 8949 §4.2. */
export function toCbor(value: unknown): Uint8Array {
  return encode(value, rfc8949EncodeOptions);
}

/** CBOR with maps as maps; undefined for anything malformed. */
export function fromCbor(bytes: Uint8Array): unknown {
  try {
    return decode(bytes, { useMaps: true, rejectDuplicateMapKeys: true, tags: { [SIGN1]: (inner) => inner() } });
  } catch {
    return undefined;
  }
}

/** The bytes that are signed (Sig_structure). An empty protected header enters as a string of no bytes. */
export function toBeSigned(protectedBytes: Uint8Array, externalAad: Uint8Array, payload: Uint8Array): Uint8Array {
  const empty = protectedBytes.length === 1 && protectedBytes[0] === 0xa0;
  return toCbor(['Signature1', empty ? new Uint8Array() : protectedBytes, externalAad, payload]);
}

/** Signs a payload that is not sent along. */
export async function signDetached(
  protectedHeader: Header,
  unprotected: Header,
  payload: Uint8Array,
  sign: (message: Uint8Array) => Promise<Uint8Array>,
): Promise<Uint8Array> {
  const protectedBytes = toCbor(protectedHeader);
  const signature = await sign(toBeSigned(protectedBytes, new Uint8Array(), payload));
  return toCbor(new Tagged(SIGN1, [protectedBytes, unprotected, null, signature]));
}

/** Reads a COSE_Sign1, with or without its tag. */
export function readSign1(bytes: Uint8Array): Result<Sign1, string> {
  const value = fromCbor(bytes);
  if (!Array.isArray(value) || value.length !== 4) return err('not a COSE_Sign1');
  const [protectedBytes, unprotected, payload, signature] = value as readonly unknown[];
  if (!(protectedBytes instanceof Uint8Array && signature instanceof Uint8Array && unprotected instanceof Map))
    return err('not a COSE_Sign1');
  const header = protectedBytes.length === 0 ? new Map<number, unknown>() : fromCbor(protectedBytes);
  if (!(header instanceof Map)) return err('the protected header is not a map');
  if (payload !== null && !(payload instanceof Uint8Array)) return err('the payload is not bytes');
  return ok({
    protectedBytes,
    // Labels that are not integers are looked up by none of our readers.
    protectedHeader: header as Header,
    unprotected: unprotected as Header,
    payload: payload ?? undefined,
    signature,
  });
}
