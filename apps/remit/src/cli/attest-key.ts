/** The key of a person who attests: 32 secret bytes in a file of mode 0600, and its public key beside it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { loadKeyFile, loadOrCreateKeyFile } from '@remit/secrets';
import { ed25519Signer, isKeyName } from '@remit/tlog';
import type { Io } from './io.ts';
import { CommandFailure, ExitCode } from './io.ts';

type Signer = ReturnType<typeof ed25519Signer>;

/** Makes the two files, or completes them when the secret one is there already. */
export function makeAttestKey(io: Io, out: string, name: string): { path: string; vkey: string } {
  if (!isKeyName(name) || name.length > 64)
    throw new CommandFailure(`"${name}" cannot name a key: at most 64 characters, no space, no +.`, ExitCode.Usage);
  const path = resolve(io.cwd, out);
  const { vkey } = ed25519Signer(name, loadOrCreateKeyFile(path));
  writeFileSync(`${path}.vkey`, `${vkey}\n`);
  return { path, vkey };
}

/** The signer of a key file; its name comes from the file beside it, which must belong to it. */
export function readAttestKey(io: Io, file: string): Signer {
  const path = resolve(io.cwd, file);
  const seed = loadKeyFile(path);
  if (seed === undefined)
    throw new CommandFailure(
      `${file}: there is no key. \`remit attest keygen --out ${file} --name NAME\` makes one.`,
      ExitCode.Usage,
    );
  const vkey = publicKey(path);
  const signer = ed25519Signer(vkey.slice(0, vkey.indexOf('+')), seed);
  if (signer.vkey !== vkey)
    throw new CommandFailure(
      `${file}.vkey is not the public key of ${file}. Make it again with \`remit attest keygen\`.`,
      ExitCode.Usage,
    );
  return signer;
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
