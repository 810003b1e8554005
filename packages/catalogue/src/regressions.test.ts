/**
 * Errors verified in other products (compliance reference §16) that are not sentences but structures. The sentences are in
 * claims/find-claims.test.ts.
 */
import { canonicalize, sha256, toHex, utf8 } from '@remit/core';
import { AnyRecordSchema } from '@remit/record';
import { leafHash, nodeHash, rootOfEntries } from '@remit/tlog';
import { describe, expect, it } from 'vitest';
import { annexIvExport } from './annex/annex-iv.ts';
import { annexViiiExport } from './annex/annex-viii.ts';
import { assess } from './assess.ts';
import { catalogueFor, citationExists } from './catalogue.ts';
import { evidenceCounts } from './counts.ts';

const { rows } = catalogueFor('32024R1689@2026-07-27');
const row = (id: string) => rows.find((one) => one.id === id) ?? expect.unreachable(id);

describe('rows of the catalogue', () => {
  it('[catalogue.regressions] logging duties of deployers, monitoring, testing and incidents stand under their own articles', () => {
    expect(row('AIA-26-6').cites).toEqual(['26(6)']);
    expect(row('AIA-26-10').text).toContain('not about logging');
    expect(row('AIA-72-1').cites).toEqual(['72(1)', '72(2)']);
    expect(row('AIA-9-8').cites).toEqual(['9(6)', '9(7)', '9(8)']);
    expect(row('AIA-73-2').cites).toEqual(['73(2)']);
    expect(rows.flatMap(({ cites }) => cites).filter((cite) => /^6[12]\b|^12\(4\)/.test(cite))).toEqual([]);
  });

  it('[catalogue.regressions] the fields of Article 12(3) concern remote biometric identification only', () => {
    const of12 = rows.filter(({ cites }) => cites.some((cite) => cite.startsWith('12(3)')));
    expect(of12.map((one) => one.class)).toEqual(['annexIII.1a', 'annexIII.1a', 'annexIII.1a', 'annexIII.1a']);
    expect(citationExists('12(2)(d)', '32024R1689@2026-07-27')).toBe(false);
  });

  it('[catalogue.regressions] days to report: 15, 2 for infringements and 3(49)(b), 10 for a death; ten years from placing', () => {
    expect(row('AIA-73-2').text).toContain('15 days');
    expect(row('AIA-73-3').text).toMatch(/2 days/);
    expect(row('AIA-73-4').text).toMatch(/death.*10 days/);
    expect(row('AIA-18-1').text).toMatch(/ten years after the system was placed/);
    expect(row('AIA-18-1').text).toContain('Logs are not part of this duty');
  });
});

describe('evidence', () => {
  it('[catalogue.regressions] a count, however large, is not sufficiency: the attestation line stays', () => {
    const counts = Object.fromEntries(Object.keys(evidenceCounts).map((name) => [name, 1_000_000_000]));
    for (const { id, attestation } of assess(rows, { counts, exceptions: [], attestations: [] }))
      expect(attestation?.status, id).toBe(row(id).attest === undefined ? undefined : 'attestation_required');
  });

  it('[catalogue.regressions] answers are not written beforehand, and no declaration of conformity is made', () => {
    const bare = {
      system: 's',
      lawVersion: '32024R1689@2026-07-27',
      now: '2026-12-01T00:00:00.000Z',
      card: undefined,
      facts: [],
      attestations: [],
    } as const;
    for (const block of annexIvExport(bare).blocks)
      expect([block.declared, block.attested, block.linked]).toEqual([[], [], []]);
    for (const section of ['A', 'B', 'C'] as const)
      for (const item of annexViiiExport(bare, section).items) expect(item.value).toBeUndefined();
  });
});

describe('records', () => {
  const decision = {
    v: 1,
    id: '01KA0000000000000000000000',
    ts: '2026-11-20T10:00:00.000Z',
    org: 'remit.test/log',
    w: { id: 'w1', n: 1 },
    t: 'mcp.decision',
    who: { sub: 'p_AAAAAAAAAAAAAAAAAAAAAA', agent: 'clerk' },
    act: { srv: 'files', method: 'tools/call', tool: 'read' },
    scope: { id: 's', sha: '1'.repeat(64) },
    pol: { bundle_sha: '2'.repeat(64), dec: 'permit', eval: 'evaluated', rules: ['r1'] },
    c: { args: 'A'.repeat(43) },
    cause: ['B'.repeat(43)],
  };
  const hashOf = (record: object) => toHex(leafHash(utf8(canonicalize(JSON.parse(JSON.stringify(record))))));

  it('[catalogue.regressions] the hash covers policy version, person, arguments and cause of a decision', () => {
    expect(AnyRecordSchema.safeParse(decision).success).toBe(true);
    const hashes = new Set([
      hashOf(decision),
      hashOf({ ...decision, pol: { ...decision.pol, bundle_sha: '3'.repeat(64) } }),
      hashOf({ ...decision, who: { ...decision.who, sub: 'p_BAAAAAAAAAAAAAAAAAAAAA' } }),
      hashOf({ ...decision, c: { args: 'C'.repeat(43) } }),
      hashOf({ ...decision, cause: ['D'.repeat(43)] }),
    ]);
    expect(hashes.size).toBe(5);
  });

  it('[catalogue.regressions] the hash covers who approved, and the decision that follows names the approval by its hash', () => {
    const { v, ts, org, w, act } = decision;
    const apr = { verdict: 'approved', requested: ts };
    const approval = {
      v,
      id: '01KA0000000000000000000001',
      ts,
      org,
      w,
      t: 'approval',
      who: { sub: decision.who.sub },
      act,
      apr,
    };
    expect(AnyRecordSchema.safeParse(approval).success).toBe(true);
    const other = { ...approval, who: { sub: 'p_BAAAAAAAAAAAAAAAAAAAAA' } };
    expect(hashOf(other)).not.toBe(hashOf(approval));
    const released = (of: object) => ({ ...decision, cause: [Buffer.from(hashOf(of), 'hex').toString('base64url')] });
    expect(AnyRecordSchema.safeParse(released(approval)).success).toBe(true);
    expect(hashOf(released(other))).not.toBe(hashOf(released(approval)));
  });

  it('[catalogue.regressions] retention and incidents are cited by their own articles, and identity by none of the register', () => {
    const cites = (pattern: RegExp) => rows.filter(({ text }) => pattern.test(text)).flatMap((one) => one.cites);
    for (const cite of cites(/six months|at least six/)) expect(cite).not.toMatch(/^12/);
    expect(row('AIA-19-1').cites).toEqual(['19(1)']);
    for (const one of rows.filter(({ cites: of }) => of.some((cite) => cite.startsWith('49(4)'))))
      expect(one.text).not.toMatch(/identity/i);
  });

  it('[catalogue.regressions] leaves and nodes are hashed apart, and no leaf is doubled to fill a tree', () => {
    const leaves = ['a', 'b', 'c'].map((text) => utf8(text));
    const last = leaves[2] ?? expect.unreachable();
    expect(toHex(rootOfEntries(leaves))).not.toBe(toHex(rootOfEntries([...leaves, last])));
    const [a, b] = leaves.map((leaf) => leafHash(leaf));
    const inner = nodeHash(a ?? expect.unreachable(), b ?? expect.unreachable());
    expect(toHex(inner)).not.toBe(toHex(leafHash(Uint8Array.of(...(a ?? []), ...(b ?? [])))));
    expect(toHex(leafHash(last))).not.toBe(toHex(sha256(last)));
  });
});
