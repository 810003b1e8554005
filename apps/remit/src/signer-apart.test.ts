/** A signer that runs by itself, and a server that refuses when it is not apart. */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { makeInstallation } from './testing/installation.ts';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const house = makeInstallation();
let signer: ChildProcess | undefined;
afterAll(async () => {
  signer?.kill('SIGTERM');
  await house.remove();
});

it('[ops.signer-apart] the server uses a signer that runs by itself, and refuses to start when it can read its folder', async () => {
  const args = ['--folder', 'away/signer', '--socket', 'signer.sock', '--origin', 'apart.example/log'];
  signer = spawn(process.execPath, [MAIN, 'signer', ...args], { cwd: house.dir, stdio: 'ignore' });
  while (!existsSync(join(house.dir, 'signer.sock'))) await new Promise((resolve) => setTimeout(resolve, 50));
  const configure = (folder: string) =>
    writeFileSync(
      join(house.dir, 'remit.yaml'),
      `listen: { port: 0 }\nlog: { origin: apart.example/log, signer: { socket: signer.sock, folder: ${folder} } }\n`,
    );
  // Nothing readable is there, as for a folder of mode 0700 of another user.
  configure('elsewhere/signer');
  const made = await house.json('init', '--person', 'ada@example.org');
  house.key = String(made['token'] ?? made['key']);
  const head = await house.json('ledger', 'head');
  expect(head).toMatchObject({ origin: 'apart.example/log', signer: 'ok' });
  expect(existsSync(join(house.dir, 'remit-data', 'signer', 'log.key'))).toBe(false);
  expect(existsSync(join(house.dir, 'away', 'signer', 'log.key'))).toBe(true);
  configure('away/signer');
  const refused = await house.remit('ledger', 'head');
  expect(`${refused.out}${refused.err}`).toContain('so the signer is not apart');
}, 240_000);
