import { copyFileSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { silentLogger, systemClock } from '@remit/core';
import { afterEach, expect, it } from 'vitest';
import { checkLedger } from '../check/check-ledger.ts';
import { layoutOf } from '../files/layout.ts';
import { signerFiles } from '../signer/open-folder.ts';
import { beginKeyRotation, finishKeyRotation } from '../signer/rotate-key.ts';
import { content, decision, outcome } from '../test-support/drafts.ts';
import { createLab, ORIGIN, until } from '../test-support/ledger-lab.ts';
import type { Ledger } from '../types.ts';
import { startWitness } from '../witness/start-witness.ts';
import { backupDataFolder } from './backup-folder.ts';
import { restoreDataFolder } from './restore-folder.ts';

const lab = createLab();
afterEach(async () => await lab.dispose());

const backup = (dir: string, out: string, more: { subjectKeys?: true } = {}) =>
  backupDataFolder({
    dir,
    out,
    databases: [],
    files: ['origin'],
    software: 'remit-test 0',
    clock: systemClock,
    ...more,
  });

async function call(ledger: Ledger): Promise<void> {
  const sub = ledger.handle('person', 'ada@example.org');
  const decided = ledger.record(decision(sub, 'permit'), content([sub], 'payload'));
  await decided.durable;
  await ledger.record(outcome(sub, decided.leaf)).durable;
}

it('[operations-b.backup-load] a backup made under load restores to a log that checks, that its signer goes on with, and that keeps its content', async () => {
  const dir = lab.folder();
  const ledger = await lab.start(dir);
  let stop = false;
  const load = Array.from({ length: 8 }, async () => {
    while (!stop) await call(ledger);
  });
  for (let n = 0; n < 4; n++) {
    const size = ledger.head().size;
    await until(() => ledger.head().size > size + 100);
    const out = join(lab.folder(), 'backup');
    const made = await backup(dir, out, { subjectKeys: true });
    if (!made.ok) throw new Error(made.error);
    expect(made.value.size).toBeGreaterThan(size);
    expect(existsSync(join(out, 'lock.sqlite')) || existsSync(join(out, 'signer', 'lock.sqlite'))).toBe(false);
    const target = join(lab.folder(), 'data');
    const restored = await restoreDataFolder(out, target);
    if (!restored.ok) throw new Error(restored.error);
    const again = await lab.start(target);
    expect(again.head().signer).toBe('ok');
    await call(again);
    await again.sealHead();
    expect((await checkLedger(target)).says.join('\n')).toContain('has the same root');
    expect((await checkLedger(target)).ok).toBe(true);
    const reader = again.reader();
    const [first] = reader.byType(['mcp.decision']);
    if (first === undefined) throw new Error('no decision in the restored log');
    const { id } = JSON.parse(Buffer.from(first.entry).toString('utf8')) as { id: string };
    expect(reader.payload(id, 'args')).toEqual(new Uint8Array(Buffer.from('payload')));
    reader.close();
    await again.close();
  }
  stop = true;
  await Promise.all(load);
  await ledger.sealHead();
  expect((await checkLedger(dir)).ok).toBe(true);
}, 120_000);

it('[erasure.backup-without-keys] a backup leaves out the keys of persons: it goes on, and opens only with the keys beside it', async () => {
  const dir = lab.folder();
  const ledger = await lab.start(dir);
  await call(ledger);
  await ledger.sealHead();
  const out = join(lab.folder(), 'backup');
  const made = await backup(dir, out);
  expect(made).toMatchObject({ ok: true, value: { subjectKeys: false } });
  expect(existsSync(layoutOf(out).subjectKeys)).toBe(false);
  const target = join(lab.folder(), 'data');
  const restored = await restoreDataFolder(out, target);
  expect(restored.ok && restored.value.says.join(' ')).toContain('subject-keys');
  const again = await lab.start(target);
  expect(lab.said.join('\n')).toContain('1 persons have no key in subject-keys/');
  await call(again);
  const readFirst = () => {
    const reader = again.reader();
    const [first] = reader.byType(['mcp.decision']);
    const { id } = JSON.parse(Buffer.from(first?.entry ?? '').toString('utf8')) as { id: string };
    const found = reader.payload(id, 'args');
    reader.close();
    return found;
  };
  expect(readFirst()).toBeUndefined();
  copyFileSync(layoutOf(dir).subjectKeys, layoutOf(target).subjectKeys);
  expect(readFirst()).toEqual(new Uint8Array(Buffer.from('payload')));
}, 60_000);

it('[operations-b.backup-refusals] a folder whose signer runs by itself is not copied in part: the error says what to copy', async () => {
  const dir = lab.folder();
  const ledger = await lab.start(dir);
  await call(ledger);
  await ledger.close();
  renameSync(layoutOf(dir).signerFolder, join(lab.folder(), 'elsewhere'));
  const out = join(lab.folder(), 'backup');
  const made = await backup(dir, out);
  expect(made.ok ? '' : made.error).toContain("as the signer's owner its folder");
  expect(existsSync(out)).toBe(false);
}, 60_000);

it('[operations-b.backup-older] a witness refuses a restored log that lost records; one that lost nothing goes on', async () => {
  const dir = lab.folder();
  const first = await lab.start(dir);
  const logs = [{ origin: ORIGIN, vkey: first.vkey }];
  await first.close();
  const logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
  const witness = await startWitness({
    dir: lab.folder(),
    name: 'witness.test/w',
    logs,
    listen: { host: '127.0.0.1', port: 0 },
    clock: systemClock,
    logger,
  });
  try {
    const witnesses = [{ name: 'w', url: witness.url, vkey: witness.vkey }];
    const live = await lab.start(dir, { witnesses });
    await call(live);
    await live.sealHead({ witnessed: true });
    const early = join(lab.folder(), 'early');
    expect((await backup(dir, early)).ok).toBe(true);
    await call(live);
    await live.sealHead({ witnessed: true });
    const whole = join(lab.folder(), 'whole');
    expect((await backup(dir, whole)).ok).toBe(true);
    await live.close();

    const nothingLost = join(lab.folder(), 'data');
    expect((await restoreDataFolder(whole, nothingLost)).ok).toBe(true);
    const lost = join(lab.folder(), 'data');
    const restored = await restoreDataFolder(early, lost);
    expect(restored.ok && restored.value.says.join(' ')).toContain('409 or 422');

    const forked = await lab.start(lost, { witnesses });
    for (let n = 0; n < 4; n++) await call(forked);
    await expect(forked.sealHead({ witnessed: true })).rejects.toMatchObject({ code: 'ledger.not-sealed' });
    await until(() => forked.head().witnesses[0]?.state === 'conflict');
    const same = await lab.start(nothingLost, { witnesses });
    await call(same);
    expect((await same.sealHead({ witnessed: true })).witnessedSize).toBeGreaterThan(0);
  } finally {
    await witness.close();
  }
}, 60_000);

it('[operations-b.backup-refusals] neither backup nor restore writes into a folder with content, and a damaged backup is not restored', async () => {
  const dir = lab.folder();
  const ledger = await lab.start(dir);
  await call(ledger);
  await ledger.sealHead();
  const out = join(lab.folder(), 'backup');
  expect((await backup(dir, out)).ok).toBe(true);
  expect(await backup(dir, out)).toMatchObject({ ok: false, error: expect.stringContaining('is not empty') as string });

  const full = lab.folder();
  writeFileSync(join(full, 'mine'), 'mine');
  expect(await restoreDataFolder(out, full)).toMatchObject({
    ok: false,
    error: expect.stringContaining('is not empty') as string,
  });
  expect(readFileSync(join(full, 'mine'), 'utf8')).toBe('mine');

  // The journal of a longer log beside the older database: what a copy in the wrong order would be.
  await call(ledger);
  copyFileSync(signerFiles(layoutOf(dir).signerFolder).journal, signerFiles(layoutOf(out).signerFolder).journal);
  const target = join(lab.folder(), 'data');
  expect(await restoreDataFolder(out, target)).toMatchObject({
    ok: false,
    error: expect.stringContaining("the signer's journal") as string,
  });
  expect(existsSync(target)).toBe(false);
  rmSync(join(out, 'backup.json'));
  expect(await restoreDataFolder(out, target)).toMatchObject({
    ok: false,
    error: expect.stringContaining('not a whole backup') as string,
  });
});

it('[operations-b.backup-rotated] the key that signs after a change is in the backup, and the restored log goes on with it', async () => {
  const dir = lab.folder();
  const deps = {
    dir,
    origin: ORIGIN,
    software: 'remit-test 0',
    clock: systemClock,
    logger: silentLogger,
    witnesses: [],
  };
  await (await lab.start(dir)).close();
  const { next } = await beginKeyRotation(deps, { both: 1, why: 'yearly' });
  const both = await lab.start(dir);
  await call(both);
  await both.sealHead();
  await both.close();
  await finishKeyRotation(deps);
  const after = await lab.start(dir);
  await after.sealHead();
  const out = join(lab.folder(), 'backup');
  expect(await backup(dir, out)).toMatchObject({ ok: true });
  await after.close();
  const target = join(lab.folder(), 'data');
  expect(await restoreDataFolder(out, target)).toMatchObject({ ok: true });
  const again = await lab.start(target);
  expect([again.vkey, again.head().signer]).toEqual([next, 'ok']);
  await again.close();
}, 120_000);
