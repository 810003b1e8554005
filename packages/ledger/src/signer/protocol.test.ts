import { toBase64 } from '@remit/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatRequest, parseRequest, type SignerRequest } from './protocol.ts';

const count = fc.nat();
const hashes = fc.integer({ min: 1, max: 8 }).chain((n) => fc.uint8Array({ minLength: 32 * n, maxLength: 32 * n }));
const request: fc.Arbitrary<SignerRequest> = fc.oneof(
  fc.record({
    op: fc.constant('hello' as const),
    origin: fc.string({ maxLength: 60 }),
    epoch: count,
    checkpoint: fc.string(),
  }),
  fc.record({
    op: fc.constant('compare' as const),
    size: count,
    root: fc.uint8Array({ minLength: 32, maxLength: 32 }),
  }),
  fc.record({ op: fc.constant('explain' as const), first: count, hashes }),
  fc.record({
    op: fc.constant('journal' as const),
    first: count,
    hashes,
    gap: fc.uint8Array({ maxLength: 100 }),
    epoch: count,
  }),
  fc.record({ op: fc.constant('sign' as const), epoch: count }),
);

describe('the signer protocol', () => {
  it('[ledger.signer-protocol] reads back every request that is written', () => {
    fc.assert(
      fc.property(request, (message) => {
        const parsed = parseRequest(formatRequest(message).trimEnd());
        // As text: a Buffer and a Uint8Array of the same content are the same message.
        expect(parsed.ok && formatRequest(parsed.value)).toBe(formatRequest(message));
      }),
    );
  });

  it('never throws, whatever arrives', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (line) => {
        expect(parseRequest(line)).toHaveProperty('ok');
      }),
    );
  });

  const hash = toBase64(new Uint8Array(32));
  it.each([
    ['not JSON', 'sign'],
    ['an array', '[]'],
    ['no fencing token', '{"op":"sign"}'],
    ['no op', '{}'],
    ['an op of the prototype', '{"op":"constructor"}'],
    ['a key too many', '{"op":"sign","epoch":0,"now":true}'],
    ['a key too few', '{"op":"compare","size":1}'],
    ['a duplicate key', '{"op":"sign","op":"sign","epoch":0}'],
    ['a negative size', `{"op":"compare","size":-1,"root":"${hash}"}`],
    ['a size beyond 2^53', `{"op":"compare","size":9007199254740993,"root":"${hash}"}`],
    ['a short root', `{"op":"compare","size":1,"root":"AAAA"}`],
    ['URL-safe base64', `{"op":"compare","size":1,"root":"${'_'.repeat(43)}="}`],
    ['unpadded base64', `{"op":"compare","size":1,"root":"${hash.slice(0, -1)}"}`],
    ['no hashes', '{"op":"journal","first":0,"hashes":"","gap":"","epoch":0}'],
    ['half a hash', '{"op":"journal","first":0,"hashes":"AAAA","gap":"","epoch":0}'],
    ['a text for a number', `{"op":"journal","first":"0","hashes":"${hash}","gap":"","epoch":0}`],
  ])('[ledger.signer-protocol] refuses %s', (_what, line) => {
    expect(parseRequest(line).ok).toBe(false);
  });
});
