import { sha256, toHex, utf8 } from '@remit/core';
import type { AnyRecord } from '@remit/record';
import { ed25519Signer, signatureLine } from '@remit/tlog';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CatalogueRow } from '../catalogue.ts';
import { CURRENT_LAW_VERSION, catalogueDigest, catalogueFor } from '../catalogue.ts';
import { openItems } from './open-items.ts';
import type { AttestationContext, LeafRecord } from './read-attestations.ts';
import { readAttestations, signatureHolds } from './read-attestations.ts';
import { attestationSigner } from './sign.ts';
import type { Statement } from './statement.ts';
import { parseStatement, statementText } from './statement.ts';

const catalogue = catalogueDigest(catalogueFor(CURRENT_LAW_VERSION));
const card = 'c'.repeat(64);
const context: AttestationContext = { system: 's1', now: '2026-12-01T00:00:00.000Z', card, catalogue };
const statement: Statement = {
  schema: 'remit.attestation/1',
  kind: 'statement',
  ref: 'AIA-12-2-0',
  system: 's1',
  lawVersion: CURRENT_LAW_VERSION,
  asked: 'the logging plan',
  statement: 'I have read the logging plan and it covers the risks that we know.',
  as: 'Head of Credit Operations',
  at: '2026-11-20T10:00:00.000Z',
  shown: { card, catalogue, reports: [] },
};
const signer = ed25519Signer('head-of-credit', new Uint8Array(32).fill(7));
const other = ed25519Signer('head-of-credit', new Uint8Array(32).fill(8));
const blobs = new Map<string, Uint8Array>();
const put = (text: string) => {
  const sha = toHex(sha256(utf8(text)));
  blobs.set(sha, utf8(text));
  return sha;
};
const record = (index: number, att: object, sub = 'p_a'): LeafRecord => ({
  index,
  leaf: `leaf${index}`,
  // Only the members that the function reads.
  record: {
    id: `R${index}`,
    ts: '2026-11-20T10:00:00.000Z',
    t: 'attestation',
    who: { sub },
    att,
  } as unknown as AnyRecord,
});
const text = statementText(statement);
const signed = {
  ref: statement.ref,
  system: 's1',
  statement: put(text),
  vkey: signer.vkey,
  sig: await signatureLine(text, signer),
};
const states = async (records: LeafRecord[], more: Partial<AttestationContext> = {}) =>
  (await readAttestations(records, (sha) => blobs.get(sha), { ...context, ...more })).map(({ state }) => state);

describe('attestations', () => {
  it('[attest.states] a signed one is signed, an unsigned one is visibly unsigned', async () => {
    const { vkey: _vkey, sig: _sig, ...bare } = signed;
    const read = await readAttestations([record(1, signed), record(2, bare)], (sha) => blobs.get(sha), context);
    expect(read).toMatchObject([
      {
        state: 'signed',
        ref: 'AIA-12-2-0',
        record: 'R1',
        sub: 'p_a',
        kind: 'statement',
        statement: { as: statement.as },
      },
      { state: 'unsigned', why: expect.stringMatching(/^UNSIGNED/) },
    ]);
  });

  it('[attest.states] a key, a line or a statement that was exchanged is found', async () => {
    expect(await states([record(1, { ...signed, vkey: other.vkey })])).toEqual(['bad_signature']);
    expect(await states([record(1, { ...signed, sig: await signatureLine(text, other) })])).toEqual(['bad_signature']);
    expect(await states([record(1, { ...signed, sig: undefined })])).toEqual(['bad_signature']);
    const changed = put(statementText({ ...statement, statement: 'Something else.' }));
    expect(await states([record(1, { ...signed, statement: changed })])).toEqual(['bad_signature']);
    expect(await states([record(1, { ...signed, ref: 'AIA-26-1' })])).toEqual(['altered']);
    expect(await states([record(1, { ...signed, statement: 'd'.repeat(64) })])).toEqual(['altered']);
  });

  it('[attest.states] withdrawn, expired and outdated ones do not count', async () => {
    const gone = put(statementText({ ...statement, kind: 'withdrawal', statement: 'Taken back.' }));
    const withdrawal = record(5, { ref: statement.ref, system: 's1', statement: gone, withdraws: 'leaf1' });
    expect(await states([record(1, signed), withdrawal])).toEqual(['withdrawn']);
    expect(await states([record(1, { ...signed, valid_to: '2026-11-30T00:00:00.000Z' })])).toEqual(['expired']);
    expect(await states([record(1, { ...signed, valid_to: '2027-11-30T00:00:00.000Z' })])).toEqual(['signed']);
    expect(await states([record(1, signed)], { card: 'e'.repeat(64) })).toEqual(['outdated']);
    expect(await states([record(1, signed)], { catalogue: 'e'.repeat(64) })).toEqual(['outdated']);
    expect(await states([record(1, signed)], { before: '2026-11-20T10:00:00.000Z' })).toEqual([]);
    expect(await states([record(1, signed)], { system: 's2' })).toEqual([]);
  });

  it('[attest.binding] the signature covers every byte of the statement', async () => {
    const bytes = utf8(text);
    expect(await signatureHolds(bytes, signed.vkey, signed.sig)).toBe(true);
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const altered = bytes.slice();
        altered[at] = (altered[at] ?? 0) ^ change;
        expect(await signatureHolds(altered, signed.vkey, signed.sig)).toBe(false);
      }),
      { numRuns: 50 },
    );
    expect(await signatureHolds(bytes, 'nonsense', signed.sig)).toBe(false);
    expect(await signatureHolds(bytes, signed.vkey, `${signed.sig}\n${signed.sig}x`)).toBe(false);
  });

  it('[attest.binding] a statement has one form, and nothing else is read as one', () => {
    expect(parseStatement(utf8(text))).toEqual({ ok: true, value: statement });
    expect(parseStatement(utf8(text.replace('{"as"', '{ "as"'))).ok).toBe(false);
    expect(parseStatement(utf8(text.trim())).ok).toBe(false);
    expect(() => statementText({ ...statement, statement: ' ' })).toThrow(TypeError);
    fc.assert(fc.property(fc.uint8Array(), (bytes) => !parseStatement(bytes).ok));
  });

  it('[attest.binding] the signer of a person signs what this check accepts', async () => {
    const own = attestationSigner('head-of-credit', new Uint8Array(32).fill(7));
    const mine = own.ok ? own.value : expect.unreachable();
    expect(mine.vkey).toBe(signer.vkey);
    expect(await signatureHolds(utf8(text), mine.vkey, await mine.sign(text))).toBe(true);
    for (const name of ['', 'two words', 'a+b', 'x'.repeat(65)])
      expect(attestationSigner(name, new Uint8Array(32)).ok).toBe(false);
  });

  it('[attest.open] rows stay open until a signed attestation in force stands, placeholders too', async () => {
    const { rows } = catalogueFor(CURRENT_LAW_VERSION);
    const given = await readAttestations([record(1, signed)], (sha) => blobs.get(sha), context);
    const asked = (by: typeof given, of?: Parameters<typeof openItems>[3]) =>
      openItems(rows, by, [{ ref: 'annex-iv:4', asks: 'x' }], of).map(({ ref }) => ref);
    expect(asked([])).toContain('AIA-12-2-0');
    expect(asked(given)).not.toContain('AIA-12-2-0');
    expect(asked(given.map((one) => ({ ...one, state: 'unsigned' as const })))).toContain('AIA-12-2-0');
    expect(asked([]).at(-1)).toBe('annex-iv:4');
    const deployer = asked([], { classes: ['any', 'high-risk', 'annexIII'], role: 'deployer' });
    const bound = (ref: string) => rows.find((row: CatalogueRow) => row.id === ref)?.binds.includes('deployer') ?? true;
    expect(deployer.filter((ref) => !bound(ref))).toEqual([]);
    expect(deployer).toContain('AIA-26-1');
    expect(asked([], { classes: ['any', 'not-high-risk'], role: 'both' })).not.toContain('AIA-26-1');
    expect(asked([], { classes: ['any'], role: 'both' })).toContain('AIA-26-1');
  });
});
