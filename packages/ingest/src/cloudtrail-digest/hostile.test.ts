/** Digests, sidecars and key files that hold anything: reading them never throws. */
import { gzipSync } from 'node:zlib';
import { makeTrail } from '@remit/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDigest } from './digest-body.ts';
import { parseSidecar } from './metadata-sidecar.ts';
import { parsePublicKeys } from './public-keys.ts';
import { keysOf, storeOf } from './trail-store.fixture.ts';
import { validateDigests } from './validate-digests.ts';

const members = ['digestStartTime', 'digestEndTime', 'digestS3Bucket', 'digestS3Object', 'logFiles'];
const digestLike = fc.dictionary(
  fc.constantFrom(...members, 'digestPublicKeyFingerprint', 'previousDigestSignature', 'previousDigestS3Object'),
  fc.oneof(fc.constant('2026-11-20T01:00:00Z'), fc.constant(null), fc.jsonValue()),
);

describe('hostile digests', () => {
  it('[ingest-aws.digest-hostile] any JSON and any bytes give a digest or a reason', () => {
    fc.assert(
      fc.property(fc.oneof(digestLike, fc.jsonValue()), fc.uint8Array(), (value, bytes) => {
        const text = JSON.stringify(value);
        for (const stored of [
          Buffer.from(text),
          gzipSync(text),
          bytes,
          Buffer.concat([Buffer.from([0x1f, 0x8b]), bytes]),
        ])
          expect(typeof readDigest(stored).ok).toBe('boolean');
        expect(parsePublicKeys(text).ok).toBe(false);
        expect(parsePublicKeys(JSON.stringify({ PublicKeyList: [{ Fingerprint: 'x', Value: value }] })).ok).toBe(true);
        parseSidecar(text);
      }),
    );
  });

  it('[ingest-aws.digest-hostile] a store in which every digest holds anything never has a valid one', () => {
    const trail = makeTrail();
    fc.assert(
      fc.property(digestLike, (value) => {
        const objects = new Map(trail.objects);
        for (const { key } of trail.digests) objects.set(key, gzipSync(JSON.stringify(value)));
        const report = validateDigests(storeOf({ ...trail, objects }), { keys: keysOf(trail), range: {} });
        expect(report.counts.digests).toMatchObject({ Valid: 0, Backfill: 0 });
      }),
    );
  });

  it('[ingest-aws.digest-hostile] digests that name each other in a ring are walked once', () => {
    const trail = makeTrail({ shape: ['start', 'link'] });
    const [first, second] = trail.digests;
    if (first === undefined || second === undefined) throw new Error('two digests were asked for');
    const text = { digestStartTime: '2026-11-20T00:00:00Z', digestEndTime: '2026-11-20T01:00:00Z', logFiles: [] };
    const ring = { ...text, digestPublicKeyFingerprint: 'x', digestS3Bucket: first.bucket, digestS3Object: first.key };
    const previous = { previousDigestS3Bucket: second.bucket, previousDigestS3Object: second.key };
    trail.objects.set(first.key, gzipSync(JSON.stringify({ ...ring, ...previous, previousDigestSignature: null })));
    trail.metadata.delete(first.key);
    const report = validateDigests(storeOf(trail), { keys: keysOf(trail), range: {} });
    expect(report.findings.filter(({ what }) => what === 'digest')).toHaveLength(2);
  });
});
