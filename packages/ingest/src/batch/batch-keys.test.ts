import { createHash, hkdfSync } from 'node:crypto';
import { commitmentOf } from '@remit/record';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { batchKeys } from './batch-keys.ts';

const KEY = Buffer.alloc(32, 7);
const keys = batchKeys(KEY);

/** HKDF-Expand of one block, as RFC 5869 §2.3 writes it. */
function expanded(info: string): Buffer {
  const pad = (byte: number) => Buffer.from(Array.from({ length: 64 }, (_, i) => (KEY[i] ?? 0) ^ byte));
  const sha = (...parts: Uint8Array[]) => createHash('sha256').update(Buffer.concat(parts)).digest();
  return sha(pad(0x5c), sha(pad(0x36), Buffer.from(`${info}\u0001`)));
}

describe('keys of a batch', () => {
  it('[ingest.salts] a salt follows from where the raw record lies; in batches of version 1 from the number of its event', () => {
    const opened = (text: string) => JSON.parse(Buffer.from(text, 'base64url').toString()) as [string, string, unknown];
    const [salt, field, value] = opened(keys.disclose({ offset: 99 }, 'args', { x: 1.5 }).disclosure);
    expect([field, value]).toEqual(['args', { x: 1.5 }]);
    expect(salt).toBe(expanded('remit/v2/ingest-salt\n99\nargs').toString('base64url'));
    const [old] = opened(keys.disclose({ n: 99 }, 'args', null).disclosure);
    expect(old).toBe(expanded('remit/v1/ingest-salt\n99\nargs').toString('base64url'));
    expect(Buffer.from(keys.raw)).toEqual(expanded('remit/v1/ingest-raw'));
    expect(hkdfSync('sha256', KEY, '', '', 32)).not.toEqual(keys.raw);
  });

  it('[ingest.salts] a commitment that is made alone is that of its disclosure', () => {
    fc.assert(
      fc.property(fc.nat(), fc.constantFrom('args', 'result', 'reason'), fc.jsonValue(), (offset, field, value) => {
        const json = JSON.parse(JSON.stringify(value)) as null;
        const { disclosure, commitment } = keys.disclose({ offset }, field, json);
        expect(keys.commit(offset, field, json)).toBe(commitment);
        expect(commitmentOf(disclosure)).toBe(commitment);
      }),
    );
  });
});
