import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { RemitError, sha256, systemClock, toBase64Url, toHex, utf8 } from '@remit/core';
import type { Recorder } from '@remit/record';
import { commitmentOf, ImportedEventSchema } from '@remit/record';
import { rootOfEntries } from '@remit/tlog';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { batchKeys } from './batch/batch-keys.ts';
import { createIngest } from './create-ingest.ts';
import { madeSource, openTestHouse, type TestHouse } from './testing/house.fixture.ts';

let house: TestHouse;
beforeEach(async () => {
  house = await openTestHouse();
});
afterEach(() => house.close());

const two =
  '{"Records":[{"made":"a","person":"ada@example.org","args":{"x":1.5}}, {"made":"b","at":"2026-11-01T00:00:00.000Z"}]}';
const leavesOf = (id: string) =>
  [...house.archive().leaves(id)].map((leaf) => JSON.parse(Buffer.from(leaf).toString()) as unknown);

describe('ingestion', () => {
  it('[ingest.batch-record] one record for an object: its digests, counts, time range, and the root over its events', async () => {
    const report = await house.put('two.json.gz', gzipSync(two));
    expect(report).toMatchObject({ state: 'added', events: 2, duplicates: 0, unparsed: 0, source: 'made.log' });
    const archive = house.archive();
    const [batch] = archive.batches();
    const leaves = [...archive.leaves(batch?.id ?? '')];
    expect(batch?.record.record.ing).toEqual({
      source: 'made.log',
      vendor: 'Maker',
      object: 'two.json.gz',
      sha: toHex(sha256(readFileSync(join(house.dir, 'two.json.gz')))),
      content_sha: toHex(sha256(utf8(two))),
      bytes: gzipSync(two).length,
      integrity: 'none',
      parser: 'made.log/1',
      datasets: { 'made.events': 2 },
      events: 2,
      duplicates: 0,
      unparsed: 0,
      from: '2026-11-01T00:00:00.000Z',
      to: '2026-11-01T00:00:00.000Z',
      tree: { size: 2, root: toBase64Url(rootOfEntries(leaves)) },
    });
    for (const leaf of leaves)
      expect(ImportedEventSchema.safeParse(JSON.parse(Buffer.from(leaf).toString())).success).toBe(true);
    archive.close();
  });

  it('[ingest.archive] gives back the exact raw bytes, the mapping, and the disclosure of each commitment', async () => {
    const { batch = '' } = await house.put('two.json.gz', gzipSync(two));
    const archive = house.archive();
    const raw = archive.raw(batch, 0);
    expect(Buffer.from(raw ?? []).toString()).toBe('{"made":"a","person":"ada@example.org","args":{"x":1.5}}');
    const [leaf] = leavesOf(batch) as { raw: string; c: { args: string }; who: { sub: string } }[];
    expect(leaf?.raw).toBe(toHex(sha256(raw ?? new Uint8Array())));
    expect(archive.remap(batch, 0)?.content).toEqual({ args: { x: 1.5 } });
    expect(commitmentOf(archive.disclosure(batch, 0, 'args') ?? '')).toBe(leaf?.c.args);
    expect(archive.raw(batch, 2)).toBeUndefined();
    expect(archive.disclosure(batch, 1, 'args')).toBeUndefined();
    archive.close();
  });

  it('[ingest.archive] opens commitments of version 1, whose salts follow from the number of the event', async () => {
    const { batch = '' } = await house.put('two.json', two);
    const path = join(house.dir, 'ingest', batch, 'batch.json');
    const finished = JSON.parse(readFileSync(path, 'utf8')) as { v: number };
    expect(finished.v).toBe(2);
    writeFileSync(path, JSON.stringify({ ...finished, v: 1 }));
    const archive = house.archive();
    const key = house.reader.payload(batch, 'key') ?? new Uint8Array();
    const { disclosure } = batchKeys(key).disclose({ n: 0 }, 'args', { x: 1.5 });
    expect(archive.disclosure(batch, 0, 'args')).toBe(disclosure);
    archive.close();
  });

  it('[ingest.persons] a person becomes a handle that the vault resolves, and stands in clear nowhere in the archive', async () => {
    const { batch = '' } = await house.put('two.json', two);
    const [leaf] = leavesOf(batch) as { who: { sub: string } }[];
    expect(house.reader.subject(leaf?.who.sub ?? '')).toEqual({ kind: 'person', reference: 'ada@example.org' });
    const folder = join(house.dir, 'ingest', batch);
    for (const name of readdirSync(folder)) expect(readFileSync(join(folder, name)).includes('ada@')).toBe(false);
  });

  it('[ingest.idempotent-object] the same object again, packed or not, adds nothing and names the batch that holds it', async () => {
    const { batch } = await house.put('two.json', two);
    for (const [name, bytes] of [
      ['again.json', utf8(two)],
      ['packed.json.gz', gzipSync(two)],
    ] as const)
      expect(await house.put(name, bytes)).toMatchObject({ state: 'already', batch, events: 0 });
    expect(house.archive().batches()).toHaveLength(1);
    expect(readdirSync(join(house.dir, 'ingest')).filter((name) => name.startsWith('.part'))).toEqual([]);
  });

  it('[ingest.idempotent-object] is known to an index of an earlier version, and after the index was lost', async () => {
    const { batch } = await house.put('two.json', two);
    await house.ingest.close();
    const index = new Database(join(house.dir, 'ingest', 'index.sqlite'));
    index.exec('DROP INDEX object_mark; ALTER TABLE object DROP COLUMN mark');
    index.close();
    await house.reopen();
    expect(await house.put('again.json', two)).toMatchObject({ state: 'already', batch, events: 0 });
    await house.ingest.close();
    rmSync(join(house.dir, 'ingest', 'index.sqlite'));
    await house.reopen();
    expect(await house.put('again.json', two)).toMatchObject({ state: 'already', batch, events: 0 });
  });

  it('[ingest.whole-object] an object that changes while it is read is refused and leaves nothing', async () => {
    const path = join(house.dir, 'grows.json');
    const progress = () => appendFileSync(path, ' ');
    await expect(house.put('grows.json', two, { progress })).rejects.toThrow('changed while it was read');
    expect(readdirSync(join(house.dir, 'ingest')).filter((name) => name.startsWith('.part'))).toEqual([]);
    expect(await house.put('grows.json', two)).toMatchObject({ state: 'added', events: 2 });
  });

  it('[ingest.idempotent-event] an event that another object holds is counted and left out', async () => {
    await house.put('two.json', two);
    const more = await house.put(
      'more.ndjson',
      '{"made":"c"}\n{"made":"b","at":"2026-11-01T00:00:00.000Z"}\n{"made":"c"}\n',
    );
    expect(more).toMatchObject({ state: 'added', events: 1, duplicates: 2, unparsed: 0 });
    const other = await house.put('other.ndjson', '{"made":"b","at":"2030-01-01T00:00:00.000Z"}\n{"made":"c"}\n');
    expect(other).toMatchObject({ events: 0, duplicates: 1, unparsed: 1, reasons: { id_seen_with_other_bytes: 1 } });
    expect(await house.put('late.json', '[{"made":"c"}]')).toMatchObject({
      state: 'already',
      events: 0,
      duplicates: 1,
    });
  });

  it('[ingest.unparsed] what cannot be read is counted and listed by line, digest and reason, without its content', async () => {
    const bad = '{"made":"x"}\nsecret line\n{"made":"y","fail":true}\n{"other":1}\n';
    const { batch = '', ...report } = await house.put('bad.ndjson', bad);
    expect(report).toMatchObject({ state: 'added', events: 1, unparsed: 3 });
    const text = readFileSync(join(house.dir, 'ingest', batch, 'unparsed.jsonl'), 'utf8');
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { line: number; sha256: string; reason: string });
    expect(lines.map(({ line, reason }) => [line, reason])).toEqual([
      [2, 'not_json'],
      [3, 'not_mapped: told_to_fail'],
      [4, 'not_recognised'],
    ]);
    expect(lines[0]?.sha256).toBe(toHex(sha256(utf8('secret line'))));
    expect(text).not.toContain('secret');
    const record = house.archive().batches()[0]?.record.record.ing;
    expect(record?.unparsed_sha).toBe(toHex(sha256(utf8(lines.map(({ sha256 }) => `${sha256}\n`).join('')))));
  });

  it('[ingest.nothing-known] an object that no source knows, or without records, leaves no record and says so', async () => {
    expect(await house.put('page.html', '<html>\n</html>\n')).toMatchObject({ state: 'unrecognised', unparsed: 2 });
    expect(await house.put('none.json', '{"Records":[]}')).toMatchObject({ state: 'empty', unparsed: 0 });
    expect(await house.put('nothing', '')).toMatchObject({ state: 'empty' });
    expect(await house.put('digest.json', '{"made":"a","fail":"made_is_no_event"}')).toMatchObject({ state: 'empty' });
    expect(house.archive().batches()).toEqual([]);
    expect(await house.put('page.html', '<html>\n</html>\n', { source: 'made.log' })).toMatchObject({
      state: 'added',
      unparsed: 2,
    });
    await expect(house.put('two.json', two, { source: 'no.such' })).rejects.toThrow('Known: made.log');
  });

  it('[ingest.crash] a part whose record is durable becomes a batch at the next start; any other is removed', async () => {
    const { batch = '' } = await house.put('two.json', two);
    const folder = join(house.dir, 'ingest');
    await house.ingest.close();
    // As if the process had ended between the record and the name of the folder.
    const finished = JSON.parse(readFileSync(join(folder, batch, 'batch.json'), 'utf8')) as { id?: string };
    delete finished.id;
    writeFileSync(join(folder, batch, 'prepared.json'), JSON.stringify(finished));
    rmSync(join(folder, batch, 'batch.json'));
    renameSync(join(folder, batch), join(folder, '.part-aaaaaa'));
    mkdirSync(join(folder, '.part-bbbbbb'));
    for (const name of readdirSync(folder)) if (name.startsWith('index.sqlite')) rmSync(join(folder, name));
    const again = await house.reopen();
    expect(again.startup).toHaveLength(3);
    expect(existsSync(join(folder, '.part-bbbbbb'))).toBe(false);
    expect(leavesOf(batch)).toHaveLength(2);
    expect(await house.put('copy.json', two)).toMatchObject({ state: 'already', batch });
    expect(await house.put('more.json', '[{"made":"b","at":"2026-11-01T00:00:00.000Z"}]')).toMatchObject({
      state: 'already',
      duplicates: 1,
    });
  });

  it('[ingest.late-record] a record that is durable only after its deadline becomes the batch, and its events no second one', async () => {
    const { ledger, reader, dir } = house;
    await house.ingest.close();
    const row = { status: 503, retry: true, operator: 'Not durable in time.' };
    let late = true;
    const recorder: Recorder = {
      record(draft, committed) {
        const recorded = ledger.record(draft, committed);
        if (!late) return recorded;
        late = false;
        const code = 'ledger.not-durable';
        return { ...recorded, durable: recorded.durable.then(() => Promise.reject(new RemitError(code, row, 'late'))) };
      },
    };
    const ingest = createIngest({ dir, recorder, subjects: ledger, reader, clock: systemClock, sources: [madeSource] });
    writeFileSync(join(dir, 'two.json'), two);
    const object = { name: 'two.json', path: join(dir, 'two.json') };
    await expect(ingest.object(object)).rejects.toThrow('late');
    const again = await ingest.object(object);
    expect(again).toMatchObject({ state: 'already', batch: house.archive().batches()[0]?.id });
    expect(house.archive().batches()).toHaveLength(1);
    expect(leavesOf(again.batch ?? '')).toHaveLength(2);
    await ingest.close();
    await house.reopen();
  });
});
