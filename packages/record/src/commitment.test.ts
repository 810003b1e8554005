import { readFileSync } from 'node:fs';
import { sharedFolder } from '@remit/testing/shared-data';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commitmentOf, disclose, lengthBucket } from './commitment.ts';

const file = sharedFolder('vectors', 'rfc9901', 'disclosures.json');

interface Published {
  readonly disclosure: string;
  readonly digest: string;
  /** A spelling whose digest the vector's author computed; the others stand in the RFC. */
  readonly computed: boolean;
}

describe('salted commitments', () => {
  it.skipIf(file === undefined)(
    '[record.rfc9901] published disclosures and digests 12/12 (skipped without ../shared/vectors)',
    () => {
      const text = readFileSync(file ?? '', 'utf8');
      const published: Published[] = [];
      collect(JSON.parse(text), published);
      let right = 0;
      for (const p of published) {
        expect(commitmentOf(p.disclosure)).toBe(p.digest);
        if (!p.computed) right += 1;
      }
      console.log(`RFC 9901 disclosures ${right} of 12 published and 3 other spellings`);
      expect(right).toBe(12);
    },
  );

  it('[record.commitment-binds] another salt, name, value or spelling is another commitment', () => {
    const salt = new Uint8Array(32).fill(1);
    const one = disclose(salt, 'ctx', { a: 1 });
    expect(commitmentOf(one.disclosure)).toBe(one.commitment);
    expect(JSON.parse(Buffer.from(one.disclosure, 'base64url').toString())).toEqual([
      Buffer.from(salt).toString('base64url'),
      'ctx',
      { a: 1 },
    ]);
    const others = [
      disclose(new Uint8Array(32).fill(2), 'ctx', { a: 1 }),
      disclose(salt, 'ctz', { a: 1 }),
      disclose(salt, 'ctx', { a: 2 }),
    ];
    for (const other of others) expect(other.commitment).not.toBe(one.commitment);
  });

  it('the bucket hides the exact length', () => {
    fc.assert(
      fc.property(fc.nat({ max: 10_000_000 }), (n) => {
        const bucket = lengthBucket(n);
        expect(bucket >= n && bucket >= 64 && Number.isInteger(Math.log2(bucket))).toBe(true);
      }),
    );
  });
});

/** Finds every pair of a disclosure and its digest, however the file nests them. */
function collect(value: unknown, into: Published[]): void {
  if (typeof value !== 'object' || value === null) return;
  const entry = value as { disclosure?: unknown; digest?: unknown; digestIsComputedNotPublished?: unknown };
  if (typeof entry.disclosure === 'string' && typeof entry.digest === 'string')
    into.push({
      disclosure: entry.disclosure,
      digest: entry.digest,
      computed: entry.digestIsComputedNotPublished === true,
    });
  for (const inner of Object.values(value)) collect(inner, into);
}
