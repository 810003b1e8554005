/** CloudTrail as it arrives: every container, redelivery, and a tree of S3 with its digests. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { alterObject, makeTrail, writeTrail } from '@remit/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { folderIntegrity } from '../../cloudtrail-digest/index.ts';
import { collectObjects } from '../../read/collect-objects.ts';
import type { TestHouse } from '../../testing/house.fixture.ts';
import { openTestHouse } from '../../testing/house.fixture.ts';
import { allSources } from '../all.ts';
import { apiCall, mcpEvent } from './made-records.fixture.ts';

let house: TestHouse;
beforeEach(async () => (house = await openTestHouse(allSources())));
afterEach(() => house.close());

const [one, two] = [JSON.stringify(apiCall), JSON.stringify(mcpEvent)];
const containers: Readonly<Record<string, string | Uint8Array>> = {
  'the document of AWS': `{"Records":[${one},${two}]}`,
  'a pretty document': JSON.stringify({ Records: [apiCall, mcpEvent] }, undefined, 2),
  'an array': `[${one},\n${two}]`,
  'lines with a byte order mark and CRLF': `\ufeff${one}\r\n${two}\r\n`,
  gzip: gzipSync(`{"Records":[${one},${two}]}`),
};

describe('CloudTrail objects', () => {
  it.each(Object.entries(containers))('[ingest-aws.containers] %s gives the same two events', async (name, content) => {
    const report = await house.put(`${name}.json`, content);
    expect(report).toMatchObject({ state: 'added', source: 'aws.cloudtrail', events: 2, unparsed: 0 });
    const archive = house.archive();
    const [batch] = archive.batches();
    expect(batch?.record.record.ing.datasets).toEqual({ 'aws.cloudtrail': 1, 'aws.cloudtrail.mcp': 1 });
    expect(archive.remap(report.batch ?? '', 1)?.content?.args).toEqual(mcpEvent.requestParameters.params);
    archive.close();
  });

  it('[ingest-aws.containers] the document of an hour without events is empty', async () => {
    expect(await house.put('empty.json', '{"Records":[]}')).toMatchObject({ state: 'empty', events: 0, unparsed: 0 });
  });

  it('[ingest-aws.redelivered] a redelivered event is counted and left out, whatever file it comes in', async () => {
    await house.put('a.json', `{"Records":[${one}]}`);
    expect(await house.put('b.json.gz', gzipSync(`[${one},${two}]`))).toMatchObject({ events: 1, duplicates: 1 });
  });

  it('[ingest-aws.digest-ingested] each log file of a tree carries what its digest shows; digests are passed over', async () => {
    const records = [0, 1, 2].map((index) => [{ ...apiCall, eventID: `made-event-${index}` }]);
    const trail = makeTrail({ records });
    const [, altered = ''] = trail.digests.map(({ logs }) => logs[0] ?? '');
    alterObject(trail, altered, (text) => text.replace('GetObject', 'PutObject'));
    const newest = trail.digests[2]?.key ?? '';
    trail.metadata.delete(newest);
    const dir = mkdtempSync(join(tmpdir(), 'remit-tree-'));
    writeTrail(trail, dir);
    const checked = folderIntegrity({ dir, keys: trail.listPublicKeys });
    if (!checked.ok) throw new Error(checked.error);
    const objects = collectObjects(dir);
    expect(objects.map(({ name }) => name)).toEqual(trail.digests.map(({ logs }) => logs[0]));
    for (const object of objects) await house.ingest.object(object, { integrity: checked.value.lookup });
    const archive = house.archive();
    const said = archive.batches().map(({ record }) => [record.record.ing.integrity, record.record.ing.integrity_why]);
    expect(said).toEqual([
      ['digest-valid', undefined],
      ['digest-invalid', 'hash_differs'],
      ['unanchored', 'digest_unanchored'],
    ]);
    archive.close();
    rmSync(dir, { recursive: true });
  });
});
