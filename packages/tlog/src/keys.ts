/** Note keys: the vkey text form, Ed25519 log keys (0x01) and cosigner keys (0x04). C2SP signed-note, tlog-cosignature. */
import type { Clock } from '@remit/core';
import { concatBytes, equalBytes, fromBase64, sha256, toBase64, toHex, utf8 } from '@remit/core';
import { publicKeyOf, sign, verify } from './ed25519.ts';
import type { NoteSigner, NoteVerifier } from './note.ts';
import { COSIGNATURE_TYPE, isKeyName, timestampOf } from './note.ts';
import { isLowOrder } from './weak-keys.ts';

/** Type of a plain Ed25519 signature. */
export const ED25519_TYPE = 0x01;

/** First four bytes of SHA-256(name || 0x0A || type || public key). */
export function keyIdOf(name: string, type: number, publicKey: Uint8Array): Uint8Array {
  return sha256(utf8(name), Uint8Array.of(0x0a, type), publicKey).subarray(0, 4);
}

/** `name+hex(key id)+base64(type || public key)`. */
export function formatVkey(name: string, type: number, publicKey: Uint8Array): string {
  return `${name}+${toHex(keyIdOf(name, type, publicKey))}+${toBase64(concatBytes(Uint8Array.of(type), publicKey))}`;
}

/** A verification key with its parts. */
export interface ParsedVkey extends NoteVerifier {
  /** Raw Ed25519 key, 32 bytes. */
  readonly publicKey: Uint8Array;
}

/** The key of a vkey text (types 0x01 and 0x04), or undefined when it is malformed, of another type, of low order, or its key id is wrong. */
export function parseVkey(vkey: string): ParsedVkey | undefined {
  // Split on the first two plus signs: base64 may hold more.
  const first = vkey.indexOf('+');
  const second = vkey.indexOf('+', first + 1);
  if (first < 0 || second < 0) return undefined;
  const name = vkey.slice(0, first);
  const id = vkey.slice(first + 1, second);
  const bytes = fromBase64(vkey.slice(second + 1));
  if (!isKeyName(name) || !/^[0-9a-f]{8}$/.test(id) || bytes?.length !== 33) return undefined;
  const type = bytes[0] ?? 0;
  const publicKey = bytes.subarray(1);
  const keyId = keyIdOf(name, type, publicKey);
  if (toHex(keyId) !== id || isLowOrder(publicKey)) return undefined;
  if (type === ED25519_TYPE)
    return { name, keyId, type, publicKey, verify: (text, signature) => verify(publicKey, text, signature) };
  if (type === COSIGNATURE_TYPE) return { name, keyId, type, publicKey, verify: cosignatureCheck(publicKey) };
  return undefined;
}

/** Signs as a log: type 0x01 over the note text. `seed`: 32 bytes. */
export function ed25519Signer(name: string, seed: Uint8Array): NoteSigner & { readonly vkey: string } {
  const publicKey = publicKeyOf(checked(name, seed));
  return {
    name,
    keyId: keyIdOf(name, ED25519_TYPE, publicKey),
    type: ED25519_TYPE,
    vkey: formatVkey(name, ED25519_TYPE, publicKey),
    sign: (text) => sign(seed, text),
  };
}

/** Signs as a log with a key that lies elsewhere, in a token or a key service. `publicKey`: 32 bytes. */
export function ed25519KeySigner(
  name: string,
  publicKey: Uint8Array,
  sign: (text: Uint8Array) => Promise<Uint8Array>,
): NoteSigner & { readonly vkey: string } {
  checked(name, publicKey);
  return {
    name,
    keyId: keyIdOf(name, ED25519_TYPE, publicKey),
    type: ED25519_TYPE,
    vkey: formatVkey(name, ED25519_TYPE, publicKey),
    sign,
  };
}

/** Signs as a witness: cosignature/v1 with the clock's time. Never share the seed with another cosigner: the message does not bind the name. */
export function cosigner(name: string, seed: Uint8Array, clock: Clock): NoteSigner & { readonly vkey: string } {
  const publicKey = publicKeyOf(checked(name, seed));
  return {
    name,
    keyId: keyIdOf(name, COSIGNATURE_TYPE, publicKey),
    type: COSIGNATURE_TYPE,
    vkey: formatVkey(name, COSIGNATURE_TYPE, publicKey),
    async sign(text) {
      const seconds = Math.floor(clock.now() / 1000);
      const stamp = new Uint8Array(8);
      new DataView(stamp.buffer).setBigUint64(0, BigInt(seconds));
      return concatBytes(stamp, await sign(seed, cosignedMessage(seconds, text)));
    },
  };
}

function cosignatureCheck(publicKey: Uint8Array): NoteVerifier['verify'] {
  return async (text, signature) => {
    const seconds = timestampOf(signature);
    // A cosignature's timestamp is not 0 (tlog-witness): 0 would read as "no time".
    if (signature.length !== 72 || seconds === undefined || seconds === 0) return false;
    return await verify(publicKey, cosignedMessage(seconds, text), signature.subarray(8));
  };
}

function cosignedMessage(seconds: number, text: Uint8Array): Uint8Array {
  return concatBytes(utf8(`cosignature/v1\ntime ${seconds}\n`), text);
}

function checked(name: string, seed: Uint8Array): Uint8Array {
  if (!isKeyName(name)) throw new TypeError(`"${name}" cannot name a key: no spaces, no +, not empty`);
  return seed;
}

/** True when both verify with the same key material, whatever they are called. */
export function sameKey(a: ParsedVkey, b: ParsedVkey): boolean {
  return equalBytes(a.publicKey, b.publicKey);
}
