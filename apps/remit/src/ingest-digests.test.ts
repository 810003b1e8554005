/** The built command that checks digests, as a person runs it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { alterObject, makeTrail, writeTrail } from '@remit/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Installation } from './testing/installation.ts';
import { makeInstallation } from './testing/installation.ts';

describe('remit ingest digests', () => {
  let house: Installation;
  beforeAll(() => {
    house = makeInstallation();
    for (const name of ['whole', 'altered', 'unsigned']) {
      const trail = makeTrail();
      if (name === 'altered')
        alterObject(trail, trail.digests[1]?.logs[0] ?? '', (text) => text.replace('made', 'MADE'));
      if (name === 'unsigned') trail.metadata.clear();
      writeTrail(trail, join(house.dir, name));
      writeFileSync(join(house.dir, 'keys.json'), trail.listPublicKeys);
    }
  });
  afterAll(async () => await house.remove());
  const run = (...args: string[]) => house.remit('ingest', 'digests', ...args);

  it('[ingest-aws.digest-command] says what is not valid, and exits 0, 1 or 2', async () => {
    const whole = await run('whole', '--keys', 'keys.json');
    expect(whole).toMatchObject({ code: 0, err: '' });
    expect(whole.out).toContain('Digests: 3 Valid. Log files: 3 Valid. Gaps: 0. Log files in no digest: 0.');
    expect(whole.out).toContain('valid, bucket_not_checked: 3');
    const altered = await run('altered', '--keys', 'keys.json');
    expect(altered.code).toBe(1);
    expect(altered.out).toMatch(/Invalid +log +s3:\/\/made-trail-bucket\/AWSLogs\/\S+made1.json.gz +hash_differs/);
    const unsigned = await run('unsigned', '--keys', 'keys.json');
    expect(unsigned.code).toBe(2);
    expect(unsigned.out).toContain('Digests: 2 Valid, 1 Unanchored.');
  });

  it('[ingest-aws.digest-command] --json gives every finding; a range and a place may be declared', async () => {
    const placed = [
      '--at',
      's3://made-trail-bucket/',
      '--from',
      '2026-11-20T00:00:00Z',
      '--to',
      '2026-11-20T02:00:00Z',
    ];
    const report = await house.json('ingest', 'digests', 'whole', '--keys', 'keys.json', ...placed);
    expect(report).toMatchObject({ counts: { digests: { Valid: 3 } }, gaps: 0, unlisted: [] });
    expect(report['findings']).toHaveLength(6);
  });

  it('[ingest-aws.digest-command] wrong use is 64 and says what to do', async () => {
    expect(await run('none', '--keys', 'keys.json')).toMatchObject({ code: 64 });
    expect(await run('.', '--keys', 'none.json')).toMatchObject({
      code: 64,
      err: expect.stringContaining('--keys none.json cannot be read') as string,
    });
    writeFileSync(join(house.dir, 'bad.json'), '{}');
    expect((await run('whole', '--keys', 'bad.json')).err).toContain('aws cloudtrail list-public-keys');
    expect(await run('whole', '--keys', 'keys.json', '--from', 'yesterday')).toMatchObject({ code: 64 });
    expect(await run('whole', '--keys', 'keys.json', '--at', 'bucket')).toMatchObject({ code: 64 });
  });
});
