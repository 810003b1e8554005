/** The configuration read again while a call runs, and the ways in which it is refused. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openLedgerReader } from '@remit/ledger';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Installation } from './testing/installation.ts';
import { makeInstallation } from './testing/installation.ts';
import { openMcpSession } from './testing/mcp-session.ts';
import type { WaitingServer } from './testing/waiting-server.ts';
import { waitingScope, waitingServer } from './testing/waiting-server.ts';

let house: Installation;
let key: string;
let up: Awaited<ReturnType<Installation['start']>>;
let one: WaitingServer;
let two: WaitingServer;
const configure = (text: string) => writeFileSync(join(house.dir, 'remit.yaml'), `listen: { port: 0 }\n${text}`);

beforeAll(async () => {
  house = makeInstallation();
  [one, two] = [waitingServer(house.dir, 'one'), waitingServer(house.dir, 'two')];
  house.key = String((await house.json('init', '--person', 'ada@example.org'))['token']);
  key = String((await house.json('key', 'create', '--person', 'bob@example.org', '--agent', 'clerk'))['token']);
  configure(`servers: { one: ${one.yaml} }\n`);
  up = await house.start('up');
  writeFileSync(join(house.dir, 'scope.yaml'), waitingScope(['one', 'two']));
  await house.json('scope', 'declare', 'scope.yaml');
}, 60_000);
afterAll(async () => await house.remove());

function changesRecorded(): string[] {
  const reader = openLedgerReader(join(house.dir, 'remit-data'));
  try {
    return [...reader.byType(['registry.change'])]
      .map(
        ({ entry }) => JSON.parse(Buffer.from(entry).toString('utf8')) as { who?: object; chg: Record<string, string> },
      )
      .filter(({ chg }) => chg['what']?.startsWith('server.'))
      .map(({ who, chg }) => `${chg['what']} ${chg['ref']}${who === undefined ? ' by signal' : ''}`);
  } finally {
    reader.close();
  }
}

const status = async (server: string) =>
  (await fetch(`${up.said['url']}/mcp/${server}`, { method: 'POST', headers: { authorization: `Bearer ${key}` } }))
    .status;

it('[operations-b.reload] servers change for new calls while the call under way finishes; each change is a record', async () => {
  const session = await openMcpSession(`${up.said['url']}/mcp/one`, key);
  const underWay = session.call('wait', {});
  await one.called();
  expect(await status('two')).toBe(404);
  configure(`servers: { two: ${two.yaml} }\nlogging: { level: warn }\n`);
  expect(await house.json('reload')).toEqual({
    servers: [
      { name: 'one', what: 'server.remove' },
      { name: 'two', what: 'server.add' },
    ],
    settings: ['logging'],
  });
  expect(await status('one')).toBe(404);
  two.release();
  const fresh = await openMcpSession(`${up.said['url']}/mcp/two`, key);
  expect(JSON.stringify(await fresh.call('wait', {}))).toContain('answer of two');
  one.release();
  expect(JSON.stringify(await underWay)).toContain('answer of one');
  expect(changesRecorded()).toEqual(['server.remove one', 'server.add two']);
  expect((await house.remit('reload')).out).toContain('Nothing has changed.');
});

it('[operations-b.reload-refused] a mistake in the file, a missing secret, a change of what is fixed: nothing changes', async () => {
  writeFileSync(join(house.dir, 'client.yaml'), '');
  const refused = async (text: string, words: string) => {
    configure(text);
    // The client reads a file of its own, so that it is the server who finds the mistake.
    expect(await house.remit('reload', '--config', 'client.yaml')).toMatchObject({
      code: 1,
      err: expect.stringContaining(words) as string,
    });
  };
  await refused('servers: { Two: {} }\n', 'remit.yaml:2: servers.Two');
  await refused('servers: {}\nlog: { origin: other.example/log }\n', 'log: cannot change while the server runs');
  await refused('data: elsewhere\nservers: {}\n', 'data: cannot change while the server runs');
  await refused('servers: { two: { url: "http://127.0.0.1:9", headers: { a: { file: gone } } } }\n', 'gone');
  expect(await status('two')).not.toBe(404);
  expect(changesRecorded()).toHaveLength(2);
  house.key = key;
  expect(await house.remit('reload')).toMatchObject({ code: 1, err: expect.stringContaining('role admin') as string });
});

it('[operations-b.reload] SIGHUP reads the file too', async () => {
  configure(`servers: { one: ${one.yaml}, two: ${two.yaml} }\nlogging: { level: warn }\n`);
  up.process.kill('SIGHUP');
  while ((await status('one')) === 404) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(changesRecorded()).toEqual(['server.remove one', 'server.add two', 'server.add one by signal']);
  expect((await up.stop()).code).toBe(0);
});
