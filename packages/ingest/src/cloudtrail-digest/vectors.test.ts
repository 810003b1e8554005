/** The documentation samples of AWS and the scenarios of its own client, read in place. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { alterObject, makeTrail, TRAIL_START } from '@remit/testing';
import { sharedFolder } from '@remit/testing/shared-data';
import { describe, expect, it } from 'vitest';
import { readDigest } from './digest-body.ts';
import { parseDigestName } from './digest-name.ts';
import { parsePublicKeys } from './public-keys.ts';
import { checkSignature, stringToSign } from './signature.ts';
import { keysOf, storeOf } from './trail-store.fixture.ts';
import { validateDigests } from './validate-digests.ts';

const folder = sharedFolder('vectors', 'aws-cloudtrail');
const bytes = (name: string) => readFileSync(join(folder ?? '', name));
// The shape of these files is what their README says; a wrong one fails the expectations below.
const json = <T>(name: string) => JSON.parse(bytes(name).toString('utf8')) as T;
const must = <T>(outcome: { ok: true; value: T } | { ok: false; error: string }): T => {
  if (!outcome.ok) throw new Error(outcome.error);
  return outcome.value;
};

interface Sign {
  cases: {
    digest: { digestEndTime: string; digestS3Bucket: string; digestS3Object: string; previousDigestSignature: null };
    inflatedDigestUtf8: string;
    stringToSign: string;
  }[];
  digestKeyDate: { key: string; date: string };
}
interface Chain {
  cases: {
    actions: string[];
    accepted: number;
    reported: Record<string, { last: number; next: number }[]>;
    bucketsNewestFirst?: string[];
  }[];
}

describe.skipIf(folder === undefined)('vectors of AWS (skipped: the shared vectors are not there)', () => {
  it('[ingest-aws.digest-vectors] three documented keys are read: two PKCS#1, one SPKI (skipped: the shared vectors are not there)', () => {
    const keys = must(parsePublicKeys(bytes('list-public-keys-sample.json').toString('utf8')));
    const forms = [...keys].map(([fingerprint, key]) => [fingerprint, key.ok && key.value.form]);
    expect(forms).toEqual([
      ['8eba5db5bea9b640d1c96a77256fe7f2', 'PKCS#1'],
      ['8933b39ddc64d26d8e14ffbf6566fee4', 'PKCS#1'],
      ['31e8b5433410dfb61a9dc45cc65b22ff', 'SPKI'],
    ]);
  });

  it('[ingest-aws.digest-vectors] the documented digests are read; their made-up place cannot verify (skipped: the shared vectors are not there)', () => {
    const keys = must(parsePublicKeys(bytes('list-public-keys-sample.json').toString('utf8')));
    for (const [name, logs] of [
      ['digest-sample.json', 1],
      ['digest-empty-sample.json', 0],
    ] as const) {
      const digest = must(readDigest(bytes(name)));
      expect(digest.logs).toHaveLength(logs);
      expect(parseDigestName(digest.key)?.end).toBe(digest.end);
      expect(checkSignature(digest, digest.previousSignature ?? '', keys)).toBe('key_not_valid_then');
      expect(checkSignature(digest, digest.previousSignature ?? '', keys, Date.parse('2015-07-01'))).toBe(
        'signature_wrong',
      );
    }
  });

  it('[ingest-aws.digest-vectors] the text that is signed is that of the AWS client (skipped: the shared vectors are not there)', () => {
    const { cases, digestKeyDate } = json<Sign>('string-to-sign.json');
    for (const { digest, stringToSign: expected } of cases) {
      const sha256 = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
      const { digestEndTime: endText, digestS3Bucket: bucket, digestS3Object: key } = digest;
      expect(stringToSign({ endText, bucket, key, sha256, previousSignature: null })).toBe(expected);
    }
    expect(parseDigestName(digestKeyDate.key)?.end).toBe(Date.parse('2015-08-16T23:05:50Z'));
  });

  it('[ingest-aws.digest-scenarios] the chains of the AWS client come out with its counts (skipped: the shared vectors are not there)', () => {
    const { cases } = json<Chain>('chain-scenarios.json');
    for (const { actions, accepted, reported, bucketsNewestFirst } of cases) {
      const trail = makeTrail({
        shape: actions.map((action) => (action === 'gap' ? 'start' : 'link')),
        ...(bucketsNewestFirst === undefined ? {} : { buckets: [...bucketsNewestFirst].reverse() }),
      });
      actions.forEach((action, index) => {
        const digest = trail.digests[index];
        if (action === 'missing') trail.objects.delete(digest?.key ?? '');
        if (action === 'invalid') alterObject(trail, digest?.key ?? '', (text) => `${text} `);
      });
      const range = { from: TRAIL_START - 60 * 60 * 1000 };
      const { counts, gaps } = validateDigests(storeOf(trail), { keys: keysOf(trail), range });
      expect([counts.digests.Valid, counts.digests.Invalid, counts.digests.Missing, gaps]).toEqual([
        accepted,
        reported['invalid']?.length ?? 0,
        reported['missing']?.length ?? 0,
        reported['gap']?.length ?? 0,
      ]);
    }
  });
});
