import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLab } from '../test-support/ledger-lab.ts';
import { lockDataFolder } from './folder-lock.ts';
import { layoutOf } from './layout.ts';

let dir: string;
const lab = createLab();
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'remit-lock-'));
});
afterEach(async () => {
  await lab.dispose();
  rmSync(dir, { recursive: true, force: true });
});

/** Another process that locks the folder and waits. */
async function otherHolder(folder: string): Promise<{ pid: number; kill(): Promise<void> }> {
  const entry = new URL('../../dist/index.js', import.meta.url).href;
  const child = spawn(process.execPath, [
    '--input-type=module',
    '-e',
    `const { lockDataFolder } = await import(${JSON.stringify(entry)});
     const lock = lockDataFolder(${JSON.stringify(folder)});
     process.stdout.write(lock.ok ? 'held' : 'refused');
     setInterval(() => lock, 1000);`,
  ]);
  await new Promise((resolve) => child.stdout.once('data', resolve));
  return {
    pid: child.pid ?? 0,
    kill: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve());
        child.kill('SIGKILL');
      }),
  };
}

describe('the data folder lock', () => {
  it('[ledger.locked] is held by one process, named to the other, and free at once when the holder is killed', async () => {
    const holder = await otherHolder(dir);
    expect(lockDataFolder(dir)).toMatchObject({ ok: false, error: { holder: { pid: holder.pid } } });
    await expect(lab.start(dir)).rejects.toMatchObject({
      code: 'ledger.locked',
      message: expect.stringContaining(`process ${holder.pid}, since 2`) as unknown,
    });
    await holder.kill();
    const lock = lockDataFolder(dir);
    expect(lock.ok).toBe(true);
    // The composition root locks first; the ledger of the same process starts under that lock.
    const ledger = await lab.start(dir);
    expect(ledger.ready()).toBe(true);
    await ledger.close();
    if (lock.ok) lock.value.release();
    const again = lockDataFolder(dir);
    expect(again.ok).toBe(true);
    if (again.ok) again.value.release();
  });

  it('[ledger.locked] outlives garbage collection: nobody has to keep the lock object', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    expect(lockDataFolder(dir).ok).toBe(true);
    for (let i = 0; i < 5; i++) {
      collect();
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(lockDataFolder(dir).ok).toBe(false);
  });

  it('names nobody when the holder left no readable name', async () => {
    const holder = await otherHolder(dir);
    writeFileSync(layoutOf(dir).lockHolder, '{"pid":"x"}');
    expect(lockDataFolder(dir)).toEqual({ ok: false, error: { holder: undefined } });
    await holder.kill();
  });

  it('[ledger.locked] two ledgers of one process cannot share a folder either', async () => {
    const lock = lockDataFolder(dir);
    const first = await lab.start(dir);
    expect(first.ready()).toBe(true);
    await expect(lab.start(dir)).rejects.toMatchObject({ code: 'ledger.not-started' });
    await first.record({ t: 'gap', gap: { kind: 'outcome-not-durable', why: 'test' } }).durable;
    await first.close();
    if (lock.ok) lock.value.release();
  }, 120_000);
});
