import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toBase64Url } from '@remit/core';
import { leafHash } from '@remit/tlog';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AppendItem } from '../ipc/messages.ts';
import { startEngines } from '../test-support/engines.ts';

const { engines, stop } = await startEngines();
afterAll(stop);

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'remit-store-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const item = (writer: string, n: number, text = ''): AppendItem => ({
  writer,
  n,
  id: `${writer}-${n}`,
  t: 'gap',
  entry: Buffer.from(`${writer} ${n} ${text}`),
  vault: undefined,
  subjects: [],
  opens: undefined,
  closes: [],
});
const items = (writer: string, from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => item(writer, from + i));

for (const engine of engines) {
  const reason = engine.absent === undefined ? '' : ` (skipped: ${engine.absent})`;
  describe.skipIf(engine.absent !== undefined)(`the store of entries on ${engine.name}${reason}`, () => {
    const place = async () => {
      const at = await engine.place(dir);
      return () => engine.open(at, dir, 'remit.test/log');
    };

    it('[ledger.resend] [ledger.engines] finds what is stored already, also far from the end, and stores the rest once (skipped: no PostgreSQL)', async () => {
      const open = await place();
      const first = await open();
      await first.store.commit(items('a', 0, 700), false);
      await first.store.commit(items('gap', 0, 1), false);
      await first.store.commit(items('b', 0, 600), false);
      await first.close();
      const { store, close } = await open();
      const batch = await store.commit([...items('a', 690, 705), ...items('c', 0, 2)], true);
      expect(batch.first).toBe(1_301);
      expect(batch.hashes.length / 32).toBe(7);
      expect(batch.records.map(({ index }) => index)).toEqual([
        ...Array.from({ length: 10 }, (_, i) => 690 + i),
        ...Array.from({ length: 7 }, (_, i) => 1_301 + i),
      ]);
      expect(store.size).toBe(1_308);
      const rows = [...store.rows(0, 2_000)];
      expect(rows.map(({ idx }) => idx)).toEqual(Array.from({ length: 1_308 }, (_, i) => i));
      for (const row of rows) expect(Buffer.from(row.leaf)).toEqual(Buffer.from(leafHash(row.entry)));
      await close();
    });

    it('[ledger.resend] [ledger.engines] refuses another record under a number that is taken (skipped: no PostgreSQL)', async () => {
      const { store, close } = await (await place())();
      await store.commit(items('a', 0, 3), false);
      await expect((async () => await store.commit([item('a', 1, 'changed')], true))()).rejects.toThrow(
        'writer a sent two records 1',
      );
      await expect((async () => await store.commit([item('a', 2)], false))()).rejects.toThrow(
        'writer a sent record 2 again as a new one',
      );
      await close();
    });

    it('[ledger.engines] keeps notes by size, and of one size the one with more cosignatures (skipped: no PostgreSQL)', async () => {
      const { store, close } = await (await place())();
      expect([store.newestCheckpoint(), store.checkpointSizes(), store.witnessedSize()]).toEqual([undefined, [], 0]);
      store.putCheckpoint(2, 'two', 0);
      store.putCheckpoint(5, 'five', 1);
      store.putCheckpoint(2, 'two cosigned', 2);
      store.putCheckpoint(2, 'two again', 0);
      expect(store.checkpointAt(2)).toBe('two cosigned');
      expect(store.newestCheckpoint()).toBe('five');
      expect(store.checkpointSizes()).toEqual([2, 5]);
      expect(store.witnessedSize()).toBe(5);
      await close();
    });

    it('[ledger.engines] stores what is sealed with its record, and a call that is answered in its own batch is not open (skipped: no PostgreSQL)', async () => {
      const { store, close } = await (await place())();
      const sealed: AppendItem = {
        ...item('a', 0),
        t: 'mcp.decision',
        vault: {
          dek: Buffer.from([0, 255, 1]),
          subjects: ['p_1', 'p_ü'],
          disclosures: Buffer.alloc(70_000, 7),
          payloads: [{ field: 'args', sealed: Buffer.alloc(0) }],
        },
        subjects: [{ handle: 'p_1', kind: 'person', reference: Buffer.from('r'), key: Buffer.from('k') }],
        opens: 'decision',
      };
      const answer: AppendItem = { ...item('a', 1), closes: [toBase64Url(leafHash(sealed.entry))] };
      const batch = await store.commit([sealed, answer, { ...item('a', 2), opens: 'escalation' }], false);
      expect(batch.records.map(({ index }) => index)).toEqual([0, 1, 2]);
      await close();
    });
  });
}
