import { describe, expect, it } from 'vitest';
import { testLogKey, testTrust } from './testing/ledger.ts';
import { honestPack } from './testing/pack.ts';
import { parseTrust } from './trust.ts';

const key = testLogKey();

describe('a trust file', () => {
  it('[verify.trust-file] is a policy, with a known head after a line of three hyphens', async () => {
    const { core } = await honestPack(12);
    const plain = parseTrust(testTrust(key, ['w-one']));
    expect(plain.ok && plain.value.knownHead).toBe(undefined);
    const withHead = parseTrust(testTrust(key, ['w-one'], core.checkpoint));
    expect(withHead.ok && withHead.value.knownHead).toBe(core.checkpoint);
    expect(withHead.ok && withHead.value.policy.witnesses.map((witness) => witness.name)).toEqual(['w-one']);
  });

  it.each([
    ['no quorum', `log ${key.vkey}\n`, /quorum/],
    ['two quorums', `${testTrust(key, [])}quorum none\n`, /second quorum/],
    [
      'one key under two names',
      testTrust(key, ['w-one']).replace(/(witness )w-one( .*)\n/, '$1w-one$2\n$1other$2\n'),
      /earlier line/,
    ],
    ['a broken key', testTrust(key, []).replace('log ', 'log x'), /log key/],
    ['nothing after the hyphens', `${testTrust(key, [])}---\n\n`, /must follow/],
    ['something else', 'hello', /not log, witness/],
  ])('[verify.trust-file] is refused with %s', (_name, text, expected) => {
    const trust = parseTrust(text);
    expect(trust.ok ? '' : trust.error).toMatch(expected);
  });
});
