/** Two gateways on one log: what one of them is told holds at the other, without a restart. */
import { cpSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { S3_DOUBLE_KEY, startS3Double } from '@remit/testing';
import { startPostgres } from '@remit/testing/postgres';
import { afterAll, describe, expect, it } from 'vitest';
import type { Installation } from './testing/installation.ts';
import { makeInstallation } from './testing/installation.ts';
import { openMcpSession } from './testing/mcp-session.ts';

const FILES = createRequire(new URL('../../../packages/mcp/package.json', import.meta.url)).resolve(
  '@modelcontextprotocol/server-filesystem/dist/index.js',
);
const scope = (folder: string) => `remit-scope: 1
id: letters
system: { id: letters-eu, name: Letters, purpose: Sort letters }
agent: clerk
declared-by: Head of Operations
approved-by: Compliance Office
valid: { from: 2026-01-01, to: 2099-12-31 }
servers:
  files: { tools: { read_text_file: { when: { path: { path-within: { roots: [${JSON.stringify(folder)}] } } } } } }
`;

const postgres = await startPostgres();
const houses: Installation[] = [];
const house = (config: object): Installation => {
  const made = makeInstallation();
  // JSON is YAML.
  writeFileSync(join(made.dir, 'remit.yaml'), JSON.stringify({ listen: { port: 0 }, ...config }));
  houses.push(made);
  return made;
};
afterAll(async () => {
  for (const made of houses) await made.remove();
  if (postgres.kind === 'ready') await postgres.stop();
}, 60_000);

/** Asks until the answer is the one wanted; the time limit is the test's. */
async function until(ask: () => Promise<boolean>): Promise<void> {
  while (!(await ask())) await new Promise((resolve) => setTimeout(resolve, 100));
}

describe.skipIf(postgres.kind === 'absent')('gateways on one PostgreSQL (skipped: no PostgreSQL)', () => {
  it('[gateways.shared] [period.roll-postgres] declared at one, decided by it at the other; revoked at one, refused at the other; all go on in the next log (skipped: no PostgreSQL)', async () => {
    if (postgres.kind === 'absent') return;
    const double = await startS3Double('log');
    const shared = house({});
    const folder = realpathSync(shared.dir);
    const socket = join(shared.dir, 's.sock');
    const store = { postgres: { url: await postgres.newDatabase(), 'subject-keys': join(shared.dir, 'keys.bin') } };
    const s3 = {
      bucket: 'log',
      region: 'eu-central-1',
      endpoint: double.url,
      'access-key': S3_DOUBLE_KEY.accessKeyId,
      'secret-key': S3_DOUBLE_KEY.secretAccessKey,
    };
    const outbound = { 'private-hosts': [new URL(double.url).host] };
    const common = { store, tiles: { s3 }, outbound };
    const log = { origin: 'log.test/two' };
    writeFileSync(join(shared.dir, 'remit.yaml'), JSON.stringify({ ...common, log }));
    const sequencer = await shared.start('sequencer', '--listen', socket);
    // A standby on another machine, at rest while the log is ended.
    const standby = house({ ...common, log });
    const standsBy = () => standby.start('sequencer', '--listen', join(standby.dir, 'b.sock'), '--signer', socket);
    const waiting = await standsBy();
    expect(waiting.said['origin']).toBe('log.test/two');
    await waiting.stop();
    const servers = { files: { command: process.execPath, args: [FILES, folder] } };
    const config = { ...common, servers, log: { ...log, sequencers: { at: [socket] } } };
    const [one, two] = [house(config), house(config)];
    one.key = String((await one.json('init', '--person', 'ada@example.org'))['token']);
    two.key = one.key;
    // Gateways of one log hold one vault key.
    mkdirSync(join(two.dir, 'remit-data'), { mode: 0o700 });
    cpSync(join(one.dir, 'remit-data', 'secrets'), join(two.dir, 'remit-data', 'secrets'), { recursive: true });
    const [first, second] = [await one.start('up'), await two.start('up')];

    // Made at one while the other runs: the key works there, and the scope decides there.
    const bo = await one.json('key', 'create', '--person', 'bo@example.org', '--agent', 'clerk');
    writeFileSync(join(one.dir, 'letters.yaml'), scope(folder));
    expect((await one.remit('scope', 'declare', 'letters.yaml')).err).toBe('');
    await until(async () => (await two.remit('scope', 'show', 'letters')).out.includes('read_text_file'));
    const clerk = await openMcpSession(`${second.said['url']}/mcp/files`, String(bo['token']));
    const read = () => clerk.call('read_text_file', { path: join(folder, 'remit.yaml') });
    expect(JSON.stringify(await read())).toContain('log.test/two');

    // Revoked at one: the session that is open at the other is refused with its next call.
    const keys = JSON.parse((await one.remit('key', 'list', '--json')).out) as { id: string; agent?: string }[];
    const id = keys.find(({ agent }) => agent === 'clerk')?.id ?? '';
    expect((await one.remit('key', 'revoke', id)).code).toBe(0);
    await until(async () => !JSON.stringify(await read().catch(() => '')).includes('log.test/two'));
    const listed = JSON.parse((await two.remit('key', 'list', '--json')).out) as { id: string; revoked?: string }[];
    expect(listed.find((key) => key.id === id)).toHaveProperty('revoked');

    // The log is ended where the sequencers are, with everything at rest; a gateway goes on in the next one by itself.
    expect((await one.remit('ledger', 'roll', '--to', 'log.test/three')).err).toContain('Stop all gateways');
    await first.stop();
    await second.stop();
    await sequencer.stop();
    cpSync(join(one.dir, 'remit-data', 'secrets'), join(shared.dir, 'remit-data', 'secrets'), { recursive: true });
    shared.key = one.key;
    expect(await shared.json('ledger', 'roll', '--to', 'log.test/three')).toMatchObject({ origin: 'log.test/three' });
    const again = await shared.start('sequencer', '--listen', socket);
    // It finds the next log by itself; its configuration still names the first.
    const waits = await standsBy();
    expect(waits.said['origin']).toBe('log.test/three');
    await waits.stop();
    const third = await one.start('up');
    expect(await one.json('ledger', 'head')).toMatchObject({ origin: 'log.test/three' });
    expect(JSON.parse((await one.remit('ledger', 'logs', '--json')).out)).toMatchObject([
      { origin: 'log.test/two', current: false },
      { origin: 'log.test/three', current: true },
    ]);
    expect((await one.remit('scope', 'show', 'letters')).out).toContain('read_text_file');
    expect(await one.remit('ledger', 'check')).toMatchObject({ code: 0 });
    await third.stop();
    await again.stop();
    expect(await double.problems()).toEqual([]);
    await double.close();
  }, 400_000);
});
