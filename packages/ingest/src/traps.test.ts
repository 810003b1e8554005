/** The traps of the log schemas reference, §1.3, from the file to the leaf and back. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { sha256, toHex, utf8 } from '@remit/core';
import { ImportedEventSchema } from '@remit/record';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTestHouse, type TestHouse } from './testing/house.fixture.ts';

let house: TestHouse;
beforeEach(async () => {
  house = await openTestHouse();
});
afterEach(() => house.close());

const leavesOf = (batch: string) =>
  [...house.archive().leaves(batch)].map((leaf) => ImportedEventSchema.parse(JSON.parse(Buffer.from(leaf).toString())));
const rawOf = (batch: string, n: number) => Buffer.from(house.archive().raw(batch, n) ?? []).toString();

describe('traps', () => {
  it('[ingest.trap-marks] byte order mark, CRLF, no newline at the end: same raw bytes, same digests as without', async () => {
    const { batch = '' } = await house.put('marks.ndjson', '\ufeff{"made":"a"}\r\n{"made":"b"}\r\n\r\n{"made":"c"}');
    expect(leavesOf(batch).map(({ raw, src }) => [raw, src.line])).toEqual([
      [toHex(sha256(utf8('{"made":"a"}'))), 1],
      [toHex(sha256(utf8('{"made":"b"}'))), 2],
      [toHex(sha256(utf8('{"made":"c"}'))), 4],
    ]);
    expect(rawOf(batch, 1)).toBe('{"made":"b"}');
  });

  it('[ingest.trap-utf8] a line of invalid UTF-8 is listed with its digest; the others are read', async () => {
    const bad = Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]);
    const object = Buffer.concat([Buffer.from('{"made":"a"}\n'), bad, Buffer.from('\n{"made":"ü漢"}\n')]);
    const { batch = '', ...report } = await house.put('bad.ndjson', object);
    expect(report).toMatchObject({ events: 2, unparsed: 1, reasons: { invalid_utf8: 1 } });
    const listed = readFileSync(join(house.dir, 'ingest', batch, 'unparsed.jsonl'), 'utf8');
    expect(JSON.parse(listed)).toEqual({ line: 2, bytes: 7, sha256: toHex(sha256(bad)), reason: 'invalid_utf8' });
    expect(rawOf(batch, 1)).toBe('{"made":"ü漢"}');
  });

  it('[ingest.trap-gzip] a gzip that is cut keeps the events before the cut, says so, and takes the rest once it comes whole', async () => {
    const lines = Array.from({ length: 3000 }, (_, i) => JSON.stringify({ made: `m${i}`, args: { i, x: i * 7919 } }));
    const whole = gzipSync(lines.join('\n'));
    const { batch = '', ...cut } = await house.put('cut.gz', whole.subarray(0, whole.length / 2));
    expect(cut.events).toBeGreaterThan(100);
    expect(cut.reasons).toEqual({ cut_off: 1, gzip_cut_off: 1 });
    expect(rawOf(batch, cut.events - 1)).toBe(lines[cut.events - 1]);
    const again = await house.put('whole.gz', whole);
    expect(again).toMatchObject({ events: 3000 - cut.events, duplicates: cut.events, unparsed: 0 });
    const damaged = Buffer.from(whole);
    damaged[damaged.length - 5] = (damaged.at(-5) ?? 0) ^ 255;
    expect(await house.put('damaged.gz', damaged)).toMatchObject({
      events: 0,
      reasons: { gzip_damaged: 1, cut_off: 1 },
    });
  });

  it('[ingest.trap-big] records of more than a megabyte, forwards and backwards', async () => {
    const records = Array.from(
      { length: 12 },
      (_, i) => `{"made":"r${i}","args":"${String(i).repeat(1_200_000 / String(i).length)}"}`,
    );
    for (const [name, object] of [
      ['big.json', `[${records.join(',')}]`],
      ['big.gz', gzipSync(`{"Records":[${records.join(',').replaceAll('"r', '"s')}]}`)],
    ] as const) {
      const { batch = '', ...report } = await house.put(name, object);
      expect(report).toMatchObject({ events: 12, unparsed: 0 });
      const archive = house.archive();
      for (const n of [0, 11, 3, 4, 0]) {
        const raw = archive.raw(batch, n);
        expect(raw?.length, `${name} ${n}`).toBe(records[n]?.length);
        expect(archive.remap(batch, n)?.id).toBe(`${name === 'big.gz' ? 's' : 'r'}${n}`);
      }
      archive.close();
    }
  });

  it('[ingest.trap-order] late and out-of-order records: the time range is that of the events, the order that of the object', async () => {
    const at = (made: string, day: string) => ({ made, at: `2026-11-${day}T00:00:00.000Z` });
    const { batch = '' } = await house.put('late.json', JSON.stringify([at('b', '20'), at('a', '02'), at('c', '11')]));
    expect(house.archive().batches()[0]?.record.record.ing).toMatchObject({
      from: '2026-11-02T00:00:00.000Z',
      to: '2026-11-20T00:00:00.000Z',
    });
    expect(leavesOf(batch).map(({ src }) => src.id)).toEqual(['b', 'a', 'c']);
  });

  it('[ingest.trap-syslog] a syslog prefix stays in the hashed bytes, and the record can be mapped again', async () => {
    const line = '<134>1 2026-11-20T10:00:00Z host app - - - {"made":"a","args":"x"}';
    const { batch = '' } = await house.put('syslog.log', `${line}\n`);
    expect(rawOf(batch, 0)).toBe(line);
    expect(house.archive().remap(batch, 0)?.content).toEqual({ args: 'x' });
  });

  it('[ingest.trap-around] a record inside a document is mapped with what stands around it, then and again', async () => {
    const span = (made: string) => `{"made":"${made}"}`;
    const document = (name: string, ...made: string[]) =>
      `{"resourceSpans":[{"resource":{"name":"${name}"},"scopeSpans":[{"spans":[${made.map(span).join(', ')}]}]}]}`;
    const { batch = '', ...report } = await house.put(
      'spans.ndjson',
      `${document('one', 'a', 'b')}\n${document('two', 'c')}\n`,
    );
    expect(report).toMatchObject({ events: 3, unparsed: 0 });
    const archive = house.archive();
    for (const [n, name] of [
      [0, 'one'],
      [2, 'two'],
      [1, 'one'],
    ] as const)
      expect(archive.remap(batch, n)?.act?.res, String(n)).toBe(JSON.stringify({ name }));
    expect(rawOf(batch, 1)).toBe(span('b'));
    expect(leavesOf(batch).map(({ act }) => act.res)).toEqual(['{"name":"one"}', '{"name":"one"}', '{"name":"two"}']);
    archive.close();
  });

  it('[ingest.shred] without the key of the batch leaves stay, raw records and disclosures are gone', async () => {
    const { batch = '' } = await house.put('a.json', '[{"made":"a","args":"x"}]');
    const archive = house.archive();
    const blind = { ...house.reader, payload: () => undefined };
    const { openArchive } = await import('./store/archive.ts');
    const erased = openArchive({ dir: house.dir, reader: blind });
    expect(archive.raw(batch, 0)).toBeDefined();
    expect([erased.raw(batch, 0), erased.remap(batch, 0), erased.disclosure(batch, 0, 'args')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect([...erased.leaves(batch)]).toHaveLength(1);
    archive.close();
    erased.close();
  });
});
