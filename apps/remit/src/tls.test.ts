/** The listener with a certificate, and behind a proxy that is believed. */
import { writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import type { ConnectionOptions } from 'node:tls';
import { connect } from 'node:tls';
import { selfSigned } from '@remit/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Installation } from './testing/installation.ts';
import { makeInstallation } from './testing/installation.ts';

describe('a listener with a certificate', () => {
  const first = selfSigned();
  const second = selfSigned();
  let house: Installation;
  let up: Awaited<ReturnType<Installation['start']>>;
  let url: URL;

  const use = (certificate: string, key: string) => {
    writeFileSync(join(house.dir, 'server.crt'), certificate);
    writeFileSync(join(house.dir, 'server.key'), key, { mode: 0o600 });
  };
  /** Version and certificate of a new connection, or the error's code. */
  const greet = (options: ConnectionOptions): Promise<string> =>
    new Promise((resolve) => {
      const socket = connect({ host: '127.0.0.1', port: Number(url.port), servername: 'localhost', ...options }, () => {
        resolve(socket.getProtocol() ?? 'none');
        socket.destroy();
      });
      socket.once('error', (error) => resolve('code' in error ? String(error.code) : error.message));
    });
  const ask = (ca: string, headers: Record<string, string>): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      const options = { ca, servername: 'localhost', headers, method: 'POST', agent: false };
      request(new URL('/mcp', url), options, (res) => resolve(res.resume().statusCode))
        .once('error', reject)
        .end();
    });

  beforeAll(async () => {
    house = makeInstallation();
    writeFileSync(
      join(house.dir, 'remit.yaml'),
      'listen: { port: 0, tls: { certificate: server.crt, key: server.key }, trusted-proxies: [127.0.0.1], allowed-hosts: [mcp.example] }\n',
    );
    use(first.certificate, first.key);
    await house.json('init', '--person', 'ada@example.org');
    up = await house.start('up');
    url = new URL(String(up.said['url']));
  }, 60_000);
  afterAll(async () => await house.remove());

  it('[ops.tls.listener] speaks TLS 1.2 and 1.3, nothing older and nothing in clear', async () => {
    expect(url.protocol).toBe('https:');
    expect(await greet({ ca: first.certificate })).toBe('TLSv1.3');
    expect(await greet({ ca: first.certificate, maxVersion: 'TLSv1.2' })).toBe('TLSv1.2');
    // The client's library offers 1.1 only at the lowest security level.
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    expect(await greet({ ca: first.certificate, ...old })).toMatch(/PROTOCOL_VERSION|ECONNRESET/);
    await expect(fetch(`http://127.0.0.1:${url.port}/healthz`)).rejects.toThrow('fetch failed');
  });

  it('[ops.proxies.host] takes the host that a trusted proxy names', async () => {
    expect(await ask(first.certificate, {})).toBe(401);
    expect(await ask(first.certificate, { 'x-forwarded-host': 'mcp.example' })).toBe(401);
    expect(await ask(first.certificate, { 'x-forwarded-host': 'evil.example' })).toBe(403);
  });

  it('[ops.tls.reload] takes another certificate on SIGHUP, and keeps it when the next one does not fit', async () => {
    use(second.certificate, second.key);
    up.process.kill('SIGHUP');
    while ((await greet({ ca: second.certificate })) !== 'TLSv1.3');
    use(first.certificate, second.key);
    up.process.kill('SIGHUP');
    const stopped = await (async () => {
      // The signals arrive in order, so the log of the stop comes after the log of the reload.
      expect(await greet({ ca: second.certificate })).toBe('TLSv1.3');
      return up.stop();
    })();
    expect(stopped.err).toContain('certificate read again');
    expect(stopped.err).toContain('The old certificate stays in use. listen.tls:');
    expect(stopped.err).not.toContain('PRIVATE KEY');
    const refused = await house.remit('up');
    expect(refused.code).not.toBe(0);
    expect(refused.err).toContain('are no certificate with its key');
  }, 60_000);
});
