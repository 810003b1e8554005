/** The key of a person who attests: 32 secret bytes in a file of mode 0600, and its public key beside it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { AttestationSigner } from '@remit/catalogue';
import { attestationSigner } from '@remit/catalogue';
import { loadKeyFile, loadOrCreateKeyFile } from '@remit/secrets';
import type { Io } from './io.ts';
import { CommandFailure, ExitCode } from './io.ts';

/** Makes the two files, or completes them when the secret one is there already. */
export function makeAttestKey(io: Io, out: string, name: string): { path: string; vkey: string } {
  // A name that is refused must leave no key behind.
  signerOf(name, new Uint8Array(32));
  const path = resolve(io.cwd, out);
  const { vkey } = signerOf(name, loadOrCreateKeyFile(path));
  writeFileSync(`${path}.vkey`, `${vkey}\n`);
  return { path, vkey };
}

/** The signer of a key file; its name comes from the file beside it, which must belong to it. */
export function readAttestKey(io: Io, file: string): AttestationSigner {
  const path = resolve(io.cwd, file);
  const seed = loadKeyFile(path);
  if (seed === undefined)
    throw new CommandFailure(
      `${file}: there is no key. \`remit attest keygen --out ${file} --name NAME\` makes one.`,
      ExitCode.Usage,
    );
  const vkey = publicKey(path);
  const signer = signerOf(vkey.slice(0, vkey.indexOf('+')), seed);
  if (signer.vkey !== vkey)
    throw new CommandFailure(
      `${file}.vkey is not the public key of ${file}. Make it again with \`remit attest keygen\`.`,
      ExitCode.Usage,
    );
  return signer;
}

function signerOf(name: string, seed: Uint8Array): AttestationSigner {
  const signer = attestationSigner(name, seed);
  if (!signer.ok) throw new CommandFailure(signer.error, ExitCode.Usage);
  return signer.value;
}

function publicKey(path: string): string {
  try {
    const vkey = readFileSync(`${path}.vkey`, 'utf8').trim();
    if (vkey.indexOf('+') > 0) return vkey;
  } catch {
    // Missing or unreadable: the same answer as for a file that holds no key.
  }
  throw new CommandFailure(
    `${path}.vkey: the public key is missing. \`remit attest keygen --out ${path} --name NAME\` writes it.`,
    ExitCode.Usage,
  );
}
