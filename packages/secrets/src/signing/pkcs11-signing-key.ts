/**
 * A signing key in a PKCS #11 token (v3.0, CKM_EDDSA). pkcs11js is a native module and is loaded only here.
 *
 * The token must hold the key pair: a private key with CKA_SIGN and a public key of the same label, on curve
 * edwards25519, whose CKA_EC_POINT is the 32 bytes, bare or in a DER octet string.
 */
import type { Buffer } from 'node:buffer';
import { RemitError } from '@remit/core';
import { secretsError } from '../errors.ts';
import { openPkcs11Library } from './pkcs11-library.ts';
import { readSecretFile } from './secret-file.ts';
import type { SigningKey, SigningKeyPlace } from './signing-key.ts';

/** PKCS #11 v3.0 §2.3.14; pkcs11js has no name for it. */
const CKM_EDDSA = 0x1057;

/** Opens the token and finds the key. @throws SecretsError `secrets.signing-key`, `secrets.key-file-mode`. */
export async function pkcs11SigningKey(place: Extract<SigningKeyPlace, { kind: 'pkcs11' }>): Promise<SigningKey> {
  const { default: pkcs11 } = await import('pkcs11js');
  const wrong = (why: string) => secretsError('secrets.signing-key', `PKCS #11 ${place.module}: ${why}`);
  // A signer that a server starts has no environment of its own; the module reads this when it is initialised.
  const [name, value] = place.environment?.split(/=(.*)/s) ?? [];
  // oxlint-disable-next-line node/no-process-env -- written, not read: a native library knows no other way.
  if (name !== undefined && value !== undefined) process.env[name] = value;
  const { library, release } = await openPkcs11Library(place.module).catch((error: unknown) => {
    throw wrong(`the library cannot be loaded (${wordsOf(error)})`);
  });
  try {
    const slot = library
      .C_GetSlotList(true)
      .find((candidate) => library.C_GetTokenInfo(candidate).label.trim() === place.token);
    if (slot === undefined) throw wrong(`no token is labelled ${place.token}`);
    const session = library.C_OpenSession(slot, pkcs11.CKF_SERIAL_SESSION);
    const pin = readSecretFile(place.pinFile);
    try {
      library.C_Login(session, pkcs11.CKU_USER, pin);
    } catch (error) {
      // A login is the whole process's: that of another key of this token counts.
      if (!wordsOf(error).includes('CKR_USER_ALREADY_LOGGED_IN')) throw error;
    }
    const find = (kind: number): Buffer => {
      library.C_FindObjectsInit(session, [
        { type: pkcs11.CKA_CLASS, value: kind },
        { type: pkcs11.CKA_LABEL, value: place.key },
      ]);
      const found = [library.C_FindObjects(session), library.C_FindObjects(session)];
      library.C_FindObjectsFinal(session);
      const [key, second] = found;
      if (key === null || key === undefined) throw wrong(`no key is labelled ${place.key}`);
      // Threat: of two keys of one label either could be meant.
      if (second !== null && second !== undefined) throw wrong(`two keys are labelled ${place.key}`);
      return key;
    };
    const privateKey = find(pkcs11.CKO_PRIVATE_KEY);
    const [point] = library.C_GetAttributeValue(session, find(pkcs11.CKO_PUBLIC_KEY), [{ type: pkcs11.CKA_EC_POINT }]);
    const publicKey = pointOf(point?.value);
    if (publicKey === undefined) throw wrong(`the key ${place.key} is not an Ed25519 key`);
    return {
      publicKey,
      async sign(message) {
        library.C_SignInit(session, { mechanism: CKM_EDDSA }, privateKey);
        return new Uint8Array(await library.C_SignAsync(session, asBuffer(message), asBuffer(new Uint8Array(64))));
      },
      close() {
        // The last session that is closed ends the login.
        library.C_CloseSession(session);
        release();
        return Promise.resolve();
      },
    };
  } catch (error) {
    release();
    throw error instanceof RemitError ? error : wrong(wordsOf(error));
  }
}

function pointOf(value: unknown): Uint8Array | undefined {
  if (!(value instanceof Uint8Array)) return undefined;
  if (value.length === 32) return Uint8Array.from(value);
  // DER: OCTET STRING of 32 bytes.
  return value.length === 34 && value[0] === 0x04 && value[1] === 0x20 ? Uint8Array.from(value.subarray(2)) : undefined;
}

function asBuffer(bytes: Uint8Array): Buffer {
  return globalThis.Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
