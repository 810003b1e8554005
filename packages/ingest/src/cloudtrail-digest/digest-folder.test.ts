import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { MadeTrail } from '@remit/testing';
import { makeTrail } from '@remit/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { openDigestFolder } from './digest-folder.ts';
import { parseSidecar, SIDECAR } from './metadata-sidecar.ts';
import { keysOf } from './trail-store.fixture.ts';
import { validateDigests } from './validate-digests.ts';

const BUCKET = 'made-trail-bucket';
const folders: string[] = [];
afterEach(() => folders.splice(0).forEach((dir) => rmSync(dir, { recursive: true })));

function write(dir: string, path: string, bytes: Uint8Array | string): void {
  mkdirSync(dirname(join(dir, path)), { recursive: true });
  writeFileSync(join(dir, path), bytes);
}

/** Writes the trail, with the answer of head-object beside each digest. */
function folderOf(trail: MadeTrail, rename: (key: string) => string = (key) => key, plain = false): string {
  const dir = mkdtempSync(join(tmpdir(), 'digests-'));
  folders.push(dir);
  for (const [key, bytes] of trail.objects) {
    const path = rename(key);
    write(dir, path, plain ? gunzipSync(bytes) : bytes);
    const Metadata = trail.metadata.get(key);
    if (Metadata === undefined) continue;
    write(dir, path + SIDECAR, JSON.stringify({ ContentType: 'application/json', Metadata }));
  }
  return dir;
}
const check = (trail: MadeTrail, dir: string, at?: { bucket: string; prefix: string }) =>
  validateDigests(openDigestFolder({ dir, ...(at && { at }) }), { keys: keysOf(trail), range: {} });

describe('a folder of digests', () => {
  it('[ingest-aws.digest-folder] the root of a bucket, a folder of buckets, and files that were unpacked', () => {
    const trail = makeTrail();
    const whole = { digests: { Valid: 3, Invalid: 0 }, logs: { Valid: 3, Missing: 0 } };
    expect(check(trail, folderOf(trail)).counts).toMatchObject(whole);
    expect(
      check(
        trail,
        folderOf(trail, (key) => `${BUCKET}/${key}`),
      ).counts,
    ).toMatchObject(whole);
    expect(
      check(
        trail,
        folderOf(trail, (key) => key.replace(/\.gz$/, ''), true),
      ).counts,
    ).toMatchObject(whole);
  });

  it('[ingest-aws.digest-folder] a part of a bucket only with the place that the operator declares', () => {
    const trail = makeTrail();
    const dir = folderOf(trail, (key) => key.replace('AWSLogs/', ''));
    expect(check(trail, dir).counts.digests).toMatchObject({ Valid: 0, Invalid: 3 });
    const declared = check(trail, dir, { bucket: BUCKET, prefix: 'AWSLogs/' });
    expect(declared.counts).toMatchObject({ digests: { Valid: 3 }, logs: { Valid: 3 } });
    expect(declared.findings[0]?.reasons).toEqual(['location_declared']);
    expect(check(trail, dir, { bucket: 'other', prefix: 'AWSLogs/' }).counts.digests.Invalid).toBe(3);
  });

  it('[ingest-aws.digest-folder] a moved digest with its original location in the sidecar; stray log files are listed', () => {
    const trail = makeTrail({ shape: ['start'] });
    const [digest] = trail.digests;
    const dir = folderOf(trail, (key) => (key === digest?.key ? 'moved.json.gz' : key));
    expect(check(trail, dir).findings[0]).toMatchObject({ result: 'Invalid', reasons: ['moved'] });
    const Metadata = { 'x-amz-meta-Signature': trail.metadata.get(digest?.key ?? '')?.['signature'] };
    const OriginalLocation = { Bucket: BUCKET, Key: digest?.key };
    write(dir, `moved.json.gz${SIDECAR}`, JSON.stringify({ Metadata, OriginalLocation }));
    const stray = 'AWSLogs/111122223333/CloudTrail/us-east-1/2026/11/20/stray.json.gz';
    write(dir, stray, 'x');
    const report = check(trail, dir);
    expect(report.findings[0]).toMatchObject({ result: 'Valid', reasons: ['location_declared'] });
    expect(report.unlisted).toEqual([stray]);
  });

  it('a sidecar that is no object says nothing', () => {
    expect([parseSidecar('{'), parseSidecar('[]'), parseSidecar('{}')]).toEqual([
      undefined,
      undefined,
      { metadata: {} },
    ]);
  });
});
