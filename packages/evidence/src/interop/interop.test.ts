import { spawnSync } from 'node:child_process';
import { createPublicKey, verify } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromBase64, fromUtf8, sha256, toHex, utf8 } from '@remit/core';
import { sharedFolder } from '@remit/testing/shared-data';
import { leafHash, parseTlogProof, parseVkey, verifyInclusion } from '@remit/tlog';
import { preAuthEncoding } from '@remit/verify';
import { honestStory } from '@remit/verify/testing';
import { describe, expect, it } from 'vitest';
import { reportSignerOf } from '../sign-manifest.ts';
import { readerOfTestLedger } from '../testing-reader.ts';
import { checkReceipt, makeReceipt } from './cose-receipt.ts';
import { readSign1, toBeSigned } from './cose-sign1.ts';
import { provenRecord } from './proven-record.ts';
import { makeRecordStatement } from './record-statement.ts';

const vectors = sharedFolder('vectors', 'cose-wg-examples');
const signer = reportSignerOf('remit.test/log/report', new Uint8Array(32).fill(3));
const hasCbor2 = spawnSync('/usr/bin/python3', ['-c', 'import cbor2']).status === 0;

async function setting(size = 20) {
  const { ledger } = honestStory(size);
  const note = await ledger.checkpoint();
  const reader = readerOfTestLedger(ledger, [{ size: ledger.entries.length, note }]);
  const ids = ledger.entries.map((entry) => /"id":"([0-9A-Z]{26})"/.exec(fromUtf8(entry) ?? '')?.[1] ?? '');
  return { ledger, reader, ids };
}

interface Vector {
  readonly title: string;
  readonly fail?: boolean;
  readonly input: { readonly sign0: { readonly key: Record<string, string>; readonly external?: string } };
  readonly intermediates: { readonly ToBeSign_hex: string };
  readonly output: { readonly cbor: string };
}

describe('COSE_Sign1', () => {
  it.skipIf(vectors === undefined)(
    '[interop.cose-vectors] the examples of the COSE working group are accepted and refused as they say (skipped: without ../shared/vectors)',
    () => {
      const files = [
        'eddsa-examples/eddsa-sig-01.json',
        ...readdirSync(join(vectors ?? '', 'sign1-tests')).map((name) => `sign1-tests/${name}`),
      ];
      let [passed, refused] = [0, 0];
      for (const file of files) {
        // Shape: README.md of the vectors.
        const vector = JSON.parse(readFileSync(join(vectors ?? '', file), 'utf8')) as Vector;
        const holds = vectorHolds(vector);
        expect(holds, `${file} ${vector.title}`).toBe(vector.fail !== true);
        if (holds) passed += 1;
        else refused += 1;
      }
      expect([passed, refused]).toEqual([4, 6]);
    },
  );
});

/** ES256 and EdDSA by node:crypto over our Sig_structure. */
function vectorHolds({ input, intermediates, output, fail }: Vector): boolean {
  const read = readSign1(Buffer.from(output.cbor, 'hex'));
  if (!read.ok) return false;
  const { key, external } = input.sign0;
  const { protectedBytes, payload, signature, protectedHeader, unprotected } = read.value;
  const message = toBeSigned(protectedBytes, Buffer.from(external ?? '', 'hex'), payload ?? new Uint8Array());
  if (fail !== true) expect(toHex(message)).toBe(intermediates.ToBeSign_hex.toLowerCase());
  const b64 = (name: string) =>
    Buffer.from(key[`${name}_hex`] ?? key[name] ?? '', key[`${name}_hex`] === undefined ? 'base64url' : 'hex').toString(
      'base64url',
    );
  const ed = key['kty'] === 'OKP';
  if ((protectedHeader.get(1) ?? unprotected.get(1)) !== (ed ? -8 : -7)) return false;
  const jwk = ed ? { kty: 'OKP', crv: 'Ed25519', x: b64('x') } : { kty: 'EC', crv: 'P-256', x: b64('x'), y: b64('y') };
  const publicKey = createPublicKey({ key: jwk, format: 'jwk' });
  return ed
    ? verify(null, message, publicKey, signature)
    : verify('sha256', message, { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature);
}

describe('a COSE receipt', () => {
  it('[interop.receipt] of every record is accepted for that record, and for no other entry, key or byte', async () => {
    const { ledger, reader, ids } = await setting();
    let [refused, bytes] = [0, 0];
    for (const [index, id] of ids.entries()) {
      const proven = provenRecord(reader, id);
      if (proven === undefined) throw new Error('not proven');
      const receipt = await makeReceipt(proven, id, signer);
      const entry = ledger.entries[index] ?? new Uint8Array();
      const checked = await checkReceipt(receipt, entry, signer.vkey);
      expect(checked).toEqual({
        ok: true,
        value: { issuer: ledger.origin, subject: id, size: 20, index, root: proven.root },
      });
      expect((await checkReceipt(receipt, ledger.entries[(index + 1) % 20] ?? entry, signer.vkey)).ok).toBe(false);
      const other = reportSignerOf('remit.test/log/report', new Uint8Array(32).fill(4)).vkey;
      expect(await checkReceipt(receipt, entry, other)).toEqual({ ok: false, error: 'signed by another key' });
      if (index % 7 !== 0) continue;
      bytes += receipt.length;
      for (let at = 0; at < receipt.length; at++) {
        const changed = Uint8Array.from(receipt);
        changed[at] = (changed[at] ?? 0) ^ 1;
        const again = await checkReceipt(changed, entry, signer.vkey);
        // Another size that has a path of the same shape is not told: what is signed is the root.
        if (again.ok)
          expect({ ...again.value, size: 20 }, `byte ${at}`).toEqual(checked.ok ? checked.value : undefined);
        else refused += 1;
      }
    }
    expect(bytes - refused).toBeLessThanOrEqual(3);
  });

  it('[interop.receipt] has the structure of RFC 9942, and none is made for a tree of one leaf', async () => {
    const { reader, ids } = await setting();
    const proven = provenRecord(reader, ids[3] ?? '');
    if (proven === undefined) throw new Error('not proven');
    const receipt = await makeReceipt(proven, ids[3] ?? '', signer);
    // Tag 18, array of four, protected header with alg -8, kid, CWT claims and vds 1.
    expect(toHex(receipt.subarray(0, 2))).toBe('d284');
    const read = readSign1(receipt);
    if (!read.ok) throw new Error(read.error);
    expect([...read.value.protectedHeader.keys()]).toEqual([1, 4, 15, 395]);
    expect(read.value.payload).toBeUndefined();
    await expect(makeReceipt({ ...proven, hashes: [] }, 'x', signer)).rejects.toThrow('a tree of one leaf');
    expect(provenRecord(reader, 'nothing')).toBeUndefined();
  });

  it.skipIf(!hasCbor2)(
    '[interop.receipt] is read the same by another CBOR reader (skipped: python3-cbor2 is not installed)',
    async () => {
      const { reader, ids } = await setting();
      const proven = provenRecord(reader, ids[5] ?? '');
      if (proven === undefined) throw new Error('not proven');
      const receipt = await makeReceipt(proven, ids[5] ?? '', signer);
      const script =
        'import cbor2,sys\nt=cbor2.loads(sys.stdin.buffer.read())\np,u,n,s=t.value\nh=cbor2.loads(p)\nq=cbor2.loads(u[396][-1][0])\nprint(t.tag,h[1],h[395],h[15][2],n,len(s),q[0],q[1],len(q[2]))';
      const run = spawnSync('/usr/bin/python3', ['-c', script], { input: receipt, encoding: 'utf8' });
      expect(run.stdout.trim()).toBe(`18 -8 1 ${ids[5]} None 64 20 5 ${proven.hashes.length}`);
    },
  );
});

describe('a statement of one record', () => {
  it('[interop.statement] is a DSSE envelope by the key of packs over an in-toto statement whose subject is the entry and whose proof holds', async () => {
    const { ledger, reader, ids } = await setting();
    const proven = provenRecord(reader, ids[9] ?? '');
    if (proven === undefined) throw new Error('not proven');
    const bytes = await makeRecordStatement(proven, '2026-11-25T16:00:00.000Z', signer);
    const envelope = JSON.parse(fromUtf8(bytes) ?? '') as {
      payload: string;
      payloadType: string;
      signatures: { sig: string }[];
    };
    const payload = fromBase64(envelope.payload) ?? utf8('');
    const signature = fromBase64(envelope.signatures[0]?.sig ?? '') ?? utf8('');
    expect(await parseVkey(signer.vkey)?.verify(preAuthEncoding(envelope.payloadType, payload), signature)).toBe(true);
    const statement = JSON.parse(fromUtf8(payload) ?? '') as {
      _type: string;
      subject: { name: string; digest: { sha256: string } }[];
      predicateType: string;
      predicate: { record: string; proof: string };
    };
    const entry = ledger.entries[9] ?? new Uint8Array();
    expect(statement).toMatchObject({
      _type: 'https://in-toto.io/Statement/v1',
      subject: [{ name: `${ledger.origin}/9`, digest: { sha256: toHex(sha256(entry)) } }],
      predicateType: 'urn:remit:record:1',
    });
    expect(utf8(statement.predicate.record)).toEqual(entry);
    const proof = parseTlogProof(statement.predicate.proof);
    if (!proof.ok) throw new Error(proof.error);
    const { hashes } = proof.value;
    expect(verifyInclusion({ index: 9n, size: 20n, leafHash: leafHash(entry), proof: hashes, root: proven.root })).toBe(
      true,
    );
  });
});
