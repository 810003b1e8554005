import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { createOutbound } from '@remit/outbound';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LogpushListener, type Pushed, startLogpush } from './logpush-listener.ts';
import { type Bucket, type BucketObject, openBucket } from './s3-bucket.ts';
import { type S3Double, startS3Double } from './s3-double.fixture.ts';
import { cleanSpools, makeSpool } from './spool.ts';

async function pagesOf(bucket: Bucket): Promise<(readonly BucketObject[])[]> {
  const pages: (readonly BucketObject[])[] = [];
  for await (const page of bucket.list()) pages.push(page);
  return pages;
}

describe('an S3-compatible bucket', () => {
  let s3: S3Double;
  beforeAll(async () => {
    s3 = await startS3Double('logs');
  });
  afterAll(() => s3.close());

  it('[ingest.follow-bucket] lists all pages below a prefix with tags that follow the content, and reads objects, signed', async () => {
    for (const key of ['a/1.json', 'a/2 ü.json', 'a/3.json', 'b/4.json']) s3.objects.set(key, Buffer.from(key));
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    const where = { bucket: 'logs', prefix: 'a/', region: 'eu-central-1', endpoint: s3.url, credentials };
    const bucket = openBucket(where, createOutbound({}));
    const list = async () => (await pagesOf(bucket)).flat();
    const before = await list();
    expect(before.map(({ key }) => key)).toEqual(['a/1.json', 'a/2 ü.json', 'a/3.json']);
    expect((await buffer(await bucket.read('a/2 ü.json'))).toString()).toBe('a/2 ü.json');
    s3.objects.set('a/1.json', Buffer.from('other'));
    expect((await list())[0]?.tag).not.toBe(before[0]?.tag);
    await expect(bucket.read('a/none')).rejects.toThrow(/./);
    expect(s3.signed()).toBe(true);
    await bucket.close();
  });

  it('[ingest.follow-bucket] goes through the guard: a name with a private address that nobody named is refused', async () => {
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    const endpoint = s3.url.replace('127.0.0.1', 'bucket.test');
    const outbound = createOutbound({}, (_name, done) => done(null, [{ address: '127.0.0.1', family: 4 }]));
    const bucket = openBucket({ bucket: 'logs', prefix: '', region: 'x', endpoint, credentials }, outbound);
    await expect(pagesOf(bucket)).rejects.toThrow(/private/);
    await bucket.close();
  });
});

describe('the Logpush endpoint', () => {
  const spool = mkdtempSync(join(tmpdir(), 'remit-push-'));
  const secret = 'a secret of its own';
  const pushed: Buffer[] = [];
  let outcome: Pushed = { kind: 'in' };
  let listener: LogpushListener;
  beforeAll(async () => {
    listener = await startLogpush({
      host: '127.0.0.1',
      port: 0,
      secret,
      spool,
      maxBytes: 1000,
      push: async ({ path }) => {
        pushed.push(readFileSync(path));
        return outcome;
      },
    });
  });
  afterAll(async () => {
    await listener.close();
    rmSync(spool, { recursive: true });
  });
  const post = (body: Uint8Array, headers: Record<string, string> = { 'x-remit-secret': secret }) =>
    fetch(listener.url, { method: 'POST', body: Uint8Array.from(body), headers }).then(({ status }) => status);

  it('[ingest.follow-logpush] takes bodies with the secret, says 200 only when they are in, and passes Cloudflare’s test', async () => {
    const body = gzipSync('{"a":1}\n');
    expect(await post(body)).toBe(200);
    expect(pushed.pop()?.equals(body)).toBe(true);
    for (const test of [Buffer.from('{"content":"tests"}'), gzipSync('{"content":"tests"}\n')])
      expect(await post(test)).toBe(200);
    expect(pushed).toEqual([]);
    outcome = { kind: 'failed', why: 'disk full' };
    expect(await post(body)).toBe(503);
    outcome = { kind: 'in' };
    pushed.length = 0;
    expect(await post(body, { 'x-remit-secret': 'wrong' })).toBe(401);
    expect(await post(body, {})).toBe(401);
    expect(await post(Buffer.alloc(1001, 'x'))).toBe(413);
    expect((await fetch(listener.url)).status).toBe(405);
    expect(pushed).toEqual([]);
    expect(readdirSync(spool)).toEqual([]);
    await expect(
      startLogpush({ host: '127.0.0.1', port: 0, secret: 'short', spool, push: async () => outcome }),
    ).rejects.toThrow('16 letters');
  });

  /** A POST in chunks, without a length, over a socket: answers the status line, whatever was sent by then. */
  async function postInChunks(chunks: number): Promise<string> {
    const { hostname, port } = new URL(listener.url);
    const socket = connect(Number(port), hostname);
    socket.write(`POST / HTTP/1.1\r\nhost: x\r\nx-remit-secret: ${secret}\r\ntransfer-encoding: chunked\r\n\r\n`);
    const chunk = `1f4\r\n${'x'.repeat(500)}\r\n`;
    for (let n = 0; n < chunks; n++) socket.write(chunk);
    socket.write('0\r\n\r\n');
    return (await text(socket)).split('\r\n')[0] ?? '';
  }

  it('[ingest.follow-logpush] a body without a length that grows beyond the limit is answered 413, also while it is being sent', async () => {
    pushed.length = 0;
    expect(await postInChunks(2)).toBe('HTTP/1.1 200 OK');
    expect(pushed.map(({ length }) => length)).toEqual([1000]);
    expect(await postInChunks(3)).toBe('HTTP/1.1 413 Payload Too Large');
    expect(await postInChunks(2000)).toBe('HTTP/1.1 413 Payload Too Large');
    expect(pushed).toHaveLength(1);
    // The answer goes out before the rest of the body has ended, and its file with it.
    await expect.poll(() => readdirSync(spool)).toEqual([]);
  });
});

describe('folders of followers', () => {
  it('[ingest.spool] what a process that is gone has left is removed, and nothing of one that runs', () => {
    const folder = join(mkdtempSync(join(tmpdir(), 'remit-spool-')), 'ingest');
    const mine = makeSpool(folder);
    // No process has this number: it is above the largest that Linux gives.
    const dead = join(folder, '.spool-4194999-abcdef');
    const old = join(folder, '.spool-abcdef');
    const batch = join(folder, '01K00000000000000000000000');
    for (const path of [dead, old, batch]) {
      mkdirSync(path);
      writeFileSync(join(path, 'object'), 'x');
    }
    expect(cleanSpools(folder, Date.now())).toBe(1);
    expect([mine, dead, old, batch].map((path) => existsSync(path))).toEqual([true, false, true, true]);
    expect(cleanSpools(folder, Date.now() + 48 * 3_600_000)).toBe(1);
    expect([mine, old, batch].map((path) => existsSync(path))).toEqual([true, false, true]);
    expect(cleanSpools(join(folder, 'none'), 0)).toBe(0);
    rmSync(join(folder, '..'), { recursive: true });
  });
});
