/** Ed25519 keys in DER and back (RFC 8410). The prefixes are fixed: nothing of the structure varies. */

const SPKI_PREFIX = Uint8Array.of(0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00);

/** The 32 bytes of a SubjectPublicKeyInfo, or undefined when it is not one of an Ed25519 key. */
export function rawOfSpki(spki: Uint8Array): Uint8Array | undefined {
  if (spki.length !== SPKI_PREFIX.length + 32 || SPKI_PREFIX.some((byte, i) => spki[i] !== byte)) return undefined;
  return Uint8Array.from(spki.subarray(SPKI_PREFIX.length));
}

/** SubjectPublicKeyInfo of 32 bytes. */
export function spkiOf(publicKey: Uint8Array): Uint8Array {
  const out = new Uint8Array(SPKI_PREFIX.length + 32);
  out.set(SPKI_PREFIX);
  out.set(publicKey, SPKI_PREFIX.length);
  return out;
}
