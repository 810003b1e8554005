import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadKeyFile, loadOrCreateKeyFile } from './key-file.ts';
import { fileKeyWrapper } from './key-wrapper.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'remit-secrets-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe('key files', () => {
  it('[secrets.key-file] creates 32 bytes once, mode 0600, and returns the same key ever after', () => {
    const path = join(dir, 'deep', 'vault.key');
    const first = loadOrCreateKeyFile(path);
    expect(first).toHaveLength(32);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(loadOrCreateKeyFile(path)).toEqual(first);
    expect(readdirSync(join(dir, 'deep'))).toEqual(['vault.key']);
  });

  it('[secrets.key-file] refuses a file that others can read, naming path and mode', () => {
    const path = join(dir, 'a.key');
    loadOrCreateKeyFile(path);
    chmodSync(path, 0o640);
    expect(() => loadOrCreateKeyFile(path)).toThrow(`${path} has mode 0640`);
  });

  it('[secrets.key-file] refuses another length and leaves the file as it is', () => {
    const path = join(dir, 'b.key');
    writeFileSync(path, new Uint8Array(31), { mode: 0o600 });
    expect(() => loadOrCreateKeyFile(path)).toThrow(`${path} holds 31 bytes`);
    expect(statSync(path).size).toBe(31);
  });

  it('refuses what is not a regular file', () => {
    const path = join(dir, 'c.key');
    mkdirSync(path);
    expect(() => loadOrCreateKeyFile(path)).toThrow('not a regular file');
  });

  it('loadKeyFile creates nothing', () => {
    const path = join(dir, 'none.key');
    expect(loadKeyFile(path)).toBeUndefined();
    expect(existsSync(path)).toBe(false);
  });

  it('a wrapper over the same file opens what an earlier one wrapped; another file does not', () => {
    const dek = new Uint8Array(32).fill(7);
    const aad = new Uint8Array([1]);
    const wrapped = fileKeyWrapper(join(dir, 'k')).wrap(dek, aad);
    expect(fileKeyWrapper(join(dir, 'k')).unwrap(wrapped, aad)).toEqual(dek);
    expect(fileKeyWrapper(join(dir, 'k')).unwrap(wrapped, new Uint8Array([2]))).toBeUndefined();
    expect(fileKeyWrapper(join(dir, 'other')).unwrap(wrapped, aad)).toBeUndefined();
  });
});
