/** The backup of a running installation, restored beside it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Installation } from './testing/installation.ts';
import { makeInstallation } from './testing/installation.ts';

let house: Installation;
let witness: Installation;
beforeAll(async () => {
  house = makeInstallation();
  witness = makeInstallation();
  house.key = String((await house.json('init', '--person', 'ada@example.org'))['token']);
});
afterAll(async () => {
  await house.remove();
  await witness.remove();
});

it('[operations-b.backup-cli] while nothing was lost, a restored installation goes on: keys, log, witness, a report that verifies', async () => {
  const before = await house.json('ledger', 'head');
  const vkey = String(before['vkey']);
  const cosigner = await witness.start(
    'witness',
    '--dir',
    'w',
    '--name',
    'witness.test/w',
    '--log',
    vkey,
    '--listen',
    '127.0.0.1:0',
  );
  const { url, vkey: witnessKey } = cosigner.said;
  const witnesses = `log: { witnesses: [{ name: w, url: ${JSON.stringify(url)}, vkey: ${JSON.stringify(witnessKey)} }] }`;
  writeFileSync(join(house.dir, 'remit.yaml'), `listen: { port: 0 }\n${witnesses}\n`);

  const up = await house.start('up');
  const early = await house.json('backup', '--out', 'early');
  expect(Number(early['size'])).toBeGreaterThan(2);
  await up.stop();
  const made = await house.json('backup', '--out', 'backup');
  expect(await house.remit('backup', '--out', 'backup')).toMatchObject({
    code: 1,
    err: expect.stringContaining('is not empty') as string,
  });
  const head = await house.json('ledger', 'head');
  expect(head['size']).toBe(made['size']);

  expect(await house.remit('restore', 'backup')).toMatchObject({
    code: 1,
    err: expect.stringContaining('is not empty') as string,
  });
  const restored = await house.remit('restore', 'backup', '--data', 'restored');
  expect(restored).toMatchObject({ code: 0, out: expect.stringContaining('409 or 422') as string });

  const again = await house.start('up', '--data', 'restored');
  expect(JSON.parse((await house.remit('key', 'list', '--json', '--data', 'restored')).out)).toHaveLength(1);
  expect(await house.remit('ledger', 'check', '--data', 'restored')).toMatchObject({ code: 0 });
  const period = ['--from', '2020-01-01', '--to', '2099-12-31'];
  await house.json('report', ...period, '--out', 'pack.zip', '--data', 'restored');
  writeFileSync(
    join(house.dir, 'trust'),
    `log ${vkey}\nwitness w ${String(witnessKey)}\nquorum w\n---\n${String(head['checkpoint'])}`,
  );
  expect(await house.remit('verify', 'pack.zip', '--trust', 'trust')).toMatchObject({
    code: 0,
    out: expect.stringContaining('PASS') as string,
  });
  await again.stop();
}, 60_000);
