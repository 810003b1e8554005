import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { base64UrlOfText, decodePure, fromBase64, fromBase64Url, toBase64, toBase64Url } from './base64.ts';
import { fromHex, fromUtf8, toHex, utf8 } from './bytes.ts';
import { fixedClock } from './clock.ts';
import { createIdSource } from './ids.ts';
import { sha256 } from './sha256.ts';

describe('encodings', () => {
  it('[core.base64-strict] a text decodes only if it is the one encoding of its bytes', () => {
    for (const bad of ['!!notbase64!!', 'AA', 'AAA', 'AB==', 'AA==\n', ' AA==', 'A-==', 'AA=A', '====', 'AAAA='])
      expect(fromBase64(bad), bad).toBeUndefined();
    for (const bad of ['AB', 'A', 'AA==', 'A+', 'A/A']) expect(fromBase64Url(bad), bad).toBeUndefined();
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), (text) => {
        const standard = fromBase64(text);
        expect(standard === undefined ? text : toBase64(standard)).toBe(text);
        const url = fromBase64Url(text);
        expect(url === undefined ? text : toBase64Url(url)).toBe(text);
      }),
    );
  });

  it('[core.base64-strict] accepts exactly what encodes back, over every text of an alphabet that holds both forms', () => {
    const letters = ['A', 'Q', 'g', '9', '+', '/', '-', '_', '='];
    let accepted = 0;
    for (let n = 0; n < letters.length ** 4; n++) {
      const text = [0, 1, 2, 3].map((i) => letters[Math.floor(n / letters.length ** i) % letters.length]).join('');
      // The lax decoder of the platform, held to its own encoding, is an independent oracle.
      const lax = Buffer.from(text, 'base64');
      expect(fromBase64(text) !== undefined, text).toBe(lax.toString('base64') === text);
      expect(decodePure(text, true), text).toEqual(fromBase64(text));
      const laxUrl = Buffer.from(text, 'base64url');
      expect(fromBase64Url(text) !== undefined, text).toBe(laxUrl.toString('base64url') === text);
      expect(decodePure(text, false), text).toEqual(fromBase64Url(text));
      if (fromBase64(text) !== undefined) accepted += 1;
    }
    console.log(`base64 texts ${letters.length ** 4}, accepted ${accepted}`);
  });

  it('[core.base64-strict] bytes round trip through base64, base64url, hex and UTF-8', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(fromBase64(toBase64(bytes))).toEqual(bytes);
        expect(fromBase64Url(toBase64Url(bytes))).toEqual(bytes);
        expect(fromHex(toHex(bytes))).toEqual(bytes);
        const text = fromUtf8(bytes);
        expect(text === undefined ? bytes : utf8(text)).toEqual(bytes);
        if (text !== undefined) expect(base64UrlOfText(text)).toBe(toBase64Url(bytes));
      }),
    );
  });

  it('a hash is a plain array, so that slice copies it', () => {
    const hash = sha256(utf8('abc'));
    expect(toHex(hash)).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(Object.getPrototypeOf(hash)).toBe(Uint8Array.prototype);
    expect(sha256(utf8('a'), utf8('bc'))).toEqual(hash);
  });

  it('ids of one writer rise even when the clock steps back', () => {
    const clock = fixedClock(1_700_000_000_000);
    const next = createIdSource(clock);
    const ids = [next(), next()];
    clock.advance(-60_000);
    ids.push(next(), next());
    expect([...ids].sort()).toEqual(ids);
  });
});
