import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { leafHash, openNote, parseCheckpoint, parseTlogProof, parseVkey, verifyInclusion } from '@remit/tlog';
import Database from 'better-sqlite3';
import { afterEach, describe, expect, it } from 'vitest';
import { layoutOf } from '../files/layout.ts';
import { decision } from '../test-support/drafts.ts';
import { createLab } from '../test-support/ledger-lab.ts';
import { checkLedger } from './check-ledger.ts';
import { recordProof } from './record-proof.ts';

const lab = createLab();
afterEach(() => lab.dispose());

/** A closed log of 300 records. */
async function grown(): Promise<{ dir: string; vkey: string; ids: string[] }> {
  const dir = lab.folder();
  const ledger = await lab.start(dir);
  const sub = ledger.handle('person', 'a');
  const records = Array.from({ length: 299 }, () => ledger.record(decision(sub)));
  await Promise.all(records.map(({ durable }) => durable));
  await ledger.sealHead();
  await ledger.close();
  return { dir, vkey: ledger.vkey, ids: records.map(({ id }) => id) };
}

describe("the operator's check", () => {
  it('[ledger.check] passes an intact folder and names a changed tile, a missing tile and a changed record', async () => {
    const { dir } = await grown();
    expect(await checkLedger(dir)).toMatchObject({ ok: true });
    const tile = join(layoutOf(dir).logFolder, 'tile', '0', '000');
    const bytes = readFileSync(tile);
    writeFileSync(tile, Buffer.from(bytes).fill(0, 32, 64));
    const changed = await checkLedger(dir);
    expect([changed.ok, changed.says[0]]).toEqual([false, 'The published tile tile/0/000 differs from the records.']);
    rmSync(tile);
    const missing = await checkLedger(dir);
    expect([missing.ok, missing.says[0]]).toEqual([false, 'The published tile tile/0/000 is missing.']);
    writeFileSync(tile, bytes);

    const db = new Database(layoutOf(dir).database);
    db.exec(
      'UPDATE entry SET entry = CAST(replace(CAST(entry AS TEXT), \'"v":1\', \'"v":4\') AS BLOB) WHERE idx = 200',
    );
    db.close();
    const record = await checkLedger(dir);
    expect(record.ok).toBe(false);
    expect(record.says.join('\n')).toContain('records before 300 were changed');
    expect(record.says.join('\n')).toContain("The signer's own tree of size 300 has another root");
  });
});

it('[ledger.check] takes a full tile for the partial one that it replaced while the check ran', async () => {
  const dir = lab.folder();
  const ledger = await lab.start(dir);
  const sub = ledger.handle('person', 'a');
  for (const count of [199, 100]) {
    await Promise.all(Array.from({ length: count }, () => ledger.record(decision(sub)).durable));
    await ledger.sealHead();
  }
  await ledger.close();
  // What a check sees that read the checkpoints before the last one was published.
  const db = new Database(layoutOf(dir).database);
  db.exec('DELETE FROM checkpoint WHERE size > 256');
  db.close();
  const early = await checkLedger(dir);
  expect([early.says[0], early.ok]).toEqual([expect.stringContaining('checkpoints up to size 200'), true]);

  const tile = join(layoutOf(dir).logFolder, 'tile', '0', '000');
  writeFileSync(tile, readFileSync(tile).fill(0, 32, 64));
  expect((await checkLedger(dir)).says[0]).toBe('The published tile tile/0/000.p/200 differs from the records.');
});

describe('the proof of one record', () => {
  it('[ledger.record-proof] verifies against the checkpoint it carries', async () => {
    const { dir, vkey, ids } = await grown();
    const ledger = await lab.start(dir);
    const reader = ledger.reader();
    const unsigned = ledger.record(decision(ledger.handle('person', 'a')));
    const key = parseVkey(vkey);
    if (key === undefined) throw new Error('no key');
    for (const id of [ids[0] ?? '', ids[255] ?? '', ids[298] ?? '']) {
      const proof = parseTlogProof(recordProof(reader, id) ?? '');
      if (!proof.ok) throw new Error(proof.error);
      const opened = await openNote(proof.value.checkpoint, [key]);
      const checkpoint = opened.ok ? parseCheckpoint(opened.value.text) : opened;
      if (!checkpoint.ok) throw new Error(checkpoint.error);
      const found = reader.find(id);
      const claim = {
        index: BigInt(proof.value.index),
        size: BigInt(checkpoint.value.size),
        leafHash: leafHash(found?.entry ?? new Uint8Array()),
        proof: proof.value.hashes,
        root: checkpoint.value.root,
      };
      expect(verifyInclusion(claim)).toBe(true);
      expect(verifyInclusion({ ...claim, leafHash: leafHash(Buffer.from('another')) })).toBe(false);
    }
    expect(recordProof(reader, 'no such record')).toBeUndefined();
    await unsigned.durable;
    reader.close();
  });
});
