/**
 * A 32-byte key in a file of its own, outside any database (ledger reference §3: destroying the key also shreds
 * backups of what it wraps).
 *
 * Threat: a key that others can read is no key. A file with another mode, length or kind is refused, never repaired:
 * a silently replaced key would make everything sealed under the old one unreadable.
 */
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fstatSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { secretsError } from './errors.ts';

const KEY_BYTES = 32;

/**
 * The key in `path`. When the file does not exist it is created with 32 random bytes, mode 0600, and file and folder
 * are fsynced before the key is returned; the folder is created with mode 0700 when it is missing.
 * @throws SecretsError `secrets.key-file-mode`, `secrets.key-file-length` or `secrets.key-file-kind`, naming the path.
 */
export function loadOrCreateKeyFile(path: string): Uint8Array {
  return loadKeyFile(path) ?? createKeyFile(path);
}

/**
 * The key in `path`, or undefined when there is no such file. Creates nothing.
 * @throws SecretsError as {@link loadOrCreateKeyFile}.
 */
export function loadKeyFile(path: string): Uint8Array | undefined {
  const file = openExisting(path);
  if (file === undefined) return undefined;
  try {
    // Checked on the open file, not on the name, so that it cannot be swapped in between.
    const stat = fstatSync(file);
    if (!stat.isFile()) throw secretsError('secrets.key-file-kind', path);
    const mode = stat.mode & 0o777;
    if (mode !== 0o600) throw secretsError('secrets.key-file-mode', `${path} has mode 0${mode.toString(8)}`);
    if (stat.size !== KEY_BYTES) throw secretsError('secrets.key-file-length', `${path} holds ${stat.size} bytes`);
    const key = new Uint8Array(KEY_BYTES);
    if (readSync(file, key, 0, KEY_BYTES, 0) !== KEY_BYTES) throw secretsError('secrets.key-file-length', path);
    return key;
  } finally {
    closeSync(file);
  }
}

function openExisting(path: string): number | undefined {
  try {
    return openSync(path, 'r');
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function createKeyFile(path: string): Uint8Array {
  const folder = dirname(path);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const key = new Uint8Array(randomBytes(KEY_BYTES));
  const draft = `${path}.${randomBytes(6).toString('hex')}.new`;
  const file = openSync(draft, 'wx', 0o600);
  try {
    writeSync(file, key);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  try {
    // A link never replaces: if another process was quicker, its key is the key.
    linkSync(draft, path);
  } catch (error) {
    if (!isErrno(error, 'EEXIST')) throw error;
  } finally {
    unlinkSync(draft);
  }
  fsyncFolder(folder);
  const stored = loadKeyFile(path);
  if (stored === undefined) throw secretsError('secrets.key-file-kind', `${path} vanished while it was created`);
  return stored;
}

function fsyncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
