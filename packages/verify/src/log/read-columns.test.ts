import { fromUtf8, toBase64Url, utf8 } from '@remit/core';
import type { AnyRecord } from '@remit/record';
import { hashReaderFromLeaves, leafHash, treeRoot } from '@remit/tlog';
import { describe, expect, it } from 'vitest';
import { readLog } from '../projection/log-view.ts';
import { readRecord } from '../projection/read-record.ts';
import { everyTypeStory, honestStory } from '../testing/story.ts';
import { factsAt, timeOf } from './located.ts';
import { hashReaderOf } from './log-columns.ts';
import { columnsOf } from './read-columns.ts';
import { factsOf } from './record-facts.ts';

/** The log as one reads it who parses every entry. */
function plainly(entries: readonly Uint8Array[]) {
  const problems: { index: number; reason: string }[] = [];
  const records: { index: number; leaf: string; record: AnyRecord }[] = [];
  const ids = new Map<string, number>();
  for (const [index, entry] of entries.entries()) {
    if (problems.length >= 100) break;
    const read = readRecord(entry);
    if (!read.ok) problems.push({ index, reason: read.error });
    else {
      const twin = ids.get(read.value.id);
      if (twin !== undefined) problems.push({ index, reason: `has the id of record ${twin}` });
      ids.set(read.value.id, index);
      records.push({ index, leaf: toBase64Url(leafHash(entry)), record: read.value });
    }
  }
  return { problems, records };
}

describe('a log as columns', () => {
  it.each([0, 1, 12, 255, 256, 257, 1000])(
    '[verify.log-columns] of %i entries the root of the tree, and every record as it is',
    (size) => {
      const entries = honestStory(Math.max(size, 12)).ledger.entries.slice(0, size);
      const columns = columnsOf(entries);
      expect(treeRoot(size, hashReaderOf(columns))).toEqual(
        treeRoot(size, hashReaderFromLeaves(entries.map((entry) => leafHash(entry)))),
      );
      const view = readLog(entries);
      if (!view.ok) throw new Error('the honest log is unreadable');
      for (const { index, leaf, record } of plainly(entries).records) {
        const at = view.value.records[index];
        if (at === undefined) throw new Error(`record ${index} is gone`);
        expect([at.leaf, at.record, timeOf(at), factsAt(at)]).toEqual([leaf, record, record.ts, factsOf(record)]);
        const session = columns.sessions[columns.session[index] ?? -1];
        expect([columns.writerNumbers[index], session]).toEqual([record.w.n, record.s?.id]);
        if (record.s !== undefined) expect(columns.callNumbers[index]).toBe(record.s.n);
        expect(view.value.byLeaf.get(leaf)).toBe(at);
        expect(view.value.byId.get(record.id)).toBe(at);
      }
      expect(view.value.byLeaf.get('A'.repeat(43))).toBeUndefined();
    },
  );

  it('[verify.log-columns] causes lead to earlier records and to nothing else', () => {
    const { entries } = everyTypeStory().ledger;
    const view = readLog(entries);
    if (!view.ok) throw new Error('the honest log is unreadable');
    const { columns, records } = view.value;
    let n = 0;
    for (const { index, record } of records)
      for (const leaf of record.cause ?? []) {
        expect(records[columns.causes[n] ?? -1]?.leaf).toBe(leaf);
        expect(columns.causes[n]).toBeLessThan(index);
        n += 1;
      }
    expect(columns.causeEnds[entries.length - 1]).toBe(n);
    const at = records.findIndex(({ record }) => record.cause?.length === 1);
    // The same 32 bytes in another spelling name no leaf: texts are compared.
    const other = fromUtf8(entries[at] ?? new Uint8Array())?.replace(/("cause":\["[^"]{42})./, '$1_') ?? '';
    const changed = columnsOf(entries.map((entry, i) => (i === at ? utf8(other) : entry)));
    expect(changed.causes[changed.causeEnds[at - 1] ?? 0]).toBe(-1);
  });

  it('[verify.log-columns] says of damaged entries and of ids that stand twice what the plain reading says', () => {
    const { entries } = honestStory(3000).ledger;
    const swap = (every: number) =>
      entries.map((entry, i) =>
        i % every === 7 ? entry.slice(1) : i % every === 8 ? (entries[i - 3] ?? entry) : entry,
      );
    for (const given of [swap(1000), swap(11), swap(9)]) {
      const view = readLog(given);
      expect(view.ok ? [] : view.error).toEqual(plainly(given).problems);
    }
  });
});
