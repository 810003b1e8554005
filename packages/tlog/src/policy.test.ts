import { readFileSync } from 'node:fs';
import { fixedClock } from '@remit/core';
import { sharedFolder } from '@remit/testing/shared-data';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cosigner, ed25519Signer, formatVkey, parseVkey } from './keys.ts';
import type { NoteSigner, OpenedNote } from './note.ts';
import { openNote, signNote } from './note.ts';
import type { TlogPolicy } from './policy.ts';
import { parsePolicy, policyMet } from './policy.ts';

const policies = sharedFolder('vectors', 'transparency-dev-formats', 'tlog-policy.json');
const examples = sharedFolder('vectors', 'c2sp', 'examples.json');
const clock = fixedClock(1_700_000_000_000);
const log = ed25519Signer('log.example', new Uint8Array(32).fill(200));

const witnesses = Array.from({ length: 7 }, (_, n) => cosigner(`w${n}.example`, new Uint8Array(32).fill(n), clock));

function witness(n: number) {
  const found = witnesses[n];
  if (found === undefined) throw new Error(`no witness ${n}`);
  return found;
}
const [w1, w2, w3] = [witness(1), witness(2), witness(3)] as const;
const head = `log ${log.vkey}\nwitness a ${w1.vkey}\nwitness b ${w2.vkey} https://b.example/\n`;

function policy(text: string): TlogPolicy {
  const parsed = parsePolicy(text);
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.value;
}

/** A note of the log with these cosignatures, opened with the keys of all witnesses. */
async function cosigned(...signers: NoteSigner[]): Promise<OpenedNote> {
  const keys = [log, ...witnesses].flatMap(({ vkey }) => parseVkey(vkey) ?? []);
  const opened = await openNote(await signNote('log.example\n5\nAAAA\n', [log, ...signers]), keys);
  if (!opened.ok) throw new Error(opened.error);
  return opened.value;
}

/** Log keys (0x01) in witness lines, written as the cosignature keys (0x04) that the specification asks for. */
function asCosignatureKeys(text: string): string {
  return text.replaceAll(/(\S+)\+[0-9a-f]{8}\+\S+/g, (vkey, name: string) => {
    const key = parseVkey(vkey);
    return key === undefined ? vkey : formatVkey(name, 0x04, key.publicKey);
  });
}

describe('policies of another implementation', () => {
  it.skipIf(policies === undefined)(
    '[tlog.policy] 11/11 judged as the specification says, where it differs from upstream (skipped without ../shared/vectors)',
    () => {
      const v = JSON.parse(readFileSync(policies ?? '', 'utf8')) as {
        accept: { name: string; text: string; quorumThreshold: number; quorumMembers?: number }[];
        reject: { name: string; text: string }[];
      };
      const differs = new Map([
        ['tidy', undefined],
        ['whitespace and comments', 'line 4: expected: witness NAME VKEY [URL]'],
        ['group numerical', 'line 4: this witness key stands on an earlier line'],
        ['group all', 'line 4: this witness key stands on an earlier line'],
        ['group any', 'line 4: this witness key stands on an earlier line'],
      ]);
      let right = 0;
      for (const c of v.accept) {
        // As published, with log keys (0x01) for witnesses: such a witness could never count.
        expect(parsePolicy(c.text), c.name).toMatchObject({ ok: false });
        const text = asCosignatureKeys(c.text);
        const error = differs.get(c.name);
        expect(parsePolicy(text), c.name).toMatchObject(error === undefined ? { ok: true } : { ok: false, error });
        // Without the comment behind a line and with a key of its own for w3, it is what upstream reads.
        const mended = text.replaceAll(/ +#comment$/gm, '').replace(/(witness w3 )\S+/, `$1${w3.vkey}`);
        const group = policy(mended).groups[0];
        expect(group?.threshold, c.name).toBe(c.quorumThreshold);
        expect(group?.members.length, c.name).toBe(c.quorumMembers ?? group?.members.length);
        right += 1;
      }
      for (const c of v.reject) {
        expect(parsePolicy(c.text).ok, c.name).toBe(false);
        expect(parsePolicy(asCosignatureKeys(c.text)).ok, c.name).toBe(false);
        right += 1;
      }
      console.log(`tlog-policy files ${right}/11`);
      expect(right).toBe(11);
    },
  );

  it.skipIf(examples === undefined)(
    '[tlog.policy] the example of the specification means what it says (skipped without ../shared/vectors)',
    async () => {
      const { policyGrammarExample } = JSON.parse(readFileSync(examples ?? '', 'utf8')) as {
        policyGrammarExample: string;
      };
      const keys = [log.vkey, ...[1, 2, 3, 4, 5, 6].map((n) => witness(n).vkey)];
      const parsed = policy(policyGrammarExample.replaceAll('<vkey>', () => keys.shift() ?? 'too few keys'));
      // Two of X1 to X3 and one of Y1 to Y3.
      const met = async (...n: number[]) => policyMet(parsed, await cosigned(...n.map(witness))).met;
      expect([await met(1, 2, 4), await met(2, 3, 6), await met(1, 2, 3, 4, 5, 6)]).toEqual([true, true, true]);
      expect([await met(), await met(1, 4, 5, 6), await met(1, 2, 3)]).toEqual([false, false, false]);
    },
  );
});

describe('policies', () => {
  it('[tlog.policy] counts witnesses by name, with their times', async () => {
    const both = policy(`${head}# a comment\n\n \t# another\ngroup g 2 a b\nquorum g\n`);
    expect(policyMet(both, await cosigned(w1))).toEqual({ met: false, counted: ['a'], timestamps: [1_700_000_000] });
    expect(policyMet(both, await cosigned(w2, w1))).toEqual({
      met: true,
      counted: ['a', 'b'],
      timestamps: [1_700_000_000, 1_700_000_000],
    });
    expect(both.witnesses[1]?.url).toBe('https://b.example/');
  });

  it('[tlog.policy] a witness that the policy does not list, or one twice, does not make up for another', async () => {
    const both = policy(`${head}group g all a b\nquorum g\n`);
    expect(policyMet(both, await cosigned(w1, w3)).met).toBe(false);
    const later = cosigner('w1.example', new Uint8Array(32).fill(1), fixedClock(1_700_000_009_000));
    const twice = policyMet(both, await cosigned(w1, later));
    expect(twice).toEqual({ met: false, counted: ['a'], timestamps: [1_700_000_009] });
  });

  it('[tlog.policy] name, key id and type must all be those of the witness, because a key id has only four bytes', () => {
    const one = policy(`${head}quorum a\n`);
    const found = { name: w1.name, keyId: w1.keyId, type: 0x04, timestamp: 1 };
    const met = (signature: typeof found) => policyMet(one, { text: 'x\n', unknown: 0, verified: [signature] }).met;
    expect(met(found)).toBe(true);
    expect(met({ ...found, name: 'other.example' })).toBe(false);
    expect(met({ ...found, type: 0x01 })).toBe(false);
    expect(met({ ...found, keyId: w2.keyId })).toBe(false);
  });

  it('[tlog.policy] quorum none is met without cosignatures, a single witness by its own', async () => {
    expect(policyMet(policy(`log ${log.vkey}\nquorum none\n`), await cosigned())).toMatchObject({ met: true });
    const one = policy(`${head}quorum b\n`);
    expect(policyMet(one, await cosigned(w1)).met).toBe(false);
    expect(policyMet(one, await cosigned(w2)).met).toBe(true);
  });

  it('[tlog.policy] 40 logs, 40 witnesses and 40 groups are read', () => {
    const rows = Array.from({ length: 40 }, (_, i) => i);
    const key = (n: number) => new Uint8Array(32).fill(n);
    const text = [
      ...rows.map((i) => `log ${ed25519Signer(`l${i}.example`, key(i)).vkey}`),
      ...rows.map((i) => `witness w${i} ${cosigner(`w${i}.example`, key(100 + i), clock).vkey}`),
      ...rows.map((i) => `group g${i} any w${i}${i === 0 ? '' : ` g${i - 1}`}`),
      'quorum g39',
    ].join('\n');
    expect(policy(`${text}\n`)).toMatchObject({
      logs: { length: 40 },
      witnesses: { length: 40 },
      groups: { length: 40 },
    });
  });

  const key1 = parseVkey(w1.vkey)?.publicKey ?? new Uint8Array();
  it.each([
    [`${head}quorum a\nquorum b\n`, 'line 5: a second quorum line'],
    [`${head}quorum z\n`, 'line 4: "z" is not a witness or group of an earlier line'],
    [`quorum a\n${head}`, 'line 1: "a" is not a witness or group of an earlier line'],
    [`${head}witness c ${w1.vkey}\nquorum a\n`, 'line 4: this witness key stands on an earlier line'],
    [
      `${head}witness c ${formatVkey('other.example', 0x04, key1)}\nquorum a\n`,
      'line 4: this witness key stands on an earlier line',
    ],
    [`${head}log ${log.vkey}\nquorum a\n`, 'line 4: this log key stands on an earlier line'],
    [`${head}log ${w3.vkey}\nquorum a\n`, 'line 4: the log key is not a valid Ed25519 vkey (type 0x01)'],
    [`witness a ${log.vkey}\nquorum a\n`, 'line 1: the witness key is not a valid cosignature vkey (type 0x04)'],
    [`${head}witness a ${w3.vkey}\nquorum a\n`, 'line 4: the name "a" is taken'],
    [`${head}group a any b\nquorum a\n`, 'line 4: the name "a" is taken'],
    [`${head}group none any a\nquorum a\n`, 'line 4: the name "none" is taken'],
    [`${head}group g any none\nquorum g\n`, 'line 4: "none" is not a witness or group of an earlier line'],
    [`${head}group g any a z\nquorum g\n`, 'line 4: "z" is not a witness or group of an earlier line'],
    [`${head}group g any g\nquorum g\n`, 'line 4: "g" is not a witness or group of an earlier line'],
    [`${head}group g any a\ngroup h any a b\nquorum g\n`, 'line 5: "a" is a member twice'],
    [`${head}group g 2 a a\nquorum g\n`, 'line 4: "a" is a member twice'],
    [`${head}group g 3 a b\nquorum g\n`, 'line 4: the threshold "3" is not all, any or 1 to 2'],
    [`${head}group g 0 a b\nquorum g\n`, 'line 4: the threshold "0" is not all, any or 1 to 2'],
    [`${head}group g 01 a b\nquorum g\n`, 'line 4: the threshold "01" is not all, any or 1 to 2'],
    [`${head}group g all\nquorum g\n`, 'line 4: expected: group NAME all|any|K MEMBER ...'],
    [`${head}quorum a b\n`, 'line 4: expected: quorum NAME|none'],
    [`${head}quorum a # not a comment here\n`, 'line 4: expected: quorum NAME|none'],
    [`${head}trust a\nquorum a\n`, 'line 4: "trust" is not log, witness, group or quorum'],
    [`${head}quorum a\r\n`, 'line 4: a control character'],
    [head, 'there is no quorum line'],
    ['', 'there is no quorum line'],
  ])('[tlog.policy] refused: %#', (text, error) => {
    expect(parsePolicy(text)).toEqual({ ok: false, error });
  });

  it('[tlog.policy] names are octets: a Kelvin sign is no K', () => {
    const text = `witness K ${w1.vkey}\nwitness \u212a ${w2.vkey}\nquorum \u212a\n`;
    expect(policy(text).quorum).toBe('\u212a');
  });

  it('[tlog.policy] is met exactly as the groups add up', () => {
    const members = fc.uniqueArray(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 5 });
    const opened = (signed: readonly number[]): OpenedNote => ({
      text: 'x\n',
      unknown: 0,
      verified: signed.map((n) => ({ name: witness(n).name, keyId: witness(n).keyId, type: 0x04, timestamp: 1 })),
    });
    fc.assert(
      fc.property(members, fc.integer({ min: 1, max: 5 }), members, (listed, k, signed) => {
        fc.pre(k <= listed.length);
        const lines = [1, 2, 3, 4, 5].map((n) => `witness n${n} ${witness(n).vkey}\n`).join('');
        const parsed = policy(`${lines}group g ${k} ${listed.map((n) => `n${n}`).join(' ')}\nquorum g\n`);
        expect(policyMet(parsed, opened(signed)).met).toBe(listed.filter((n) => signed.includes(n)).length >= k);
      }),
      { numRuns: 50 },
    );
  });
});
