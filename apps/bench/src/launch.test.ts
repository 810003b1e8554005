import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { launch, stopAll } from './launch.ts';

const dir = mkdtempSync(join(tmpdir(), 'remit-launch-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const alive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

it('[bench.children] when a peer does not start, what was started before it is ended too', async () => {
  const [stays, fails] = [join(dir, 'stays.mjs'), join(dir, 'fails.mjs')];
  writeFileSync(stays, `console.log('{"port":1}'); setInterval(() => {}, 1000);`);
  writeFileSync(fails, `console.error('no such peer'); process.exit(3);`);
  const { pid } = await launch(stays, []);
  await expect(launch(fails, [])).rejects.toThrow('no such peer');
  expect(alive(pid)).toBe(true);
  await stopAll();
  expect(alive(pid)).toBe(false);
  await stopAll();
});
