/** Wrapping of data keys by a key that lives outside the database (ledger reference §3). */
import { loadOrCreateKeyFile } from './key-file.ts';
import { open, seal } from './seal.ts';

/** What a key provider offers: a file today, a KMS or PKCS#11 token later. */
export interface KeyWrapper {
  /** Encrypts a data key. `aad` names what the key is for and must be given again. */
  wrap(dek: Uint8Array, aad: Uint8Array): Uint8Array;
  /** The data key, or undefined when the wrapped bytes, the aad or the wrapping key are others. */
  unwrap(wrapped: Uint8Array, aad: Uint8Array): Uint8Array | undefined;
}

/** Wraps under a 32-byte key held in memory. */
export function keyWrapper(key: Uint8Array): KeyWrapper {
  return {
    wrap: (dek, aad) => seal(key, dek, aad),
    unwrap: (wrapped, aad) => open(key, wrapped, aad),
  };
}

/** Wraps under the key in a file, which is created when it does not exist. @throws as loadOrCreateKeyFile. */
export function fileKeyWrapper(path: string): KeyWrapper {
  return keyWrapper(loadOrCreateKeyFile(path));
}
