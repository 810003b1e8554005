/** The published log in a bucket: the real SDK against a service that checks what it sends. */
import { readdirSync } from 'node:fs';
import { S3_DOUBLE_KEY, type S3Double, startS3Double } from '@remit/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { checkLedger } from '../check/check-ledger.ts';
import { recordProof } from '../check/record-proof.ts';
import { decision } from '../test-support/drafts.ts';
import { createLab, until } from '../test-support/ledger-lab.ts';
import type { BucketPlace } from './s3-objects.ts';
import { s3Objects } from './s3-objects.ts';
import { tileBucket } from './tile-bucket.ts';

const lab = createLab();
let double: S3Double;
let place: BucketPlace;
beforeEach(async () => {
  double = await startS3Double('log');
  place = { bucket: 'log', prefix: 'remit/', region: 'eu-central-1', endpoint: double.url, credentials: S3_DOUBLE_KEY };
});
afterEach(async () => {
  await lab.dispose();
  await double.close();
});

it('[ledger.bucket] an object is written where none lies, and replaced only over the one that was read', async () => {
  const objects = s3Objects(place);
  const options = { type: 'text/plain', cache: 'no-store' };
  const [a, b] = [Buffer.from('a'), Buffer.from('b')];
  expect(await objects.get('x')).toBeUndefined();
  const first = await objects.put('x', a, { ...options, unless: 'present' });
  expect(await objects.put('x', b, { ...options, unless: 'present' })).toEqual({ kind: 'taken' });
  expect(await objects.put('x', b, { ...options, onlyOver: '"other"' })).toEqual({ kind: 'taken' });
  const tag = first.kind === 'stored' ? first.tag : '';
  expect(await objects.put('x', b, { ...options, onlyOver: tag })).toMatchObject({ kind: 'stored' });
  expect(Buffer.from((await objects.get('x'))?.bytes ?? []).toString()).toBe('b');
  await double.fail(true);
  await expect(objects.get('x')).rejects.toMatchObject({ $metadata: { httpStatusCode: 500 } });
  objects.close();
  expect(await double.problems()).toEqual([]);
});

it('[ledger.bucket] a tile that is there with other bytes, and a checkpoint of a larger log, stop the publishing', async () => {
  const bucket = tileBucket(place);
  const tile = { level: 0, n: 0, width: 3 };
  await bucket.write(tile, Buffer.alloc(96, 1));
  const other = tileBucket(place);
  await other.write(tile, Buffer.alloc(96, 1));
  await expect(other.write(tile, Buffer.alloc(96, 2))).rejects.toThrow('has other content than the log');
  expect(Buffer.from(other.readHashes(tile) ?? [])).toEqual(Buffer.alloc(96, 1));
  const note = (size: number) =>
    `o\n${size}\n${Buffer.alloc(32).toString('base64')}\n\n— o ${Buffer.alloc(68).toString('base64')}\n`;
  await bucket.writeCheckpoint(note(5));
  await other.writeCheckpoint(note(7));
  await expect(bucket.writeCheckpoint(note(6))).rejects.toThrow('a larger log: another sequencer publishes there');
  expect(other.readCheckpoint()).toBe(note(7));
  bucket.close();
  other.close();
});

it('[ledger.bucket] a service that ignores the conditions of writes is refused', async () => {
  await double.ignoreConditions(true);
  const bucket = tileBucket(place);
  await expect(bucket.write({ level: 0, n: 0, width: 3 }, Buffer.alloc(96, 1))).rejects.toThrow(
    'ignores conditions of writes',
  );
  bucket.close();
});

it('[ledger.bucket] a ledger publishes there what it would publish in its folder, goes on after an outage, and reads, proves and checks from there', async () => {
  const dir = lab.folder();
  const store = { kind: 'sqlite', tiles: place } as const;
  const ledger = await lab.start(dir, { store });
  const sub = ledger.handle('person', 'a');
  for (let i = 0; i < 300; i++) ledger.record(decision(sub));
  const { id, durable } = ledger.record(decision(sub));
  await durable;
  await ledger.sealHead();
  const digest = await ledger.put(Buffer.from('a scope file'));
  expect(await ledger.put(Buffer.from('a scope file'))).toBe(digest);
  await double.fail(true);
  await ledger.record(decision(sub)).durable;
  await expect(ledger.sealHead({ timeoutMs: 15_000 })).rejects.toMatchObject({ code: 'ledger.not-sealed' });
  await double.fail(false);
  await until(() => ledger.head().signedSize === ledger.head().size);
  const reader = ledger.reader();
  expect(Buffer.from(reader.blob(digest) ?? []).toString()).toBe('a scope file');
  expect(reader.blob('0'.repeat(64))).toBeUndefined();
  expect(recordProof(reader, id)).toContain('c2sp.org/tlog-proof@v1');
  reader.close();
  expect(await checkLedger(dir, store)).toMatchObject({ ok: true });
  await ledger.close();
  expect(await double.problems()).toEqual([]);
  expect(readdirSync(dir)).not.toContain('log');
  const cacheOf = async (key: string) => (await double.object(`remit/${key}`))?.headers['cache-control'];
  expect(await cacheOf('checkpoint')).toBe('public, max-age=2');
  expect(await cacheOf('tile/0/000')).toBe('public, max-age=31536000, immutable');

  // A tile that somebody changed in the bucket is found by the check.
  await double.alter('remit/tile/entries/000', 40);
  expect((await checkLedger(dir, store)).says[0]).toContain('tile/entries/000 differs');
}, 60_000);
