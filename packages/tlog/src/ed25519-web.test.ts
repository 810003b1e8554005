import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fromHex, toHex, utf8 } from '@remit/core';
import { sharedFolder } from '@remit/testing/shared-data';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as node from './ed25519-node.ts';
import * as pure from './ed25519-pure.ts';
import * as web from './ed25519-web.ts';
import { sha512 } from './sha512-pure.ts';

const edges = sharedFolder('vectors', 'c2sp-cctv-ed25519', 'ed25519vectors.json');

describe('Ed25519 without node:crypto', () => {
  it('[tlog.ed25519-pure] SHA-512 as by node:crypto', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        expect(toHex(sha512(bytes))).toBe(createHash('sha512').update(bytes).digest('hex'));
      }),
      { numRuns: 40 },
    );
  });

  it('[tlog.ed25519-pure] test 2 of RFC 8032 §7.1; keys and signatures as by node:crypto', async () => {
    const seed = fromHex('4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb') ?? utf8('');
    expect(toHex(pure.publicKeyOf(seed))).toBe('3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c');
    expect(toHex(await pure.sign(seed, Uint8Array.of(0x72)))).toBe(
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
    );
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        fc.uint8Array({ maxLength: 200 }),
        async (key, message) => {
          const publicKey = node.publicKeyOf(key);
          const signature = await node.sign(key, message);
          expect(pure.publicKeyOf(key)).toEqual(publicKey);
          expect(await pure.sign(key, message)).toEqual(signature);
          for (const { verify } of [pure, web]) {
            expect(await verify(publicKey, message, signature)).toBe(true);
            expect(await verify(publicKey, Uint8Array.of(...message, 1), signature)).toBe(false);
            expect(await verify(publicKey.subarray(1), message, signature)).toBe(false);
          }
        },
      ),
      { numRuns: 10 },
    );
    expect(() => pure.publicKeyOf(new Uint8Array(31))).toThrow(new RangeError('an Ed25519 seed has 32 bytes, not 31'));
  });

  it.skipIf(edges === undefined)(
    '[tlog.ed25519-pure] 914 edge cases: the same as by node:crypto (skipped: without ../shared/vectors)',
    async () => {
      const cases = JSON.parse(readFileSync(edges ?? '', 'utf8')) as { key: string; sig: string; msg: string }[];
      const differences: string[] = [];
      for (const { key, sig, msg } of cases) {
        const given = [fromHex(key) ?? utf8(''), utf8(msg), fromHex(sig) ?? utf8('')] as const;
        const expected = await node.verify(...given);
        if ((await pure.verify(...given)) !== expected) differences.push(`pure ${key} ${sig}`);
        if ((await web.verify(...given)) !== expected) differences.push(`web ${key} ${sig}`);
      }
      expect(differences).toEqual([]);
    },
    60_000,
  );
});
