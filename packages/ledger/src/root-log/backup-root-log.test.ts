/** A root log is brought back from a backup: it goes on, and still knows each region's past. */
import { join } from 'node:path';
import { silentLogger, systemClock } from '@remit/core';
import { ed25519Signer, formatAddCheckpoint, formatCheckpoint, rootOfEntries, signNote } from '@remit/tlog';
import { afterEach, expect, it } from 'vitest';
import { restoreDataFolder } from '../backup/restore-folder.ts';
import { createLab } from '../test-support/ledger-lab.ts';
import { backupRootLog } from './backup-root-log.ts';
import { startRootLog } from './start-root-log.ts';

const lab = createLab();
afterEach(() => lab.dispose());

const REGION = 'region.test/a';
const key = ed25519Signer(REGION, new Uint8Array(32).fill(8));

/** A first head of three records, of one past or another. */
async function head(past: string): Promise<string> {
  const rows = ['0', '1', past].map((row) => Buffer.from(row));
  const text = formatCheckpoint({ origin: REGION, size: 3, root: rootOfEntries(rows) });
  return formatAddCheckpoint({ oldSize: 0, proof: [], checkpoint: await signNote(text, [key]) });
}

it('[root-log.backup] made beside the running one; restored it has its keys and entries, and refuses another past of a region', async () => {
  const start = (dir: string) =>
    startRootLog({
      dir,
      origin: 'root.test/log',
      software: 'remit-test 0',
      regions: [{ origin: REGION, vkey: key.vkey }],
      witnesses: [],
      listen: { host: '127.0.0.1', port: 0 },
      clock: systemClock,
      logger: silentLogger,
    });
  const post = async (url: string, body: string) =>
    (await fetch(`${url}/add-checkpoint`, { method: 'POST', body })).status;
  const dir = lab.folder();
  const first = await start(dir);
  expect(await post(first.url, await head('honest'))).toBe(200);
  await first.seal(false);
  const out = join(lab.folder(), 'backup');
  const made = await backupRootLog({ dir, out, software: 'remit-test 0', clock: systemClock });
  if (!made.ok) throw new Error(made.error);
  const [vkey, receiptKey] = [first.vkey, first.receiptKey];
  await first.close();
  const target = join(lab.folder(), 'root');
  expect(await restoreDataFolder(out, target)).toMatchObject({ ok: true });
  const again = await start(target);
  expect([again.vkey, again.receiptKey]).toEqual([vkey, receiptKey]);
  expect(again.head().size).toBe(made.value.size);
  expect(again.head().signer).toBe('ok');
  expect(await post(again.url, await head('another'))).toBe(409);
  await again.close();
}, 60_000);
