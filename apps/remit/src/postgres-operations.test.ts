/** Moving an installation to PostgreSQL, its backup, and several gateways with sequencers that take turns. */
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startPostgres } from '@remit/testing/postgres';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import type { Installation } from './testing/installation.ts';
import { makeInstallation } from './testing/installation.ts';

const postgres = await startPostgres();
const houses: Installation[] = [];
afterEach(async () => {
  for (const house of houses.splice(0)) await house.remove();
});
afterAll(async () => {
  if (postgres.kind === 'ready') await postgres.stop();
});

function house(config: object): Installation {
  const made = makeInstallation();
  houses.push(made);
  configure(made, config);
  return made;
}

function configure({ dir }: Installation, config: object): void {
  // JSON is YAML.
  writeFileSync(join(dir, 'remit.yaml'), JSON.stringify({ listen: { port: 0 }, ...config }));
}

describe.skipIf(postgres.kind === 'absent')('operating on PostgreSQL (skipped: no PostgreSQL)', () => {
  const url = () => (postgres.kind === 'ready' ? postgres.newDatabase() : Promise.reject(new Error(postgres.reason)));

  it('[ops.postgres-move] migrate, check, backup, restore and serve work from the command line (skipped: no PostgreSQL)', async () => {
    const made = house({});
    made.key = String((await made.json('init', '--person', 'ada@example.org'))['token']);
    await made.json('key', 'create', '--person', 'bo@example.org', '--agent', 'clerk');
    const before = await made.json('ledger', 'head');
    expect((await made.remit('ledger', 'migrate')).err).toContain('names no PostgreSQL database');
    configure(made, { store: { postgres: { url: await url() } } });
    const moved = await made.remit('ledger', 'migrate');
    expect(moved).toMatchObject({ code: 0, out: expect.stringContaining('2 keys, the same on both sides.') as string });
    expect((await made.remit('ledger', 'migrate')).code).toBe(1);
    const up = await made.start('up');
    const after = await made.json('ledger', 'head');
    expect(after['vkey']).toBe(before['vkey']);
    expect(JSON.parse((await made.remit('key', 'list', '--json')).out)).toHaveLength(2);
    expect(await made.remit('ledger', 'check')).toMatchObject({ code: 0 });
    const serve = await made.start('ledger', 'serve', '--listen', '127.0.0.1:0');
    const served = await fetch(`${serve.said['url']}/checkpoint`);
    expect(served.headers.get('cache-control')).toBe('public, max-age=2');
    expect(await served.text()).toContain(String(after['origin']));
    await serve.stop();
    const backup = await made.json('backup', '--out', 'backup');
    await up.stop();
    configure(made, { store: { postgres: { url: await url() } } });
    const restored = await made.remit('restore', 'backup', '--data', 'restored');
    expect(restored).toMatchObject({ code: 0, out: expect.stringContaining('remit ledger migrate') as string });
    expect((await made.remit('ledger', 'migrate', '--data', 'restored')).err).toBe('');
    const again = await made.start('up', '--data', 'restored');
    expect(Number((await made.json('ledger', 'head', '--data', 'restored'))['size'])).toBeGreaterThan(
      Number(backup['size']),
    );
    expect(await made.remit('ledger', 'check', '--data', 'restored')).toMatchObject({ code: 0 });
    await again.stop();
  }, 180_000);

  it('[ops.sequencers] two gateways write one log through remit sequencer; each sees what the other has recorded (skipped: no PostgreSQL)', async () => {
    const shared = house({});
    const socket = join(shared.dir, 's.sock');
    const store = { postgres: { url: await url(), 'subject-keys': join(shared.dir, 'keys.bin') } };
    const log = { origin: 'log.test/two' };
    configure(shared, { store, log });
    const sequencer = await shared.start('sequencer', '--listen', socket);
    expect(sequencer.said['at']).toBe(socket);
    const config = { store, log: { ...log, sequencers: { at: [socket] } } };
    const one = house(config);
    const two = house(config);
    one.key = String((await one.json('init', '--person', 'ada@example.org'))['token']);
    two.key = one.key;
    // Gateways of one log hold one vault key.
    mkdirSync(join(two.dir, 'remit-data'), { mode: 0o700 });
    cpSync(join(one.dir, 'remit-data', 'secrets'), join(two.dir, 'remit-data', 'secrets'), { recursive: true });
    const first = await one.start('up');
    const second = await two.start('up');
    await one.json('key', 'create', '--person', 'bo@example.org', '--agent', 'clerk');
    const [a, b] = [await one.json('ledger', 'head'), await two.json('ledger', 'head')];
    expect(a['vkey']).toBe(b['vkey']);
    await first.stop();
    await second.stop();
    // Started anew, the second one has the key that the first one made.
    const again = await two.start('up');
    expect(JSON.parse((await two.remit('key', 'list', '--json')).out)).toHaveLength(2);
    await again.stop();
    await sequencer.stop();
  }, 180_000);
});
