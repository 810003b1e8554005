import { commitmentOf, ImportedEventSchema } from '@remit/record';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { expectHonest, rawRecord } from '../sources/mapping/map-record.fixture.ts';
import { openTestHouse, type TestHouse } from '../testing/house.fixture.ts';
import { mappedSource } from './mapped-source.ts';
import { SERVICE_NOW_CSV, SERVICE_NOW_MAPPING } from './service-now.fixture.ts';

let house: TestHouse;
beforeEach(async () => {
  house = await openTestHouse();
});
afterEach(() => house.close());

function mapping(text: string) {
  const made = mappedSource(text, 'map.yaml');
  if (!made.ok) throw new Error(made.error.join('\n'));
  return made.value;
}

describe('a mapping file', () => {
  it('[ingest.generic-csv] reads CSV with quoted newlines, a mark, CRLF and a growing header, each row with its exact bytes', async () => {
    const mapped = mapping(SERVICE_NOW_MAPPING);
    expect(await house.ledger.put(Buffer.from(SERVICE_NOW_MAPPING))).toBe(mapped.sha);
    const { batch = '', ...report } = await house.put('export.csv', SERVICE_NOW_CSV, { mapped });
    expect(report).toMatchObject({ state: 'added', events: 4, unparsed: 0, source: 'generic.servicenow-agent-audit' });
    const archive = house.archive();
    const raw = archive.raw(batch, 0);
    expect(Buffer.from(raw ?? []).toString()).toBe(
      SERVICE_NOW_CSV.slice(SERVICE_NOW_CSV.indexOf('a1,'), SERVICE_NOW_CSV.indexOf('\r\na2')),
    );
    const leaves = [...archive.leaves(batch)].map((leaf) =>
      ImportedEventSchema.parse(JSON.parse(Buffer.from(leaf).toString())),
    );
    expect(leaves[0]).toMatchObject({
      src: { id: 'a1', line: 2, map: `generic.servicenow-agent-audit@${mapped.sha.slice(0, 16)}` },
      ts: '2026-11-20T09:00:00.000Z',
      tk: 'event',
      who: { agent: 'now-assist' },
      act: { srv: 'servicenow', tool: 'close_incident' },
      dec: { result: 'permit', basis: 'approval' },
      out: { status: 'executed', ms: 120 },
      ids: { request: 'INC001' },
      from: { 'act.srv': '$', 'who.sub': '["Opened by"]', 'act.tool': 'u_action' },
      flags: ['stated-by-mapping'],
    });
    expect(leaves[1]).toMatchObject({
      src: { line: 4 },
      dec: { result: 'deny' },
      missing: { 'out.status': 'unreadable' },
    });
    expect(leaves[2]).toMatchObject({ tk: 'ingest', missing: { ts: 'unreadable', 'who.sub': 'not_in_record' } });
    expect(leaves[3]).toMatchObject({ who: { agent: 'bot-7' }, missing: { 'dec.result': 'unreadable' } });
    for (const [n, leaf] of leaves.entries()) {
      expect(archive.remap(batch, n)?.act).toEqual(leaf.act);
      if (leaf.c?.['args'] !== undefined)
        expect(commitmentOf(archive.disclosure(batch, n, 'args') ?? '')).toBe(leaf.c['args']);
    }
    expect(archive.remap(batch, 1)?.content).toEqual({ args: 'plain' });
    archive.close();
  });

  it('[ingest.generic-json] reads JSON of any form, member paths, and maps honestly', async () => {
    const json = SERVICE_NOW_MAPPING.replace('format: csv', 'format: json')
      .replace('who.sub: Opened by', 'who.sub: opened.by')
      .replace(/time: .*/, 'time: { from: at, format: unix }');
    const mapped = mapping(json);
    const value = {
      sys_id: 'z',
      at: 1763632800,
      opened: { by: 'ada' },
      u_action: 'x',
      state: 'Closed',
      description: { a: [1] },
    };
    const event = mapped.source.map(rawRecord(value), mapped.source.id, {
      object: 'o',
      receivedAt: '2026-11-20T10:00:00.000Z',
    });
    if (!event.ok) throw new Error(event.error);
    expectHonest(event.value, value);
    await house.ledger.put(Buffer.from(json));
    for (const [name, text] of [
      ['list.json', JSON.stringify([value])],
      ['lines.ndjson', `${JSON.stringify({ ...value, sys_id: 'y' })}\n${JSON.stringify({ ...value, sys_id: 'x' })}\n`],
      ['page.json', JSON.stringify({ result: [{ ...value, sys_id: 'w' }] })],
    ] as const)
      expect((await house.put(name, text, { mapped })).state, name).toBe('added');
  });

  it('[ingest.generic-errors] says line, place and what was expected', () => {
    const bad = (edit: (text: string) => string) => mappedSource(edit(SERVICE_NOW_MAPPING), 'map.yaml');
    for (const [from, to, says] of [
      ['kind: tool-call', 'kind: tool', 'map.yaml:8: kind: '],
      ['zone: "+01:00"', 'zone: Berlin', 'map.yaml:10: time.zone: expected UTC or an offset such as +01:00'],
      [', zone: "+01:00"', '', 'a pattern needs a zone'],
      ['yyyy-MM-dd', 'YYYY-MM-dd', 'map.yaml:10: time.format: expected rfc3339, unix, or a pattern'],
      ['act.tool: u_action', 'act.toll: u_action', 'map.yaml:14: fields: Unrecognized key'],
      ['rejected: deny', 'rejected: denied', 'map.yaml:18: decision'],
      ['vendor: ServiceNow\n', '', 'map.yaml:1: vendor: '],
      ['format: csv', 'format: csv\nformat: json', 'map.yaml:8: '],
      ['ids: { request: number }', 'ids: *alias', 'map.yaml:17: '],
    ] as const) {
      const made = bad((text) => text.replace(from, to));
      expect(made.ok ? '' : made.error.join('\n'), to).toContain(says);
    }
  });

  it('[ingest.generic-csv] a quote that nobody closes costs its line and no other', async () => {
    const mapped = mapping(SERVICE_NOW_MAPPING);
    const broken = 'sys_id,u_action\nb1,one\nb2,"two\nb3,three\n';
    const report = await house.put('broken.csv', broken, { mapped });
    expect(report).toMatchObject({ events: 2, unparsed: 1, reasons: { not_csv: 1 } });
    expect(await house.put('cells.csv', 'sys_id,u_action\nc1,\n"c"2,x\n', { mapped })).toMatchObject({
      events: 1,
      unparsed: 1,
    });
  });
});
