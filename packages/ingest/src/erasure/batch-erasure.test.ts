import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { batchFolder } from '../store/layout.ts';
import type { TestHouse } from '../testing/house.fixture.ts';
import { madeSource, openTestHouse } from '../testing/house.fixture.ts';
import { createBatchErasure } from './batch-erasure.ts';

let house: TestHouse;
beforeEach(async () => {
  house = await openTestHouse();
});
afterEach(async () => await house.close());

const line = (made: string, person: string, secret: string) =>
  `${JSON.stringify({ made, person, args: { secret } })}\n`;
const erasure = () =>
  createBatchErasure({ dir: house.dir, ledger: house.ledger, reader: house.reader, sources: [madeSource] });

/** What the app does with a plan, in its order. */
async function erase(handles: readonly string[], request: string) {
  const work = erasure();
  const plan = work.plan(handles);
  for (const batch of plan) await work.reseal(batch, request);
  await house.ledger.erase(
    { records: plan.map(({ id }) => id), subjects: [...handles, ...plan.map(({ keyHolder }) => keyHolder)] },
    { compact: false },
  );
  for (const { id } of plan) work.clean(id);
  return plan;
}

it.each([
  ['plain', (text: string) => Buffer.from(text)],
  ['packed', (text: string) => gzipSync(text)],
])(
  '[erasure.ingested] a person leaves a batch of a %s object: their events close for good, the others read as before',
  async (_, pack) => {
    const text = `${line('1', 'ada', 'a1')}${line('2', 'bob', 'b1')}${line('3', 'ada', 'a2')}${line('4', 'eve', 'e1')}`;
    const { batch = '' } = await house.put('one.jsonl', pack(text));
    const [ada] = house.ledger.handlesOf('ada').map(({ handle }) => handle);
    const [bob] = house.ledger.handlesOf('bob').map(({ handle }) => handle);
    if (ada === undefined || bob === undefined) throw new Error('no handle');
    const before = house.archive();
    const disclosed = [1, 3].map((n) => before.disclosure(batch, n, 'args'));
    const leaves = [...before.leaves(batch)].map((leaf) => Buffer.from(leaf).toString());
    before.close();

    const plan = await erase([ada], 'er_1');
    expect(plan).toMatchObject([{ id: batch, events: [0, 2], fields: ['args', 'key', 'object', 'raw'] }]);
    const check = (open: readonly number[], closed: readonly number[]) => {
      const archive = house.archive();
      for (const n of closed) {
        expect(archive.raw(batch, n)).toBeUndefined();
        expect(archive.remap(batch, n)).toBeUndefined();
        expect(archive.disclosure(batch, n, 'args')).toBeUndefined();
      }
      for (const n of open) {
        expect(Buffer.from(archive.raw(batch, n) ?? '').toString()).toBe(text.split('\n')[n]);
        expect(archive.remap(batch, n)?.content).toEqual({ args: { secret: n === 1 ? 'b1' : 'e1' } });
        expect(archive.disclosure(batch, n, 'args')).toBe(disclosed[n === 1 ? 0 : 1]);
      }
      expect([...archive.leaves(batch)].map((leaf) => Buffer.from(leaf).toString())).toEqual(leaves);
      archive.close();
    };
    check([1, 3], [0, 2]);
    expect(readdirSync(batchFolder(house.dir, batch)).sort()).toEqual([
      'batch.json',
      'events.jsonl',
      'kept-er_1.places',
      'kept-er_1.sealed',
      'resealed.json',
      'unparsed.jsonl',
    ]);
    // Again for another person, and once more for nobody.
    expect(await erase([bob], 'er_2')).toMatchObject([{ events: [1] }]);
    check([3], [0, 1, 2]);
    expect(erasure().plan([ada, bob])).toEqual([]);
    expect(readFileSync(join(batchFolder(house.dir, batch), 'resealed.json'), 'utf8')).toContain('"events":[0,1,2]');
    // A new start repairs nothing, and the same object is still known.
    await house.reopen();
    expect(await house.put('again.jsonl', pack(text))).toMatchObject({ state: 'already' });
  },
  60_000,
);

it('[erasure.ingested] an object that names the person only in unread or repeated records is found and sealed again', async () => {
  const first = await house.put('one.jsonl', line('1', 'ada@example.org', 'a1'));
  const again = `${line('1', 'ada@example.org', 'a1')}${line('2', 'bob', 'b1')}`;
  const repeated = await house.put('two.jsonl', again);
  const unread = `${JSON.stringify({ made: '3', fail: true, note: 'ADA@example.org' })}\n${line('4', 'bob', 'b2')}`;
  const third = await house.put('three.jsonl', unread);
  const other = await house.put('four.jsonl', line('5', 'bob', 'b3'));
  expect([repeated.duplicates, third.unparsed, other.state]).toEqual([1, 1, 'added']);
  const handles = house.ledger.handlesOf('ada@example.org').map(({ handle }) => handle);
  const plan = await erase(handles, 'er_1');
  expect(plan.map(({ id, events }) => ({ id, events }))).toEqual([
    { id: first.batch, events: [0] },
    { id: repeated.batch, events: [] },
    { id: third.batch, events: [] },
  ]);
  const archive = house.archive();
  expect(archive.raw(repeated.batch ?? '', 0)).toBeDefined();
  expect(archive.disclosure(third.batch ?? '', 0, 'args')).toBeDefined();
  archive.close();
}, 60_000);

it('[erasure.ingested] sealing again may be repeated for the same request, as after a crash', async () => {
  const { batch = '' } = await house.put('one.jsonl', `${line('1', 'ada', 'a1')}${line('2', 'bob', 'b1')}`);
  const handles = house.ledger.handlesOf('ada').map(({ handle }) => handle);
  const work = erasure();
  const [planned] = work.plan(handles);
  if (planned === undefined) throw new Error('nothing planned');
  await work.reseal(planned, 'er_1');
  const state = readFileSync(join(batchFolder(house.dir, batch), 'resealed.json'), 'utf8');
  await work.reseal(planned, 'er_1');
  expect(readFileSync(join(batchFolder(house.dir, batch), 'resealed.json'), 'utf8')).toBe(state);
  const archive = house.archive();
  expect(archive.disclosure(batch, 1, 'args')).toBeDefined();
  archive.close();
}, 60_000);

it('[erasure.ingested] a batch whose class has run out loses all its content and keeps its leaves', async () => {
  const { batch = '' } = await house.put('one.jsonl', line('1', 'ada', 'a1'));
  const holder = [...house.reader.sealed({ record: batch })].flatMap(({ subjects }) => subjects);
  await house.ledger.erase({ records: [batch], subjects: holder }, { compact: false });
  for (const work of [erasure(), erasure()]) work.drop(batch);
  expect(readdirSync(batchFolder(house.dir, batch))).not.toContain('raw.sealed');
  const archive = house.archive();
  expect([archive.raw(batch, 0), archive.disclosure(batch, 0, 'args')]).toEqual([undefined, undefined]);
  expect([...archive.leaves(batch)]).toHaveLength(1);
  archive.close();
}, 60_000);
