/** Ingestion by the built command line: with no server running, and through a running one. */
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Installation } from './testing/installation.ts';
import { makeInstallation } from './testing/installation.ts';

/** A made record of CloudTrail. */
const trail = (id: string) => ({
  eventVersion: '1.08',
  userIdentity: {
    type: 'IAMUser',
    arn: 'arn:aws:iam::123456789012:user/ada',
    accountId: '123456789012',
    userName: 'ada',
  },
  eventTime: '2026-11-20T10:00:00Z',
  eventSource: 's3.amazonaws.com',
  eventName: 'GetObject',
  awsRegion: 'eu-central-1',
  sourceIPAddress: '192.0.2.1',
  userAgent: 'aws-cli/2',
  requestParameters: { bucketName: 'letters' },
  responseElements: null,
  requestID: `r-${id}`,
  eventID: id,
  readOnly: true,
  eventType: 'AwsApiCall',
  managementEvent: false,
  recipientAccountId: '123456789012',
  eventCategory: 'Data',
});
const file = (...ids: string[]) => gzipSync(JSON.stringify({ Records: ids.map(trail) }));

describe('remit ingest', () => {
  let house: Installation;
  beforeAll(async () => {
    house = makeInstallation();
    house.key = String((await house.json('init', '--person', 'ada@example.org'))['token']);
    mkdirSync(join(house.dir, 'logs', 'deep'), { recursive: true });
    writeFileSync(join(house.dir, 'logs', 'one.json.gz'), file('a', 'b'));
    writeFileSync(join(house.dir, 'logs', 'deep', 'two.json.gz'), file('b', 'c'));
    writeFileSync(join(house.dir, 'logs', 'note.txt'), 'not a log\n');
  });
  afterAll(async () => await house.remove());

  it('[ingest.command] reads a folder without a server, says what became of each file, and is idempotent', async () => {
    const first = await house.remit('ingest', 'logs');
    expect(first.out).toContain(
      'added        deep/two.json.gz: 2 events of aws.cloudtrail, 0 duplicates; integrity none; batch ',
    );
    expect(first.out).toContain(
      'added        one.json.gz: 1 events of aws.cloudtrail, 1 duplicates; integrity none; batch ',
    );
    expect(first.out).toContain('unrecognised note.txt: no source knows anything in it, 1 unparsed (1 not_json).');
    expect(first.out).toContain('3 objects: 2 added, 0 already in, 0 empty, 1 unrecognised, 0 refused.');
    expect(first.code).toBe(2);
    const second = await house.remit('ingest', join('logs', 'one.json.gz'));
    expect(second.out).toContain('Nothing was added.');
    expect(second.code).toBe(0);
  });

  it('[ingest.command] goes through a running server, prints JSON, and refuses what is not there in exact words', async () => {
    const server = await house.start('up');
    writeFileSync(join(house.dir, 'more.ndjson'), ['c', 'd'].map((id) => JSON.stringify(trail(id))).join('\n'));
    const summary = await house.json('ingest', 'more.ndjson', join('logs', 'one.json.gz'));
    expect(summary).toMatchObject({
      objects: 2,
      added: 1,
      already: 1,
      events: 1,
      duplicates: 1,
      unparsed: 0,
      integrity: { none: 1 },
    });
    expect(summary['batches']).toHaveLength(1);
    const missing = await house.remit('ingest', 'no-such-folder');
    expect(missing.err).toContain('no-such-folder cannot be read: ENOENT');
    expect(missing.code).toBe(1);
    expect((await house.remit('ingest')).code).toBe(64);
    const [unknown, keys] = [
      await house.remit('ingest', 'logs', '--source', 'no.such'),
      await house.remit('ingest', 'logs', '--digest-keys', 'logs/note.txt'),
    ];
    expect(unknown.err).toContain('There is no source no.such. Known: ');
    expect(unknown.code).toBe(1);
    expect(keys.code).toBe(64);
    const mapping =
      'remit-mapping: 1\nname: made\nvendor: Maker\ncustody: "Custody before ingest: asserted by the maker."\nformat: csv\nkind: other\nid: a\nfields: { act.tool: b }\n';
    writeFileSync(join(house.dir, 'map.yaml'), mapping);
    writeFileSync(join(house.dir, 'rows.csv'), 'a,b\n1,x\n');
    expect(await house.json('ingest', 'rows.csv', '--mapping', 'map.yaml')).toMatchObject({ added: 1, events: 1 });
    writeFileSync(join(house.dir, 'map.yaml'), mapping.replace('kind: other', 'kind: none'));
    const wrong = await house.remit('ingest', 'rows.csv', '--mapping', 'map.yaml');
    expect([wrong.code, wrong.err]).toEqual([64, expect.stringContaining('map.yaml:6: kind: ')]);
    expect((await server.stop()).code).toBe(0);
    expect((await house.json('ledger', 'check'))['ok']).toBe(true);
  });

  it('[ingest.follow-command] follows a folder and a Logpush endpoint, once each, and ends cleanly', async () => {
    const folder = join(house.dir, 'drop');
    mkdirSync(folder);
    writeFileSync(join(folder, 'f.json.gz'), file('f'));
    utimesSync(join(folder, 'f.json.gz'), new Date(0), new Date(0));
    const look = () => house.remit('ingest', 'drop', '--follow', '--once');
    expect((await look()).out).toContain('added        f.json.gz: 1 events');
    expect(await look()).toMatchObject({ code: 0, out: '' });
    writeFileSync(join(house.dir, 'secret'), 'a secret of its own\n');
    const pushing = await house.start('ingest', 'logpush://127.0.0.1:0', '--follow', '--secret-file', 'secret');
    const push = (headers: Record<string, string>) =>
      fetch(pushing.said['url'] ?? '', {
        method: 'POST',
        headers,
        body: Uint8Array.from(gzipSync(JSON.stringify(trail('g')))),
      });
    expect((await push({})).status).toBe(401);
    expect((await push({ 'x-remit-secret': 'a secret of its own' })).status).toBe(200);
    const ended = await pushing.stop();
    expect(ended.code).toBe(0);
    expect(ended.out).toContain('"state":"added"');
    expect((await house.remit('ingest', 'nowhere', '--follow', '--once')).code).toBe(64);
  });

  it('[ingest.backup] a backup holds the ingested objects, and what was restored from it knows them', async () => {
    expect((await house.remit('backup', '--out', 'copy')).code).toBe(0);
    expect((await house.remit('restore', 'copy', '--data', 'restored')).code).toBe(0);
    const again = await house.remit('ingest', join('logs', 'one.json.gz'), '--data', 'restored');
    expect(again).toMatchObject({ code: 0, out: expect.stringContaining('Nothing was added.') as string });
    expect(again.err).toContain('were read into the index again');
  });
});
