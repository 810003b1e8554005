import { readFileSync } from 'node:fs';
import { fixedClock, fromHex, toHex, utf8 } from '@remit/core';
import { sharedFolder } from '@remit/testing/shared-data';
import { describe, expect, it } from 'vitest';
import { verify } from './ed25519.ts';
import { cosigner, ed25519Signer, formatVkey, parseVkey } from './keys.ts';
import { isLowOrder } from './weak-keys.ts';

const vkeys = sharedFolder('vectors', 'transparency-dev-formats', 'cosignature-vkeys.json');
const go = sharedFolder('vectors', 'golang-x-mod', 'notes.json');
const edges = sharedFolder('vectors', 'c2sp-cctv-ed25519', 'ed25519vectors.json');

interface Edge {
  readonly key: string;
  readonly sig: string;
  readonly msg: string;
  readonly flags: readonly string[] | null;
}

function edgeCases(): (Omit<Edge, 'key' | 'sig'> & { readonly key: Uint8Array; readonly sig: Uint8Array })[] {
  const cases = JSON.parse(readFileSync(edges ?? '', 'utf8')) as Edge[];
  return cases.map((c) => ({ ...c, key: fromHex(c.key) ?? utf8(''), sig: fromHex(c.sig) ?? utf8('') }));
}

/** The platform's other verifier, which a browser page would use. A key that it cannot load verifies nothing. */
async function webCryptoVerify(key: Uint8Array, message: Uint8Array, signature: Uint8Array): Promise<boolean> {
  try {
    const imported = await crypto.subtle.importKey('raw', Uint8Array.from(key), 'Ed25519', false, ['verify']);
    return await crypto.subtle.verify('Ed25519', imported, Uint8Array.from(signature), Uint8Array.from(message));
  } catch {
    return false;
  }
}

describe('Ed25519', () => {
  it.skipIf(edges === undefined)(
    '[tlog.ed25519-vectors] 914 edge cases: 208 accepted, the same ones as by WebCrypto (skipped without ../shared/vectors)',
    async () => {
      const cases = edgeCases();
      const accepted = new Set<string>();
      let differences = 0;
      for (const { key, sig, msg, flags } of cases) {
        const here = await verify(key, utf8(msg), sig);
        if (here !== (await webCryptoVerify(key, utf8(msg), sig))) differences += 1;
        if (here) accepted.add(`${toHex(key)} ${toHex(sig)} ${msg} ${(flags ?? []).join()}`);
      }
      console.log(`Ed25519 edge cases ${cases.length}, accepted ${accepted.size}, WebCrypto differs in ${differences}`);
      expect([cases.length, accepted.size, differences]).toEqual([914, 208, 0]);
      expect([...accepted].filter((name) => /non_canonical_R|low_order_residue/.test(name))).toEqual([]);
    },
  );

  it.skipIf(edges === undefined)(
    '[tlog.weak-keys] every key of low order is refused as a vkey, every other one accepted (skipped without ../shared/vectors)',
    () => {
      const keys = new Map(edgeCases().map(({ key, flags }) => [toHex(key), { key, flags: flags ?? [] }]));
      const weak = [...keys.values()].filter(({ flags }) => flags.includes('low_order_A'));
      for (const { key } of weak) expect(isLowOrder(key), toHex(key)).toBe(true);
      const strong = [...keys.values()].filter(({ flags }) => !flags.includes('low_order_A'));
      for (const { key } of strong) expect(isLowOrder(key), toHex(key)).toBe(false);
      for (const { key } of weak) expect(parseVkey(formatVkey('log.example', 1, key))).toBeUndefined();
      for (const { key } of weak) expect(parseVkey(formatVkey('w.example', 4, key))).toBeUndefined();
      for (const { key } of strong) expect(parseVkey(formatVkey('log.example', 1, key))).toBeDefined();
      console.log(`Ed25519 keys ${keys.size}: ${weak.length} of low order refused`);
      expect(weak.length).toBeGreaterThanOrEqual(8);
    },
  );

  it('[tlog.weak-keys] under a key of low order one signature without a secret holds for other texts: hence the refusal', async () => {
    // The neutral point as key and as R, and S = 0: S*B = R + k*A for every k.
    const neutral = new Uint8Array(32).fill(0).with(0, 1);
    const forged = new Uint8Array([...neutral, ...new Uint8Array(32)]);
    expect(await verify(neutral, utf8('any text'), forged)).toBe(true);
    expect(await verify(neutral, utf8('any other'), forged)).toBe(true);
    expect(parseVkey(formatVkey('log.example', 1, neutral))).toBeUndefined();
  });

  it('[tlog.ed25519-vectors] keys and signatures of another length verify nothing', async () => {
    const signer = ed25519Signer('a', new Uint8Array(32).fill(1));
    const publicKey = parseVkey(signer.vkey)?.publicKey ?? new Uint8Array();
    const signature = await signer.sign(utf8('x'));
    expect(await verify(publicKey, utf8('x'), signature)).toBe(true);
    expect(await verify(publicKey, utf8('y'), signature)).toBe(false);
    expect(await verify(publicKey.subarray(1), utf8('x'), signature)).toBe(false);
    expect(await verify(publicKey, utf8('x'), signature.subarray(1))).toBe(false);
    expect(await verify(publicKey, utf8('x'), new Uint8Array(65))).toBe(false);
    expect(() => ed25519Signer('a', new Uint8Array(31))).toThrow(
      new RangeError('an Ed25519 seed has 32 bytes, not 31'),
    );
  });
});

describe('verification keys', () => {
  it.skipIf(vkeys === undefined)(
    '[tlog.vkeys] 8/8 cosignature vkeys as the specification says, 3 witness keys read (skipped without ../shared/vectors)',
    () => {
      const v = JSON.parse(readFileSync(vkeys ?? '', 'utf8')) as {
        cases: { name: string; vkey: string; specWantErr: boolean }[];
        witnessTestKeys: { vkeys: string[] };
      };
      for (const c of v.cases) expect(parseVkey(c.vkey) === undefined, c.name).toBe(c.specWantErr);
      for (const vkey of v.witnessTestKeys.vkeys) expect(parseVkey(vkey)).toMatchObject({ type: 0x01 });
      console.log(`cosignature vkeys ${v.cases.length}/8, witness test keys ${v.witnessTestKeys.vkeys.length}/3`);
      expect([v.cases.length, v.witnessTestKeys.vkeys.length]).toEqual([8, 3]);
    },
  );

  it.skipIf(go === undefined)(
    '[tlog.vkeys] every proper substring and every changed byte of the Go vkey is refused (skipped without ../shared/vectors)',
    () => {
      const { vkey, rejectVkeys } = JSON.parse(readFileSync(go ?? '', 'utf8')) as {
        vkey: string;
        rejectVkeys: { vkey: string }[];
      };
      const letters = vkey.split('');
      const parts = letters.flatMap((_, from) => letters.map((_c, i) => vkey.slice(from, i + 1)));
      const bumped = letters.map((c, i) => letters.with(i, String.fromCharCode(c.charCodeAt(0) + 1)).join(''));
      const bad = [...parts.filter((part) => part !== vkey), ...bumped, ...rejectVkeys.map((r) => r.vkey)];
      expect(bad.filter((text) => parseVkey(text) !== undefined)).toEqual([]);
      expect(parseVkey(vkey)).toMatchObject({ name: 'PeterNeumann', type: 1 });
      console.log(`mangled vkeys refused ${bad.length}`);
    },
  );

  it('[tlog.vkeys] a vkey round trips with plus signs in its base64', () => {
    const clock = fixedClock(0);
    const all = Array.from({ length: 60 }, (_, i) => new Uint8Array(32).fill(i)).flatMap((seed) => [
      ed25519Signer('log.example/a', seed).vkey,
      cosigner('w.example', seed, clock).vkey,
    ]);
    for (const vkey of all) {
      const parsed = parseVkey(vkey);
      expect(formatVkey(parsed?.name ?? '', parsed?.type ?? 0, parsed?.publicKey ?? utf8(''))).toBe(vkey);
    }
    expect(all.filter((vkey) => vkey.split('+').length > 3).length).toBeGreaterThan(0);
  });

  it('[tlog.vkeys] types, names and spellings that are not ours are refused', () => {
    const { vkey } = ed25519Signer('log.example', new Uint8Array(32).fill(1));
    expect(vkey).toMatch(/\+[0-9]*[a-f][0-9a-f]*\+/);
    const key = parseVkey(vkey)?.publicKey ?? utf8('');
    for (const type of [0x00, 0x02, 0x03, 0x05, 0x06, 0xff])
      expect(parseVkey(formatVkey('log.example', type, key))).toBeUndefined();
    for (const name of ['', 'a b', 'a\u00a0b', 'a\u3000b', 'a\u0085b', 'a\tb', 'a\u0000b', 'a+b'])
      expect(parseVkey(formatVkey(name, 1, key)), name).toBeUndefined();
    for (const name of ['ä', 'a\ufeffb', '日本']) expect(parseVkey(formatVkey(name, 1, key)), name).toBeDefined();
    const [, id = '', tail = ''] = vkey.split('+');
    for (const bad of [
      `log.example+${id.toUpperCase()}+${tail}`,
      `${vkey}\n`,
      ` ${vkey}`,
      `${vkey}=`,
      `log.example+${id}`,
    ])
      expect(parseVkey(bad), bad).toBeUndefined();
    expect(() => ed25519Signer('a b', new Uint8Array(32))).toThrow(TypeError);
    expect(() => cosigner('', new Uint8Array(32), fixedClock(0))).toThrow(TypeError);
  });
});
