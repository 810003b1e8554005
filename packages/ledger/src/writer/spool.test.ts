import { appendFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { labItem } from '../test-support/sequencer-lab.ts';
import { openLeftRecords } from './left-records.ts';
import { createOutbox } from './outbox.ts';
import { leftSpools, openSpool } from './spool.ts';

let folder: string;
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'remit-spool-')), 'spool');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const numbers = () => leftSpools(folder).map(({ writer, items }) => [writer, items.map(({ n }) => n)]);

it('[ledger.spool] gives back what was kept, each record once and in order, and is gone when it is cleared', () => {
  const spool = openSpool(folder, 'gw_a');
  expect(existsSync(folder)).toBe(false);
  spool.keep([labItem(2), labItem(3)]);
  spool.keep([labItem(1), labItem(2)]);
  openSpool(folder, 'gw_b').keep([labItem(0, 'gw_b')]);
  expect(numbers()).toEqual([
    ['gw_a', [1, 2, 3]],
    ['gw_b', [0]],
  ]);
  expect(leftSpools(folder)[0]?.items[0]).toEqual(labItem(1));
  spool.clear();
  expect(numbers()).toEqual([['gw_b', [0]]]);
});

it('[ledger.spool] a frame that a crash cut off or a damaged one ends what is read, and nothing before it is lost', () => {
  openSpool(folder, 'gw_a').keep([labItem(0)]);
  const [name = ''] = readdirSync(folder);
  const path = join(folder, name);
  const whole = readFileSync(path);
  openSpool(folder, 'gw_a').keep([labItem(1), labItem(2)]);
  const length = readFileSync(path).length;
  for (const cut of [length - 1, whole.length + 13, whole.length + 1]) {
    truncateSync(path, cut);
    expect(numbers()).toEqual([['gw_a', [0]]]);
  }
  truncateSync(path, whole.length);
  appendFileSync(path, Buffer.alloc(64, 0xff));
  expect(numbers()).toEqual([['gw_a', [0]]]);
});

it('[ledger.spool] an outbox keeps what is outstanding when the sequencer goes, and what comes after, until all of it is acknowledged', async () => {
  const outbox = createOutbox({ maxOutstanding: 100, timeoutMs: 10_000, spool: openSpool(folder, 'w') });
  const sent: number[] = [];
  outbox.connected((items) => void sent.push(...items.map(({ n }) => n)));
  const waiting = [outbox.add(labItem(0))];
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(numbers()).toEqual([]);
  outbox.disconnected();
  waiting.push(outbox.add(labItem(1)), outbox.add(labItem(2)));
  await new Promise((resolve) => setTimeout(resolve, 10));
  expect(numbers()).toEqual([['w', [0, 1, 2]]]);
  outbox.connected((items) => void sent.push(...items.map(({ n }) => n)));
  outbox.acknowledged([0, 1, 2].map((n) => ({ writer: 'w', n, index: n })));
  await Promise.all(waiting);
  expect(sent).toEqual([0, 0, 1, 2]);
  expect(numbers()).toEqual([]);
});

it('[ledger.spool] tells records of a log that has ended meanwhile from those of this one', () => {
  const item = labItem(0);
  openSpool(folder, 'gw_a').keep([item]);
  const { org } = JSON.parse(Buffer.from(item.entry).toString()) as { org?: string };
  const left = openLeftRecords(folder);
  expect(left.strangers(org ?? 'none')).toEqual([]);
  expect(left.strangers('other.test/log')).toEqual([org ?? 'none']);
});
