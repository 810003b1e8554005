import { join } from 'node:path';
import { silentLogger } from '@remit/core';
import { decodeEntryBundle, leafHash, parseTlogProof, tilePath } from '@remit/tlog';
import { afterEach, expect, it } from 'vitest';
import { writeMinimumIndex } from '../period/minimum-index.ts';
import { decision } from '../test-support/drafts.ts';
import { createLab } from '../test-support/ledger-lab.ts';
import { startLogServer } from './serve-log.ts';

const lab = createLab();
afterEach(() => lab.dispose());

it('[ledger.serve] serves checkpoint, tiles, bundles and proofs with the headers that caches need, and 410 for what was pruned', async () => {
  const dir = lab.folder();
  const ledger = await lab.start(dir);
  const sub = ledger.handle('person', 'a');
  for (let i = 0; i < 298; i++) ledger.record(decision(sub));
  const { id, durable } = ledger.record(decision(sub));
  const { index } = await durable;
  await ledger.sealHead();
  const server = await startLogServer({ dir, listen: { host: '127.0.0.1', port: 0 }, logger: silentLogger });
  const get = async (path: string, method = 'GET') => {
    const answer = await fetch(`${server.url}${path}`, { method });
    const body = Buffer.from(await answer.arrayBuffer());
    return {
      status: answer.status,
      cache: answer.headers.get('cache-control'),
      type: answer.headers.get('content-type'),
      body,
    };
  };
  expect(await get('/checkpoint')).toMatchObject({
    status: 200,
    cache: 'public, max-age=2',
    type: 'text/plain; charset=utf-8',
    body: Buffer.from(ledger.head().checkpoint ?? ''),
  });
  const bundle = await get('/tile/entries/000');
  expect(bundle).toMatchObject({
    status: 200,
    cache: 'public, max-age=31536000, immutable',
    type: 'application/octet-stream',
  });
  const hashes = await get('/tile/0/000');
  const entries = decodeEntryBundle(bundle.body) ?? [];
  expect(hashes.body).toEqual(Buffer.concat(entries.map(leafHash)));
  expect(await get('/tile/0/001.p/44')).toMatchObject({ status: 200, cache: 'public, max-age=3600' });
  const proof = parseTlogProof((await get(`/proof/${id}`)).body.toString());
  expect(proof.ok && proof.value.index).toBe(index);
  expect((await get('/checkpoint', 'HEAD')).body).toHaveLength(0);
  // Asked again with what it has, a follower is sent nothing; another tag gets the whole.
  const first = await fetch(`${server.url}/checkpoint`);
  const tag = first.headers.get('etag') ?? '';
  expect(tag).toMatch(/^"[0-9a-f]{32}"$/);
  for (const [known, status] of [
    [tag, 304],
    [`"x", W/${tag}`, 304],
    ['"x"', 200],
  ] as const) {
    const again = await fetch(`${server.url}/checkpoint`, { headers: { 'if-none-match': known } });
    expect([again.status, again.headers.get('cache-control')]).toEqual([status, 'public, max-age=2']);
    expect((await again.text()).length > 0).toBe(status === 200);
  }
  expect((await fetch(`${server.url}/nothing`, { headers: { 'if-none-match': '*' } })).status).toBe(404);
  // A page anywhere may read it (verify.html).
  expect(first.headers.get('access-control-allow-origin')).toBe('*');
  for (const path of [
    '/',
    '/tile/0/002',
    '/tile/entries/../../x',
    '/proof/01KB3T0ZJ4X5E6F7G8H9JAKBMC',
    '/tile/0/1',
    '/minimum-index',
  ])
    expect(await get(path), path).toMatchObject({ status: 404, cache: 'public, max-age=1' });
  expect(await get('/checkpoint', 'POST')).toMatchObject({ status: 405, cache: 'no-store' });

  writeMinimumIndex(join(dir, 'log'), 256);
  expect(await get(`/${tilePath({ level: 'entries', n: 0, width: 256 })}`)).toMatchObject({
    status: 410,
    cache: 'public, max-age=3600',
  });
  expect((await get('/tile/0/000')).status).toBe(410);
  expect((await get('/tile/0/001.p/44')).status).toBe(200);
  await server.close();
});
