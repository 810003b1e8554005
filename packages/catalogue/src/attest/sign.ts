/** Signs statements as a person: a plain Ed25519 signed-note line (C2SP signed-note, type 0x01). */
import type { Result } from '@remit/core';
import { err, ok } from '@remit/core';
import { ed25519Signer, isKeyName, signatureLine } from '@remit/tlog';

/** A person's key. */
export interface AttestationSigner {
  readonly vkey: string;
  /** The signature line over a statement's text. */
  sign(text: string): Promise<string>;
}

/** The signer of a name and 32 secret bytes. Refuses a name that cannot name a key. */
export function attestationSigner(name: string, seed: Uint8Array): Result<AttestationSigner, string> {
  if (!isKeyName(name) || name.length > 64)
    return err(`"${name}" cannot name a key: at most 64 characters, no space, no +.`);
  const signer = ed25519Signer(name, seed);
  return ok({ vkey: signer.vkey, sign: (text) => signatureLine(text, signer) });
}
