/** The end of a server that is at work. */
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openLedgerReader } from '@remit/ledger';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Installation } from './testing/installation.ts';
import { makeInstallation } from './testing/installation.ts';
import type { McpAnswer } from './testing/mcp-session.ts';
import { openMcpSession } from './testing/mcp-session.ts';
import type { WaitingServer } from './testing/waiting-server.ts';
import { waitingScope, waitingServer } from './testing/waiting-server.ts';

let house: Installation;
let server: WaitingServer;
let up: Awaited<ReturnType<Installation['start']>>;
let underWay: Promise<McpAnswer>;

beforeEach(async () => {
  house = makeInstallation();
  server = waitingServer(house.dir, 'slow');
  writeFileSync(join(house.dir, 'remit.yaml'), `listen: { port: 0 }\nservers: { slow: ${server.yaml} }\n`);
  house.key = String((await house.json('init', '--person', 'ada@example.org'))['token']);
  const key = String((await house.json('key', 'create', '--person', 'bob@example.org', '--agent', 'clerk'))['token']);
  up = await house.start('up');
  writeFileSync(join(house.dir, 'scope.yaml'), waitingScope(['slow']));
  await house.json('scope', 'declare', 'scope.yaml');
  const session = await openMcpSession(`${up.said['url']}/mcp/slow`, key);
  underWay = session.call('wait', {});
  underWay.catch(() => undefined);
  await server.called();
}, 60_000);
afterEach(async () => await house.remove());

it('[operations-b.drain] SIGTERM: the call under way gets its answer and its outcome record, new connections are refused, exit 0', async () => {
  const ended = up.stop();
  const refused = async () =>
    await fetch(`${up.said['url']}/healthz`).then(
      () => false,
      () => true,
    );
  while (!(await refused())) await new Promise((resolve) => setTimeout(resolve, 5));
  server.release();
  expect(JSON.stringify(await underWay)).toContain('answer of slow');
  expect((await ended).code).toBe(0);
  const reader = openLedgerReader(join(house.dir, 'remit-data'));
  const outcomes = [...reader.byType(['mcp.outcome'])].map(({ entry }) => Buffer.from(entry).toString('utf8'));
  const gaps = [...reader.byType(['gap'])];
  reader.close();
  expect(outcomes).toHaveLength(1);
  expect(outcomes[0]).toContain('"status":"executed"');
  expect(gaps).toEqual([]);
});

it('[operations-b.drain-second] a second signal ends the process at once; the open call is closed by a gap record at the next start', async () => {
  up.process.kill('SIGTERM');
  while (
    await fetch(`${up.said['url']}/healthz`).then(
      () => true,
      () => false,
    )
  )
    await new Promise((resolve) => setTimeout(resolve, 5));
  const exit = once(up.process, 'exit');
  up.process.kill('SIGTERM');
  expect((await exit)[0]).toBe(143);
  await expect(underWay).rejects.toThrow('fetch failed');
  while ((await house.remit('ledger', 'check')).code !== 0) await new Promise((resolve) => setTimeout(resolve, 50));
  const reader = openLedgerReader(join(house.dir, 'remit-data'));
  const gaps = [...reader.byType(['gap'])].map(({ entry }) => Buffer.from(entry).toString('utf8'));
  reader.close();
  expect(gaps.join()).toContain('decision-without-outcome');
}, 60_000);
