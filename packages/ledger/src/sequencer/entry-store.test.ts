import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openForWriting } from '../db/open-database.ts';
import type { AppendItem } from '../ipc/messages.ts';
import { createEntryStore } from './entry-store.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'remit-store-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function open() {
  const opened = openForWriting(join(dir, 'ledger.sqlite'), 'remit.test/log');
  if (!opened.ok) throw new Error(opened.error.detail);
  return { db: opened.value, store: createEntryStore(opened.value, { add: () => undefined }) };
}

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

describe('the store of entries', () => {
  it('[ledger.resend] finds what is stored already, also far from the end, and stores the rest once', () => {
    const first = open();
    first.store.commit(items('a', 0, 700), false);
    first.store.commit(items('gap', 0, 1), false);
    first.store.commit(items('b', 0, 600), false);
    first.db.close();
    const { db, store } = open();
    const batch = store.commit([...items('a', 690, 705), ...items('c', 0, 2)], true);
    expect(batch.first).toBe(1_301);
    expect(batch.hashes.length / 32).toBe(7);
    expect(batch.records.map(({ index }) => index)).toEqual([
      ...Array.from({ length: 10 }, (_, i) => 690 + i),
      ...Array.from({ length: 7 }, (_, i) => 1_301 + i),
    ]);
    expect(store.size).toBe(1_308);
    db.close();
  });

  it('[ledger.resend] refuses another record under a number that is taken', () => {
    const { db, store } = open();
    store.commit(items('a', 0, 3), false);
    expect(() => store.commit([item('a', 1, 'changed')], true)).toThrow('writer a sent two records 1');
    expect(() => store.commit([item('a', 2)], false)).toThrow('writer a sent record 2 again as a new one');
    db.close();
  });
});
