import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findTexts, telltaleWords } from './name-search.ts';

const NAME = 'Brandwasser';

describe('the search for names', () => {
  it.each([
    ['UTF-8', Buffer.from(`an ${NAME} here`)],
    ['another case', Buffer.from(`an ${NAME.toUpperCase()} here`)],
    ['UTF-16', Buffer.from(NAME, 'utf16le')],
    ['hexadecimal', Buffer.from(Buffer.from(`x${NAME}`).toString('hex').toUpperCase())],
  ])('finds one in %s', (_, bytes) => {
    expect(findTexts(new Map([['f', bytes]]), [NAME])).toEqual([`f: ${NAME}`]);
  });

  it('finds one inside base64 and base64url, wherever it stands in the encoded text', () => {
    fc.assert(
      fc.property(
        fc.uint8Array(),
        fc.uint8Array(),
        fc.constantFrom('base64' as const, 'base64url' as const),
        (a, b, encoding) => {
          const encoded = Buffer.concat([a, Buffer.from(NAME), b]).toString(encoding);
          expect(findTexts(new Map([['f', Buffer.from(encoded)]]), [NAME])).toHaveLength(1);
        },
      ),
    );
  });

  it('finds nothing where nothing is', () => {
    expect(findTexts(new Map([['f', Buffer.from('some other text about brands and water')]]), [NAME])).toEqual([]);
  });

  it('takes a name apart into the words that give it away', () => {
    expect(telltaleWords('Casimir Vandermolen-Quist')).toEqual(['Casimir', 'Vandermolen']);
  });
});
