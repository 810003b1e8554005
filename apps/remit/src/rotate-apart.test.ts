/** The log changes its key while the signer runs by itself: the operator writes records, the signer's owner moves keys. */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { makeInstallation } from './testing/installation.ts';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const ORIGIN = 'apart.example/log';
const house = makeInstallation();
let signer: ChildProcess | undefined;
afterAll(async () => {
  signer?.kill('SIGTERM');
  await house.remove();
});

async function startSigner(): Promise<void> {
  const args = ['signer', '--folder', 'away', '--socket', 'signer.sock', '--origin', ORIGIN];
  rmSync(join(house.dir, 'signer.sock'), { force: true });
  signer = spawn(process.execPath, [MAIN, ...args], { cwd: house.dir, stdio: 'ignore' });
  while (!existsSync(join(house.dir, 'signer.sock'))) await new Promise((resolve) => setTimeout(resolve, 50));
}

async function stopSigner(): Promise<void> {
  signer?.kill('SIGTERM');
  if (signer !== undefined) await once(signer, 'exit');
  signer = undefined;
}

const owner = (step: string, ...args: string[]) =>
  house.remit('signer-key', step, '--folder', 'away', '--origin', ORIGIN, ...args, '--json');
const signs = (said: { readonly out: string }) => JSON.parse(said.out) as { signs: string[]; waits?: string };
const signatures = (note: unknown) => String(note).split('\n— ').length - 1;

it('[ops.rotate-apart] its owner makes the next key, both sign once the record is in its journal, the old one retires, and a pack passes with both keys', async () => {
  await startSigner();
  // As for a folder of another user: nothing readable is there.
  writeFileSync(
    join(house.dir, 'remit.yaml'),
    `listen: { port: 0 }\nlog: { origin: ${ORIGIN}, signer: { socket: signer.sock, folder: elsewhere } }\n`,
  );
  const made = await house.json('init', '--person', 'ada@example.org');
  house.key = String(made['token']);
  const alone = await house.remit('ledger', 'rotate-key', '--why', 'yearly');
  expect(alone).toMatchObject({ code: 64, err: expect.stringContaining('remit signer-key next') as string });
  // The signer runs on meanwhile.
  const { signs: old, waits: next = '' } = signs(await owner('next'));
  expect(old).toEqual([made['vkey']]);
  expect(signs(await owner('next')).waits).toBe(next);
  writeFileSync(join(house.dir, 'forged.json'), '{"t":"key.rotate"}');
  expect((await owner('both', '--record', 'forged.json')).err).toContain('stop the signer first');
  const begin = ['ledger', 'rotate-key', '--why', 'yearly', '--both', '1', '--next', next] as const;
  const begun = await house.json(...begin);
  expect(begun).toMatchObject({ prev: old[0], next });
  expect((await house.json(...begin))['index']).toBe(begun['index']);
  expect((await house.remit('ledger', 'rotate-key', '--finish')).err).toContain('0 of 1 heads carry both');
  await stopSigner();
  expect((await owner('both', '--record', 'forged.json')).err).toContain('does not begin a change');
  expect((await owner('retire')).err).toContain('only one key signs');
  expect(signs(await owner('both', '--record', 'key-rotate.json')).signs).toEqual([old[0], next]);
  expect((await owner('retire')).err).toContain('does not carry both signatures');
  await startSigner();
  await house.json('key', 'create', '--person', 'bob@example.org', '--role', 'auditor');
  await house.json('ledger', 'check');
  expect(signatures((await house.json('ledger', 'head'))['checkpoint'])).toBe(2);
  expect((await house.remit('ledger', 'rotate-key', '--finish')).err).toContain('remit signer-key retire');
  await stopSigner();
  expect(signs(await owner('retire')).signs).toEqual([next]);
  await startSigner();
  expect(await house.json('ledger', 'rotate-key', '--finish')).toMatchObject({ prev: old[0], next });
  const { vkey, checkpoint } = await house.json('ledger', 'head');
  expect(vkey).toBe(next);
  expect(signatures(checkpoint)).toBe(1);
  await house.json('report', '--from', '2020-01-01', '--to', '2099-12-31', '--out', 'pack.zip');
  const trust = `log ${String(old[0])}\nlog ${next}\nquorum none\n---\n${String(checkpoint)}`;
  writeFileSync(join(house.dir, 'trust'), trust);
  const { out } = await house.remit('verify', 'pack.zip', '--trust', 'trust');
  expect(out).toMatch(/ok +key-history/);
  expect(out).not.toMatch(/^FAIL/);
  expect(existsSync(join(house.dir, 'remit-data', 'signer'))).toBe(false);
}, 240_000);

it('[ops.rotate-apart] a record of this change that the signer never journaled lets no second key sign', async () => {
  await stopSigner();
  const [old = ''] = signs(await owner('next')).signs;
  const { waits } = signs(await owner('next'));
  const rot = { phase: 'begin', prev: old, next: waits, from: '2026-01-01T00:00:00.000Z', both: 1, why: 'forged' };
  const w = { id: 'w', n: 1 };
  const forged = { id: '01ARZ3NDEKTSV4RRFFQ69G5FAV', org: ORIGIN, rot, t: 'key.rotate', ts: rot.from, v: 1, w };
  writeFileSync(join(house.dir, 'forged.json'), JSON.stringify(forged));
  expect((await owner('both', '--record', 'forged.json')).err).toContain('not in the journal of this signer');
}, 60_000);
