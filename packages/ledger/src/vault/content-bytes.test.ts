import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeContent, encodeContent } from './content-bytes.ts';

const names = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).filter((name) => name !== '__proto__');
const contents = fc.uniqueArray(fc.tuple(names, fc.uint8Array({ maxLength: 5_000 })), {
  selector: ([name]) => name,
  maxLength: 4,
});

describe('joined content', () => {
  it('[ledger.content-bytes] gives back what was joined', () => {
    fc.assert(
      fc.property(fc.dictionary(names, fc.string()), contents, (disclosures, payloads) => {
        const parts = payloads.map(([field, bytes]) => ({ field, bytes }));
        const opened = decodeContent(encodeContent(disclosures, parts));
        expect(Object.fromEntries(opened?.disclosures ?? [])).toEqual({ ...disclosures });
        expect([...(opened?.payloads ?? [])].map(([name, bytes]) => [name, [...bytes]])).toEqual(
          payloads.map(([name, bytes]) => [name, [...bytes]]),
        );
      }),
    );
  });

  it('[ledger.content-bytes] is undefined for cut or longer bytes, and never throws', () => {
    const bytes = encodeContent({ args: 'abc' }, [{ field: 'args', bytes: Uint8Array.of(1, 2, 3) }]);
    const firstPart = 4 + '{"args":"abc"}'.length;
    for (let end = 0; end < bytes.length; end++)
      expect(decodeContent(bytes.subarray(0, end)) === undefined).toBe(end !== firstPart);
    expect(decodeContent(Uint8Array.of(...bytes, 4))).toBeUndefined();
    fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), (any) => void decodeContent(any)));
  });
});
