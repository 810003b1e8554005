/** Files that cannot be written for a while: what does not depend on them goes on, and all of it comes back by itself. */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from '@remit/core';
import { afterEach, expect, it } from 'vitest';
import { checkLog } from './test-support/check-log.ts';
import { decision } from './test-support/drafts.ts';
import { childPid, childPids, createLab, until } from './test-support/ledger-lab.ts';
import type { Ledger } from './types.ts';

const lab = createLab();
afterEach(() => lab.dispose());

/** Makes every write of `path` fail until the returned function is called: its draft cannot be opened. */
function block(path: string): () => void {
  mkdirSync(`${path}.tmp`);
  return () => rmSync(`${path}.tmp`, { recursive: true });
}

function append(ledger: Ledger): Promise<{ index: number }> {
  return ledger.record(decision(ledger.handle('person', 'a'))).durable;
}

it('[ledger.publish-again] appends go on while no checkpoint can be written, and it is published once it can', async () => {
  const dir = lab.folder();
  const ledger = await lab.start(dir);
  await append(ledger);
  await ledger.sealHead();
  const before = ledger.head().signedSize;
  const release = block(join(dir, 'log', 'checkpoint'));
  await append(ledger);
  await expect(ledger.sealHead()).rejects.toMatchObject({ code: 'ledger.not-sealed' });
  await append(ledger);
  expect(ledger.head()).toMatchObject({ signedSize: before, signer: 'ok' });
  release();
  await until(() => ledger.head().signedSize === ledger.head().size);
  expect(lab.said.filter((line) => line.startsWith('The checkpoint could not be published'))).toHaveLength(1);
});

it('[ledger.publish-again] a sequencer that starts while the published folder cannot be written takes appends', async () => {
  const dir = lab.folder();
  const ledger = await lab.start(dir);
  await append(ledger);
  await ledger.sealHead();
  const release = block(join(dir, 'log', 'checkpoint'));
  const pid = childPid(dir, 'sequencer');
  process.kill(pid, 'SIGKILL');
  await until(() => lab.said.some((line) => line.startsWith('The published folder could not be repaired')));
  await append(ledger);
  expect(childPids(dir, 'sequencer')).not.toContain(pid);
  release();
  await until(() => ledger.head().signedSize === ledger.head().size);
  await ledger.close();
  expect((await checkLog(dir)).size).toBe(3);
});

it('[ledger.sign-again] appends go on while the signer cannot store what it signed, and it signs once it can', async () => {
  const dir = lab.folder();
  const ledger = await lab.start(dir);
  await append(ledger);
  const signer = childPid(dir, 'signer');
  const release = block(join(dir, 'signer', 'state.json'));
  await append(ledger);
  await expect(ledger.sealHead()).rejects.toThrow('could not store its state');
  await append(ledger);
  release();
  await ledger.sealHead();
  expect(ledger.head()).toMatchObject({ signedSize: 4, size: 4 });
  expect(childPid(dir, 'signer')).toBe(signer);
});

it('[ledger.restart-pause] a child that worked is started again soon, however often it dies', async () => {
  const pauses: number[] = [];
  const line = () => {};
  const error: Logger['error'] = (fields) => {
    // The supervisor's line carries the pause.
    const { restartInMs } = fields as { restartInMs?: number };
    if (restartInMs !== undefined) pauses.push(restartInMs);
  };
  const dir = lab.folder();
  const ledger = await lab.start(dir, {
    logger: { debug: line, info: line, warn: line, error },
    durableTimeoutMs: 20_000,
  });
  await append(ledger);
  for (let kills = 1; kills <= 4; kills++) {
    process.kill(childPid(dir, 'signer'), 'SIGKILL');
    await until(() => pauses.length >= 2 * kills);
    await append(ledger);
  }
  // Each time the signer, and the sequencer that lost it.
  expect(pauses).toEqual(Array.from({ length: 8 }, () => 50));
});
