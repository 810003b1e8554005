/** A PIN or a credential in a file of its own, which nobody else may read. */
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { secretsError } from '../errors.ts';

/** The text without its last newline. @throws SecretsError `secrets.key-file-mode` when others can read it. */
export function readSecretFile(path: string): string {
  const file = openSync(path, 'r');
  try {
    // Checked on the open file, not on the name, so that it cannot be swapped in between.
    const mode = fstatSync(file).mode & 0o777;
    if ((mode & 0o077) !== 0) throw secretsError('secrets.key-file-mode', `${path} has mode 0${mode.toString(8)}`);
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  } finally {
    closeSync(file);
  }
}
