import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createUnpacker } from './unpack.ts';

function unpack(bytes: Uint8Array, piece: number): { text: Buffer; end: string | undefined } {
  const unpacker = createUnpacker(bytes);
  const parts: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += piece)
    parts.push(Buffer.from(unpacker.push(bytes.subarray(at, at + piece))));
  return { text: Buffer.concat(parts), end: unpacker.end() };
}

describe('unpacking', () => {
  it('[ingest.gzip] gives what node:zlib gives, in pieces of any size and for several members in a row', () => {
    const part = fc.array(fc.constantFrom('abc', '\n', '{"x":1}', 'ÿ', '0'.repeat(3000)), { maxLength: 200 });
    fc.assert(
      fc.property(
        fc.array(part, { minLength: 1, maxLength: 3 }),
        fc.integer({ min: 1, max: 5000 }),
        (members, piece) => {
          const packed = Buffer.concat(members.map((words) => gzipSync(words.join(''))));
          const { text, end } = unpack(packed, piece);
          expect(text.equals(gunzipSync(packed))).toBe(true);
          expect(end).toBeUndefined();
        },
      ),
    );
  });

  it('[ingest.gzip-cut] a cut object gives what can be unpacked before the cut and says that it was cut, wherever it was', () => {
    const plain = Buffer.from(Array.from({ length: 2000 }, (_, i) => `line ${i * 7919}\n`).join(''));
    const packed = gzipSync(plain);
    for (let end = 2; end < packed.length; end += end > packed.length - 12 ? 1 : 97) {
      const cut = unpack(packed.subarray(0, end), 512);
      expect(cut.end, String(end)).toBe('gzip_cut_off');
      expect(plain.subarray(0, cut.text.length).equals(cut.text)).toBe(true);
    }
    expect(unpack(packed.subarray(0, packed.length - 9), 512).text.length).toBeGreaterThan(plain.length - 300);
  });

  it('[ingest.gzip-cut] damage and bytes behind the end are told, zero padding is not damage', () => {
    const packed = gzipSync('x'.repeat(100_000));
    const damaged = Buffer.from(packed);
    damaged[damaged.length - 8] = (damaged.at(-8) ?? 0) ^ 1;
    expect(unpack(damaged, 64).end).toBe('gzip_damaged');
    expect(unpack(Buffer.concat([packed, Buffer.from('more')]), 64).end).toBe('gzip_damaged');
    expect(unpack(Buffer.concat([packed, Buffer.alloc(512)]), 64)).toMatchObject({ end: undefined });
  });

  it('[ingest.gzip] gives all of an object that is packed a thousandfold', () => {
    const plain = Buffer.from(`{"a":"${'12'.repeat(3_000_000)}"}`);
    expect(unpack(gzipSync(plain), 16_384).text.equals(plain)).toBe(true);
  });

  it('passes plain objects on', () => {
    expect(unpack(Buffer.from('{"a":1}'), 3)).toEqual({ text: Buffer.from('{"a":1}'), end: undefined });
  });
});
