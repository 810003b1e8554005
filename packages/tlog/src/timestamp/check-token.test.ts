/** Tokens of a real TSA (openssl ts), each rule with its own result; @sigstore/core agrees where it checks the same. */

import { execFileSync } from 'node:child_process';
import { createPublicKey } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { utf8 } from '@remit/core';
import type { TestTsa } from '@remit/testing';
import { createTsa, opensslPresent } from '@remit/testing';
import { RFC3161Timestamp } from '@sigstore/core';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkToken } from './check-token.ts';
import { readToken } from './token.ts';

const present = opensslPresent();
const suite = present ? describe : describe.skip;
const because = present ? '' : ' (skipped: the program openssl is not installed)';
const TEXT = utf8('remit.test/log\n5\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n');
const trusted = (certificate: Uint8Array) => [{ name: 'tsa', certificate }];

suite(`time-stamp tokens of openssl ts${because}`, () => {
  const made: TestTsa[] = [];
  const tsaOf = (options?: Parameters<typeof createTsa>[0]) => {
    const tsa = createTsa(options);
    made.push(tsa);
    return tsa;
  };
  let tsa: TestTsa;
  let token: Uint8Array;
  beforeAll(async () => {
    tsa = tsaOf();
    token = await tsa.stamp(TEXT);
  });
  afterAll(() => {
    for (const each of made) each.remove();
  });

  it(`[anchor.token-holds] a token holds under the pinned TSA and under the pinned authority that issued it${because}`, async () => {
    const before = Date.now();
    for (const pin of [tsa.certificate, tsa.authority]) {
      const result = await checkToken(token, TEXT, trusted(pin));
      expect(result).toMatchObject({ kind: 'ok', tsa: 'tsa' });
      expect(Math.abs((result.kind === 'ok' ? result.time : 0) - before)).toBeLessThan(120_000);
    }
  });

  it(`[anchor.token-holds] RSA as well as ECDSA${because}`, async () => {
    const rsa = tsaOf({ key: 'rsa' });
    const stamped = await rsa.stamp(TEXT);
    expect(await checkToken(stamped, TEXT, trusted(rsa.certificate))).toMatchObject({ kind: 'ok' });
    expect(await checkToken(stamped, TEXT, trusted(rsa.authority))).toMatchObject({ kind: 'ok' });
  });

  it(`[anchor.wrong-imprint] a token for other bytes${because}`, async () => {
    expect(await checkToken(token, utf8('other'), trusted(tsa.certificate))).toMatchObject({ kind: 'wrong-imprint' });
  });

  it(`[anchor.untrusted] a token of another TSA, and no TSA trusted at all${because}`, async () => {
    const other = tsaOf();
    expect(await checkToken(token, TEXT, trusted(other.certificate))).toMatchObject({ kind: 'untrusted' });
    expect(await checkToken(token, TEXT, trusted(other.authority))).toMatchObject({ kind: 'untrusted' });
    expect(await checkToken(token, TEXT, [])).toMatchObject({ kind: 'untrusted' });
  });

  it(`[anchor.expired] a certificate that was not valid at the time of the token${because}`, async () => {
    const old = tsaOf({ certificate: 'expired' });
    expect(await checkToken(await old.stamp(TEXT), TEXT, trusted(old.certificate))).toMatchObject({ kind: 'expired' });
  });

  it(`[anchor.wrong-usage] a certificate without the extended key usage for time-stamps${because}`, async () => {
    // openssl ts refuses to sign so; the same content signed as CMS with the certificate of the authority shows the rule.
    const read = readToken(token);
    if (!read.ok) throw new Error(read.error);
    writeFileSync(join(tsa.dir, 'info.der'), read.value.info);
    const args = '-sign -binary -nodetach -cades -md sha256 -econtent_type 1.2.840.113549.1.9.16.1.4 -in info.der';
    const files = '-signer ca.pem -inkey ca.key -outform DER -out bad.der';
    execFileSync('openssl', ['cms', ...args.split(' '), ...files.split(' ')], { cwd: tsa.dir, stdio: 'pipe' });
    const signed = new Uint8Array(readFileSync(join(tsa.dir, 'bad.der')));
    expect(await checkToken(signed, TEXT, trusted(tsa.authority))).toMatchObject({ kind: 'wrong-usage' });
  });

  it(`[anchor.altered] one changed byte anywhere never holds; what is read of it is told${because}`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: token.length - 1 }), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
        const changed = Uint8Array.from(token);
        changed[at] = (changed[at] ?? 0) ^ flip;
        const result = await checkToken(changed, TEXT, trusted(tsa.certificate));
        const honest = await checkToken(token, TEXT, trusted(tsa.certificate));
        // What a response says beside the token, and the other certificates in it, are not signed.
        if (result.kind === 'ok') expect(result).toEqual(honest);
      }),
      { numRuns: 400 },
    );
    const read = readToken(token);
    if (!read.ok) throw new Error(read.error);
    const digits = Buffer.from(token).indexOf(Buffer.from('18', 'hex'), Buffer.from(token).indexOf(read.value.info));
    const later = Uint8Array.from(token);
    later[digits + 5] = (later[digits + 5] ?? 0) ^ 1;
    expect(await checkToken(later, TEXT, trusted(tsa.certificate))).toMatchObject({ kind: 'altered' });
  });

  it(`[anchor.second-verifier] @sigstore/core accepts the same token and refuses the same altered data${because}`, () => {
    const pem = Buffer.from(tsa.certificate)
      .toString('base64')
      .replace(/(.{64})(?=.)/g, '$1\n');
    const key = createPublicKey(`-----BEGIN CERTIFICATE-----\n${pem}\n-----END CERTIFICATE-----\n`);
    const parsed = RFC3161Timestamp.parse(Buffer.from(token));
    expect(() => parsed.verify(Buffer.from(TEXT), key)).not.toThrow();
    expect(() => parsed.verify(Buffer.from('other'), key)).toThrow(/imprint does not match/);
  });

  it(`[anchor.second-verifier] openssl ts -verify accepts the same token${because}`, () => {
    writeFileSync(join(tsa.dir, 'note'), TEXT);
    writeFileSync(join(tsa.dir, 'note.tsr'), token);
    const args = ['ts', '-verify', '-data', 'note', '-in', 'note.tsr', '-CAfile', 'ca.pem'];
    const said = execFileSync('openssl', args, { cwd: tsa.dir, stdio: 'pipe' });
    expect(said.toString()).toContain('Verification: OK');
  });
});

describe('bytes that are no token', () => {
  it('[anchor.unreadable] never throw, whatever they are', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        expect(await checkToken(bytes, TEXT, [])).toMatchObject({ kind: 'unreadable' });
      }),
    );
    expect(await checkToken(new Uint8Array(70_000), TEXT, [])).toMatchObject({ kind: 'unreadable' });
  });
});
