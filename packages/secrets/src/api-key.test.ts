import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { equalSecret, hashApiKey, newApiKey } from './api-key.ts';

describe('API keys', () => {
  it('[secrets.api-key] have the documented form, and their hash is the SHA-256 of the token', () => {
    const key = newApiKey();
    expect(key.token).toMatch(/^remit_[0-9a-f]{16}_[A-Za-z0-9_-]{43}$/);
    expect(key.token.startsWith(`remit_${key.id}_`)).toBe(true);
    expect(key.hash).toBe(createHash('sha256').update(key.token).digest('hex'));
    expect(hashApiKey(key.token)).toEqual({ id: key.id, hash: key.hash });
    expect(newApiKey().token).not.toBe(key.token);
  });

  it.each([
    '',
    'remit_',
    'Bearer remit_0123456789abcdef_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
    'remit_0123456789abcde_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
    'remit_0123456789ABCDEF_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
    'remit_0123456789abcdef_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=',
    'remit_0123456789abcdef_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n',
  ])('does not take %j for a token', (text) => {
    expect(hashApiKey(text)).toBeUndefined();
  });

  it('compares secrets of any length', () => {
    expect(equalSecret('abc', 'abc')).toBe(true);
    expect(equalSecret('abc', 'abd')).toBe(false);
    expect(equalSecret('abc', 'abcd')).toBe(false);
  });
});
