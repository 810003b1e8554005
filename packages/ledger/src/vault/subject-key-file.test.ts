import { createHash } from 'node:crypto';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openSubjectKeys, readSubjectKeys } from './subject-key-file.ts';

let path: string;
beforeEach(() => {
  path = join(mkdtempSync(join(tmpdir(), 'remit-keys-')), 'deep', 'keys.bin');
});
afterEach(() => rmSync(join(path, '..', '..'), { recursive: true, force: true }));

const handle = (n: number) => `p_${String(n).padStart(22, '0')}`;
const row = (n: number) => ({
  handle: handle(n),
  key: createHash('sha512').update(`key ${n}`).digest().subarray(0, 61),
});

it('[erasure.subject-keys] keeps keys by handle, sees what another process adds, and overwrites what is destroyed', () => {
  const file = openSubjectKeys(path);
  const reader = readSubjectKeys(path);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const rows = Array.from({ length: 5_000 }, (_, n) => row(n));
  file.add(rows.slice(0, 10));
  expect(reader.get(handle(9))).toEqual(Buffer.from(row(9).key));
  file.add(rows);
  for (const n of [0, 4_096, 4_999]) expect(reader.get(handle(n))).toEqual(Buffer.from(row(n).key));
  expect(reader.state(handle(5_000))).toBe('absent');
  const before = readFileSync(path);
  expect(before.includes(Buffer.from(row(7).key))).toBe(true);
  expect(file.destroy([handle(7), handle(7), handle(9_999)])).toBe(1);
  expect(reader.get(handle(7))).toBeUndefined();
  expect(reader.state(handle(7))).toBe('destroyed');
  expect(readFileSync(path).includes(Buffer.from(row(7).key))).toBe(false);
  // A resent record does not bring a destroyed key back.
  file.add([row(7)]);
  expect(file.state(handle(7))).toBe('destroyed');
  expect(readFileSync(path)).toHaveLength(before.length);
  reader.close();
  file.close();
});

it('[erasure.subject-keys] cuts off a slot that a crash left half written, and a reader without a file finds nothing', () => {
  expect(readSubjectKeys(path).get(handle(1))).toBeUndefined();
  const first = openSubjectKeys(path);
  first.add([row(1)]);
  first.close();
  appendFileSync(path, Buffer.alloc(40, 1));
  const again = openSubjectKeys(path);
  again.add([row(2)]);
  expect(again.get(handle(1))).toEqual(Buffer.from(row(1).key));
  expect(again.get(handle(2))).toEqual(Buffer.from(row(2).key));
  again.close();
});
