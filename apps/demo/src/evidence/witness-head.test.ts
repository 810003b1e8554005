import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sha256, toHex, utf8 } from '@remit/core';
import { ed25519Signer, signNote } from '@remit/tlog';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fetchWitnessedHead } from './witness-head.ts';

const log = ed25519Signer('log.example/a', new Uint8Array(32).fill(1));
const note = await signNote(`log.example/a\n7\n${Buffer.alloc(32).toString('base64')}\n`, [log]);

describe('the head that a witness serves', () => {
  const server = createServer((req, res) => {
    if (req.url === `/w/${toHex(sha256(utf8('log.example/a')))}/checkpoint`) res.end(note);
    else if (req.url === `/w/${toHex(sha256(utf8('log.example/broken')))}/checkpoint`) res.end('nothing of the kind');
    else res.writeHead(404).end();
  });
  let url = '';
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    // A listening TCP server has an address with a port.
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/w`;
  });
  afterAll(() => {
    server.close();
    server.closeAllConnections();
  });

  it('is found under the hash of the origin, kept verbatim, with its size', async () => {
    expect(await fetchWitnessedHead(url, 'log.example/a')).toEqual({ size: 7, note });
    expect(await fetchWitnessedHead(`${url}/`, 'log.example/a')).toEqual({ size: 7, note });
  });

  it('is undefined for a log that the witness never cosigned', async () => {
    expect(await fetchWitnessedHead(url, 'log.example/other')).toBeUndefined();
  });

  it('an answer that is no checkpoint is an error', async () => {
    await expect(fetchWitnessedHead(url, 'log.example/broken')).rejects.toThrow('which is no checkpoint');
  });
});
