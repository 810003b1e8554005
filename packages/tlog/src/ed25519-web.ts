/**
 * Ed25519 in browsers and other runtimes with WebCrypto. Verification is the platform's where it has Ed25519 (Chromium 137,
 * Firefox 129, Safari 17 and later), and our own otherwise. Keys and signatures are made by our own.
 */
import { verify as verifyPure } from './ed25519-pure.ts';

export { publicKeyOf, sign } from './ed25519-pure.ts';

/** True when the signature holds. Never throws for bad keys or signatures: they verify nothing. */
export async function verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): Promise<boolean> {
  if (publicKey.length !== 32 || signature.length !== 64) return false;
  // Absent on pages that were not opened from a secure origin.
  const subtle = globalThis.crypto.subtle as typeof globalThis.crypto.subtle | undefined;
  if (subtle === undefined) return await verifyPure(publicKey, message, signature);
  try {
    const key = await subtle.importKey('raw', owned(publicKey), 'Ed25519', false, ['verify']);
    return await subtle.verify('Ed25519', key, owned(signature), owned(message));
  } catch {
    // The algorithm is unknown here, or the key is refused: both are decided by our own.
    return await verifyPure(publicKey, message, signature);
  }
}

/** A copy in memory of its own: WebCrypto takes no shared memory. */
function owned(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(bytes);
}
