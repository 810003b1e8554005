import { createReadStream, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { sharedFolder } from '@remit/testing/shared-data';
import oracle from 'canonicalize';
import fc from 'fast-check';
import { canonicalize as oracle2 } from 'json-canonicalize';
import { describe, expect, it } from 'vitest';
import { toHex, utf8 } from './bytes.ts';
import { canonicalize } from './jcs.ts';

const folder = sharedFolder('vectors', 'jcs-cyberphone');

describe('JSON Canonicalization Scheme', () => {
  it.skipIf(folder === undefined)(
    "[core.jcs-vectors] the RFC author's files 6/6 (skipped without ../shared/vectors)",
    () => {
      let right = 0;
      for (const name of readdirSync(join(folder ?? '', 'input'))) {
        const input: unknown = JSON.parse(readFileSync(join(folder ?? '', 'input', name), 'utf8'));
        expect(canonicalize(input), name).toBe(readFileSync(join(folder ?? '', 'output', name), 'utf8').trimEnd());
        const hex = readFileSync(join(folder ?? '', 'outhex', name.replace('.json', '.txt')), 'utf8');
        expect(toHex(utf8(canonicalize(input))), name).toBe(hex.replaceAll(/\s/g, ''));
        right += 1;
      }
      console.log(`JCS files ${right}/6`);
      expect(right).toBe(6);
    },
  );

  it.skipIf(folder === undefined)(
    "[core.jcs-vectors] the RFC author's numbers 10,000/10,000 (skipped without ../shared/vectors)",
    async () => {
      let right = 0;
      for await (const line of createInterface({
        input: createReadStream(join(folder ?? '', 'es6numbers-10000.txt')),
      })) {
        const [hex, expected] = line.split(',');
        const bits = new DataView(new ArrayBuffer(8));
        bits.setBigUint64(0, BigInt(`0x${hex}`));
        if (canonicalize(bits.getFloat64(0)) === expected) right += 1;
      }
      console.log(`JCS numbers ${right}/10000`);
      expect(right).toBe(10_000);
    },
  );

  it('[core.jcs-oracles] agrees with two other implementations on any JSON value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'grapheme' }), (value) => {
        expect(canonicalize(value)).toBe(oracle(value));
        expect(canonicalize(value)).toBe(oracle2(value));
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    [undefined],
    [{ a: undefined }],
    [Number.NaN],
    [Number.POSITIVE_INFINITY],
    [1n],
    ['\ud800'],
    [{ '\udc00': 1 }],
    [new Date(0)],
    [new Map()],
    [() => 1],
  ])('[core.jcs-refuses] %s is refused instead of written as something else', (value) => {
    expect(() => canonicalize(value)).toThrow(TypeError);
  });
});
