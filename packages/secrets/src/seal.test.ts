import { utf8 } from '@remit/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { combineKeys } from './combine-keys.ts';
import { open, seal } from './seal.ts';

const key = fc.uint8Array({ minLength: 32, maxLength: 32 });
const bytes = fc.uint8Array({ maxLength: 300 });

describe('seal and open', () => {
  it('[secrets.seal] gives back exactly what was sealed', () => {
    fc.assert(
      fc.property(key, bytes, bytes, (k, plain, aad) => {
        expect(open(k, seal(k, plain, aad), aad)).toEqual(plain);
      }),
    );
  });

  it('[secrets.seal] refuses any changed byte, another aad and another key', () => {
    fc.assert(
      fc.property(key, bytes, fc.nat(), fc.integer({ min: 1, max: 255 }), (k, plain, at, flip) => {
        const aad = utf8('what it is');
        const sealed = seal(k, plain, aad);
        const changed = sealed.slice();
        const i = at % sealed.length;
        changed[i] = (changed[i] ?? 0) ^ flip;
        expect(open(k, changed, aad)).toBeUndefined();
        expect(open(k, sealed, utf8('something else'))).toBeUndefined();
        expect(
          open(
            k.map((b) => b ^ 1),
            sealed,
            aad,
          ),
        ).toBeUndefined();
      }),
    );
  });

  it('refuses truncated bytes without throwing', () => {
    const sealed = seal(new Uint8Array(32), utf8('text'), utf8(''));
    for (let end = 0; end < sealed.length; end++)
      expect(open(new Uint8Array(32), sealed.subarray(0, end), utf8(''))).toBeUndefined();
  });

  it('never repeats a nonce for the same content', () => {
    const k = new Uint8Array(32);
    const seen = new Set(Array.from({ length: 200 }, () => Buffer.from(seal(k, utf8('x'), utf8(''))).toString('hex')));
    expect(seen.size).toBe(200);
  });
});

describe('combineKeys', () => {
  it('[secrets.combine] does not depend on the order, and on every one of the keys', () => {
    fc.assert(
      fc.property(key, key, key, (a, b, c) => {
        const all = combineKeys([a, b, c]);
        expect(combineKeys([c, a, b])).toEqual(all);
        expect(combineKeys([a, b])).not.toEqual(all);
        expect(combineKeys([a, b, c.map((x) => x ^ 1)])).not.toEqual(all);
      }),
    );
  });

  it('pins the derivation', () => {
    // Literal from another HKDF implementation (RFC 5869 by hand): another derivation would make stored payloads unreadable.
    expect(Buffer.from(combineKeys([new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)])).toString('hex')).toBe(
      'bff9768250e64736d8a8cb93128b9afc2e7b298548ee097c8aaf8c132a5bbe99',
    );
  });

  it('refuses an empty list and short keys', () => {
    expect(() => combineKeys([])).toThrow(RangeError);
    expect(() => combineKeys([new Uint8Array(31)])).toThrow(RangeError);
  });
});
