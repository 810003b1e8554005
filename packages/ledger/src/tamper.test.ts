/** The database is changed under the signer: it refuses, keeps evidence, and every append fails closed. */
import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, describe, expect, it } from 'vitest';
import type { LedgerError } from './errors.ts';
import { layoutOf } from './files/layout.ts';
import { openJournal } from './signer/journal.ts';
import { checkLog } from './test-support/check-log.ts';
import { decision } from './test-support/drafts.ts';
import { childPid, createLab, until } from './test-support/ledger-lab.ts';
import type { Ledger } from './types.ts';

const lab = createLab();
afterEach(() => lab.dispose());

async function grown(dir: string, records: number): Promise<void> {
  const ledger = await lab.start(dir);
  const sub = ledger.handle('person', 'a');
  await Promise.all(Array.from({ length: records }, () => ledger.record(decision(sub)).durable));
  await ledger.sealHead();
  await ledger.close();
}

/** How a ledger fails: everything closed for one reason, which is returned; throws when anything is still open. */
async function refusalOf(ledger: Ledger): Promise<string> {
  const head = ledger.head();
  const failed = (promise: Promise<unknown>) =>
    promise.then(
      () => undefined,
      (error: LedgerError) => error,
    );
  const record = await failed(ledger.record(decision(ledger.handle('person', 'a'))).durable);
  const seal = await failed(ledger.sealHead());
  const closed = [ledger.ready(), head.signer, record?.code, seal?.code].join();
  if (closed !== 'false,refused,ledger.signer-refused,ledger.not-sealed') throw new Error(`not closed: ${closed}`);
  if (head.reason === undefined || record?.message.includes(head.reason) !== true)
    throw new Error('no reason is given');
  return head.reason;
}

function evidenceOf(dir: string): Record<string, unknown>[] {
  const folder = join(layoutOf(dir).signerFolder, 'evidence');
  if (!existsSync(folder)) return [];
  return readdirSync(folder).map(
    (name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Record<string, unknown>,
  );
}

describe('rollback', () => {
  it('[ledger.rollback-refused] an older copy of the database under the same signer is refused with evidence', async () => {
    const dir = lab.folder();
    const { database } = layoutOf(dir);
    await grown(dir, 10);
    copyFileSync(database, `${database}.old`);
    await grown(dir, 5);
    copyFileSync(database, `${database}.new`);
    copyFileSync(`${database}.old`, database);

    const ledger = await lab.start(dir);
    expect(await refusalOf(ledger)).toMatch(
      /The database holds 11 records; the signer has journaled 16\. Records that were acknowledged are gone\./,
    );
    expect(evidenceOf(dir)).toMatchObject([{ kind: 'rollback', journal: { size: 16 }, offered: { databaseSize: 11 } }]);
    // Still readable, so that an auditor can look.
    const reader = ledger.reader();
    expect(reader.size()).toBe(11);
    reader.close();
    await ledger.close();

    // A second start refuses again and piles up no evidence; the right database is accepted.
    expect(await refusalOf(await lab.start(dir))).toMatch(/11 records/);
    expect(evidenceOf(dir)).toHaveLength(1);
  });

  it('[ledger.rollback-refused] the right database is accepted again', async () => {
    const dir = lab.folder();
    const { database } = layoutOf(dir);
    await grown(dir, 3);
    copyFileSync(database, `${database}.old`);
    await grown(dir, 3);
    copyFileSync(database, `${database}.new`);
    copyFileSync(`${database}.old`, database);
    const refused = await lab.start(dir);
    expect(await refusalOf(refused)).toMatch(/4 records/);
    await refused.close();
    copyFileSync(`${database}.new`, database);
    await grown(dir, 1);
    expect((await checkLog(dir)).size).toBe(8);
  });

  it('[ledger.rollback-refused] a database that lost rows while the processes run is refused at the next append', async () => {
    const dir = lab.folder();
    const ledger = await lab.start(dir);
    const sub = ledger.handle('person', 'a');
    await Promise.all(Array.from({ length: 10 }, () => ledger.record(decision(sub)).durable));
    const db = new Database(layoutOf(dir).database);
    db.exec('DELETE FROM entry WHERE idx >= 8');
    db.close();
    await expect(ledger.record(decision(sub)).durable).rejects.toMatchObject({ code: 'ledger.signer-refused' });
    expect(await refusalOf(ledger)).toMatch(/The database holds 8 records; the signer has journaled 11/);
  });

  it('[ledger.signer-not-older] a signer folder older than the log is refused by its own signature', async () => {
    const dir = lab.folder();
    const { signerFolder } = layoutOf(dir);
    await grown(dir, 3);
    const old = new Map(['journal', 'state.json'].map((name) => [name, readFileSync(join(signerFolder, name))]));
    await grown(dir, 3);
    for (const [name, bytes] of old) writeFileSync(join(signerFolder, name), bytes);
    expect(await refusalOf(await lab.start(dir))).toMatch(
      /has signed size 7, but its journal holds only 4 leaf hashes/,
    );
  });
});

describe('fork', () => {
  it.each([0, 1, 254, 255, 256, 257, 299])(
    '[ledger.fork-refused] one changed record at index %i is refused and named',
    async (index) => {
      const dir = lab.folder();
      await grown(dir, 299);
      const db = new Database(layoutOf(dir).database);
      const entry = db.prepare<[number], { entry: Buffer }>('SELECT entry FROM entry WHERE idx = ?').get(index)?.entry;
      const changed = Buffer.from(entry?.toString('utf8').replace('"v":1', '"v":2') ?? '');
      // The attacker also knows the leaf column; the signer's journal is out of reach.
      expect(db.prepare('UPDATE entry SET entry = ? WHERE idx = ?').run(changed, index).changes).toBe(1);
      db.close();
      const ledger = await lab.start(dir);
      expect(await refusalOf(ledger)).toMatch(
        new RegExp(`Record ${index} of the database is not the one the signer journaled`),
      );
      expect(evidenceOf(dir).map(({ kind, offered }) => [kind, (offered as { index?: number }).index])).toContainEqual([
        'fork',
        index,
      ]);
    },
  );

  it('[ledger.fork-refused] a replaced log under a new signer key is refused by the genesis record', async () => {
    const dir = lab.folder();
    await grown(dir, 1);
    // Everything of the signer is gone, and so are the checkpoints: a new key would sign the same rows.
    rmSync(layoutOf(dir).signerFolder, { recursive: true });
    const db = new Database(layoutOf(dir).database);
    db.exec('DELETE FROM checkpoint');
    db.close();
    expect(await refusalOf(await lab.start(dir))).toMatch(
      /was started with the key ledger\.test\/2026q4\+.*but the signer holds/,
    );
  });

  it('[ledger.fork-refused] records changed under the running processes are never published', async () => {
    const dir = lab.folder();
    const ledger = await lab.start(dir);
    const sub = ledger.handle('person', 'a');
    await Promise.all(Array.from({ length: 20 }, () => ledger.record(decision(sub)).durable));
    const { signedSize } = await ledger.sealHead();
    const db = new Database(layoutOf(dir).database);
    db.exec('UPDATE entry SET entry = CAST(replace(CAST(entry AS TEXT), \'"v":1\', \'"v":3\') AS BLOB) WHERE idx = 5');
    db.close();
    await ledger.record(decision(sub)).durable;
    await expect(ledger.sealHead()).rejects.toMatchObject({ code: 'ledger.not-sealed' });
    await until(() => ledger.head().signer === 'refused');
    expect(await refusalOf(ledger)).toMatch(/Record 5 of the database/);
    const published = readFileSync(join(layoutOf(dir).logFolder, 'checkpoint'), 'utf8');
    expect(Number(published.split('\n')[1])).toBe(signedSize);
  });
});

describe('the signer folder', () => {
  it('[ledger.signer-folder] refuses to run with a part of it missing, by name', async () => {
    const dir = lab.folder();
    await grown(dir, 3);
    const { signerFolder } = layoutOf(dir);
    const key = readFileSync(join(signerFolder, 'log.key'));
    rmSync(join(signerFolder, 'log.key'));
    const withoutKey = await lab.start(dir);
    expect(await refusalOf(withoutKey)).toMatch(/log\.key is missing while the journal holds 4 leaf hashes/);
    await withoutKey.close();
    writeFileSync(join(signerFolder, 'log.key'), key, { mode: 0o600 });
    rmSync(join(signerFolder, 'journal'));
    expect(await refusalOf(await lab.start(dir))).toMatch(/has a key but no journal/);
  });

  it('[ledger.journal-torn] cuts off an unfinished last frame, says so, and goes on', async () => {
    const dir = lab.folder();
    await grown(dir, 3);
    const journal = join(layoutOf(dir).signerFolder, 'journal');
    // A power cut in the middle of the next append: the frame's last 30 bytes never reached the disk.
    const opened = openJournal(journal, () => {});
    if (!opened.ok) throw new Error(opened.error);
    opened.value.journal.append(new Uint8Array(64).fill(9));
    opened.value.journal.close();
    truncateSync(journal, statSync(journal).size - 30);
    const ledger = await lab.start(dir);
    expect(ledger.startup.repairs.join()).toMatch(
      /last frame of the signer's journal was unfinished \(58 bytes at offset \d+\)/,
    );
    await ledger.record(decision(ledger.handle('person', 'a'))).durable;
    await ledger.close();
    expect((await checkLog(dir)).size).toBe(5);
  });

  it('[ledger.unacknowledged-gap] admits rows beyond the journal only with a gap record that names them', async () => {
    const dir = lab.folder();
    const ledger = await lab.start(dir);
    const sub = ledger.handle('person', 'a');
    await ledger.record(decision(sub)).durable;
    // The signer hangs: the sequencer commits, but nothing is acknowledged. Then both are killed.
    const signer = childPid(dir, 'signer');
    process.kill(signer, 'SIGSTOP');
    const lost = Array.from({ length: 3 }, () => ledger.record(decision(sub)));
    const reader = ledger.reader();
    await until(() => reader.size() === 5);
    reader.close();
    process.kill(childPid(dir, 'sequencer'), 'SIGKILL');
    process.kill(signer, 'SIGKILL');
    // The writer sends them again after the restart: they keep their index and are acknowledged now.
    expect(await Promise.all(lost.map((record) => record.durable))).toEqual([{ index: 2 }, { index: 3 }, { index: 4 }]);
    expect(lab.said).toContain(
      'Records 2 to 4 were committed but never acknowledged by an earlier process. They were admitted together with the gap record 5.',
    );
    await ledger.close();
    const again = await lab.start(dir);
    const records = again.reader();
    const gap = [...records.byType(['gap'])].map(({ index, entry }) => ({
      index,
      ...(JSON.parse(Buffer.from(entry).toString()) as { gap: object }).gap,
    }));
    expect(gap).toEqual([expect.objectContaining({ index: 5, kind: 'unacknowledged-commit', first: 2, end: 5 })]);
    records.close();
    await again.close();
    expect((await checkLog(dir)).size).toBe(6);
  });
});
