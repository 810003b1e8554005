/** What a whole installation calls goes through the configured proxy, and the log keeps the proxy's password to itself. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger, systemClock } from '@remit/core';
import { startWitness } from '@remit/ledger';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Installation } from './testing/installation.ts';
import { makeInstallation } from './testing/installation.ts';
import { openMcpSession } from './testing/mcp-session.ts';

const SCOPE = `remit-scope: 1
id: tickets
mode: observe
system: { id: tickets-eu, name: Tickets, purpose: Sort tickets }
agent: clerk
declared-by: Head of Operations
approved-by: Compliance Office
valid: { from: 2026-01-01, to: 2099-12-31 }
servers: {}
`;

describe('an installation behind a proxy', () => {
  let house: Installation;
  let proxy: Server;
  let witnessFolder: string;
  const asked = new Set<string>();
  let heard: () => void = () => undefined;

  beforeAll(async () => {
    proxy = createServer((req, res) => {
      asked.add(`${req.method} ${req.url} ${req.headers['proxy-authorization'] ?? '-'}`);
      heard();
      res.writeHead(404).end();
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const { port } = proxy.address() as AddressInfo; // a TCP server's address
    witnessFolder = mkdtempSync(join(tmpdir(), 'remit-outbound-'));
    // Only its key is needed: what it is asked goes to the proxy.
    const witness = await startWitness({
      dir: witnessFolder,
      name: 'city.example',
      logs: [],
      listen: { host: '127.0.0.1', port: 0 },
      clock: systemClock,
      logger: silentLogger,
    });
    await witness.close();
    house = makeInstallation();
    const config = {
      listen: { port: 0 },
      logging: { level: 'debug' },
      outbound: { proxy: `http://user:pr0xy-s3cret@127.0.0.1:${port}` },
      log: { witnesses: [{ name: 'city', url: 'http://city.example/w', vkey: witness.vkey }] },
      servers: { tickets: { url: 'http://tickets.example/mcp' } },
    };
    writeFileSync(join(house.dir, 'remit.yaml'), JSON.stringify(config));
    writeFileSync(join(house.dir, 'tickets.yaml'), SCOPE);
    house.key = String((await house.json('init', '--person', 'ada@example.org'))['token']);
  }, 60_000);
  afterAll(async () => {
    proxy.closeAllConnections();
    proxy.close();
    rmSync(witnessFolder, { recursive: true, force: true });
    await house.remove();
  });

  it('[ops.outbound.wire] calls servers and witnesses through it', async () => {
    const key = String((await house.json('key', 'create', '--person', 'bob@example.org', '--agent', 'clerk'))['token']);
    const up = await house.start('up');
    await house.remit('scope', 'declare', 'tickets.yaml');
    const answer = await (await openMcpSession(`${up.said['url']}/mcp/tickets`, key)).call('create', {});
    expect(answer.error).toBeDefined();
    const basic = `Basic ${Buffer.from('user:pr0xy-s3cret').toString('base64')}`;
    const wanted = [`POST http://tickets.example/mcp ${basic}`, `POST http://city.example/w/add-checkpoint ${basic}`];
    await new Promise<void>((resolve) => {
      heard = () => {
        if (wanted.every((line) => asked.has(line))) resolve();
      };
      heard();
    });
    const stopped = await up.stop();
    expect(stopped.code).toBe(0);
    expect(stopped.err).toContain('witness city did not cosign');
    expect(stopped.err).not.toMatch(/pr0xy-s3cret|dXNlcjpwc/);
  }, 60_000);
});
