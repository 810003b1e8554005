/** From made files to leaves: the sources of this folder behind the reader, the writer and the archive of ingestion. */
import { generateKeyPairSync } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { sha256, toBase64Url, toHex } from '@remit/core';
import type { ImportedEvent } from '@remit/record';
import { commitmentOf, ImportedEventSchema } from '@remit/record';
import { leafHash } from '@remit/tlog';
import { afterEach, describe, expect, it } from 'vitest';
import { parseRecord } from '../read/parse-record.ts';
import { openArchive } from '../store/archive.ts';
import type { TestHouse } from '../testing/house.fixture.ts';
import { openTestHouse } from '../testing/house.fixture.ts';
import { allSources } from './all.ts';
import { sealField } from './cloudflare-ai-gateway/sealed-field.fixture.ts';
import { readMember } from './mapping/member-path.ts';
import { around, span } from './otlp/records.fixture.ts';
import { unpackRemitLedger } from './remit-ledger/unpack.ts';

let house: TestHouse;
afterEach(() => house.close());

/** Leaves of a batch, each valid, each with the raw record that its digest names. */
function eventsOf(batch: string): { leaf: ImportedEvent; raw: Uint8Array }[] {
  const archive = house.archive();
  const events = [...archive.leaves(batch)].map((bytes, n) => {
    const leaf = ImportedEventSchema.parse(JSON.parse(Buffer.from(bytes).toString()));
    const raw = archive.raw(batch, n) ?? new Uint8Array();
    expect(toHex(sha256(raw))).toBe(leaf.raw);
    return { leaf, raw: raw.slice() };
  });
  archive.close();
  return events;
}

const text = (...lines: readonly string[]) => lines.map((line) => `${line}\n`).join('');
const portal = {
  Method: 'tools/call',
  PortalID: 'hr',
  ServerID: 'ats',
  ServerURL: 'https://ats.example/mcp',
  SessionID: 's-1',
  Success: true,
  ToolCallName: 'ats_search_candidates',
  UserEmail: 'ada@example.org',
};

describe('ingested', () => {
  it('[ingest-others.logpush-file] one Logpush file with records of several datasets and encodings of time', async () => {
    house = await openTestHouse(allSources());
    const http = {
      HTTPHost: 'ats.example',
      PolicyID: 'p',
      Action: 'allow',
      RequestID: 'r-1',
      Email: 'ada@example.org',
    };
    const request = { jsonrpc: '2.0', method: 'tools/call', params: { name: 'search', arguments: { q: 'Ada' } } };
    const copy = {
      ForensicCopyID: 'f-1',
      GatewayRequestID: 'r-1',
      Phase: 'request',
      Payload: Buffer.from(JSON.stringify(request)).toString('base64'),
    };
    const content = text(
      // Nanoseconds as a number beyond 2^53: the reader keeps the digits.
      `{"Datetime":1793607330123456789,${JSON.stringify(portal).slice(1)}`,
      JSON.stringify({ Datetime: '2026-11-02T08:15:31Z', ...http }),
      JSON.stringify({ Datetime: 1793607332, ...copy }),
      JSON.stringify({
        CreatedAt: '1793607000',
        AppUUID: 'a',
        Allowed: true,
        Email: 'ada@example.org',
        Action: 'login',
      }),
      JSON.stringify({ Datetime: 1793607333, SNI: 'ats.example', TransportProtocol: 'tcp', PolicyID: 'p' }),
      JSON.stringify({ SNI: 'ats.example', PolicyID: 'p' }),
      '{"PortalID":"cut',
    );
    const report = await house.put('20261102T081500Z_x.log.gz', gzipSync(content));
    expect(report).toMatchObject({ state: 'added', events: 5, unparsed: 2 });
    const events = eventsOf(report.batch ?? '');
    expect(events.map(({ leaf }) => [leaf.src.dataset, leaf.ts, leaf.tk])).toEqual([
      ['cloudflare.mcp_portal_logs', '2026-11-02T08:15:30.123Z', 'event'],
      ['cloudflare.gateway_http', '2026-11-02T08:15:31.000Z', 'event'],
      ['cloudflare.dlp_forensic_copies', '2026-11-02T08:15:32.000Z', 'event'],
      ['cloudflare.access_requests', '2026-11-02T08:10:00.000Z', 'event'],
      ['cloudflare.gateway_network', '2026-11-02T08:15:33.000Z', 'event'],
    ]);
    // The vendor's join key is the same on both sides, and the person is the same handle everywhere.
    expect(events[1]?.leaf.ids['forensic']).toBe(events[2]?.leaf.ids['forensic']);
    expect(new Set([0, 1, 3].map((n) => events[n]?.leaf.who.sub)).size).toBe(1);
    const folder = join(house.dir, 'ingest', report.batch ?? '');
    for (const name of readdirSync(folder)) expect(readFileSync(join(folder, name)).includes('ada@')).toBe(false);
  });

  it('[ingest-others.fields-found] every field of a leaf is found in its raw record under the path that it names', async () => {
    house = await openTestHouse(allSources());
    const report = await house.put(
      'portal.log',
      text(JSON.stringify(portal), JSON.stringify({ ...portal, ToolCallName: 'find' })),
    );
    const events = eventsOf(report.batch ?? '');
    expect(events).toHaveLength(2);
    for (const { leaf, raw } of events) {
      const record = parseRecord(raw);
      const value = record.ok ? record.value : {};
      for (const [field, path] of Object.entries(leaf.from)) {
        const found = readMember(value, path);
        expect(found, field).toBeDefined();
        const shown = readMember(leaf, field);
        // A handle stands for the person, and a decision for the word that shows it.
        if (typeof found === 'string' && field !== 'who.sub') expect(found).toContain(shown);
      }
    }
  });

  it('[ingest-others.otlp-document] one OTLP document holds many spans: each is its own record, with its resource', async () => {
    house = await openTestHouse(allSources());
    const first = JSON.stringify(
      span('chat', { 'gen_ai.operation.name': 'chat', 'gen_ai.system': 'x' }, { spanId: 'aaaaaaaaaaaaaaa1' }),
    );
    const second = JSON.stringify(
      span('t', { 'mcp.method.name': 'tools/call', 'gen_ai.tool.name': 't' }, { spanId: 'aaaaaaaaaaaaaaa2' }),
    );
    const document = `{"resourceSpans":[{"resource":${JSON.stringify(around.resource)},"scopeSpans":[{"scope":{"name":"a"},"spans":[${first}, ${second}]}]}]}`;
    const report = await house.put('traces.json', document);
    expect(report).toMatchObject({ state: 'added', events: 2, unparsed: 0, source: 'otlp' });
    const events = eventsOf(report.batch ?? '');
    expect(events.map(({ raw }) => Buffer.from(raw).toString())).toEqual([first, second]);
    expect(events.map(({ leaf }) => leaf.who.agent)).toEqual(['screening-agent', 'screening-agent']);
    const archive = house.archive();
    expect(archive.remap(report.batch ?? '', 1)?.agent).toBe('screening-agent');
    archive.close();
  });

  it('[ingest-others.rest-pages] pages of the REST API, and one record alone', async () => {
    house = await openTestHouse(allSources());
    const log = { created_at: '2026-11-02T08:15:30Z', provider: 'p', model: 'm', cached: false, success: true };
    const page = {
      result: [
        { id: 'l-1', ...log },
        { id: 'l-2', ...log },
      ],
      success: true,
      errors: [],
      messages: [],
    };
    expect(await house.put('logs.json', JSON.stringify(page))).toMatchObject({
      events: 2,
      source: 'cloudflare.ai-gateway',
    });
    const audit = {
      id: 'a-1',
      action: { type: 'update', result: 'success' },
      actor: { context: 'dash', type: 'user' },
    };
    expect(await house.put('audit.json', JSON.stringify({ result: [audit], success: true }))).toMatchObject({
      events: 1,
      source: 'cloudflare.audit',
    });
    const alone = { result: { id: 'l-3', ...log }, success: true, errors: [], messages: [] };
    expect(await house.put('log.json', JSON.stringify(alone))).toMatchObject({
      events: 1,
      source: 'cloudflare.ai-gateway',
    });
  });

  it('[ingest-others.sealed-content] content that was encrypted is opened once, committed to, and opened again only with the key', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const aiGatewayKeyPem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    house = await openTestHouse(allSources({ aiGatewayKeyPem }));
    const event = {
      Gateway: 'g',
      Provider: 'p',
      Model: 'm',
      Cached: false,
      StatusCode: 200,
      RequestBody: sealField(publicKey, 'Hällo'),
    };
    const { batch = '' } = await house.put('events.log', JSON.stringify(event));
    const [one] = eventsOf(batch);
    const archive = house.archive();
    expect(commitmentOf(archive.disclosure(batch, 0, 'prompt') ?? '')).toBe(one?.leaf.c?.['prompt']);
    archive.close();
    const without = openArchive({ dir: house.dir, reader: house.reader, sources: allSources() });
    expect(without.disclosure(batch, 0, 'prompt')).toBeUndefined();
    without.close();
  });

  it('[ingest-others.remit-ingested] the pack of another Remit: the raw record of each event is its leaf there', async () => {
    house = await openTestHouse(allSources());
    const fixtures = fileURLToPath(new URL('../../../../test/fixtures/0.1.0/', import.meta.url));
    const vkey = /^log (\S+)/m.exec(readFileSync(join(fixtures, 'trust'), 'utf8'))?.[1] ?? '';
    const unpacked = await unpackRemitLedger(join(fixtures, 'pack.zip'), { vkeys: [vkey] });
    if (!unpacked.ok) throw new Error(unpacked.error);
    const { lines, integrity, why, size } = unpacked.value;
    const report = await house.put('pack.zip', lines, { integrity: () => ({ integrity, why }) });
    expect(report).toMatchObject({
      state: 'added',
      events: size,
      unparsed: 0,
      source: 'remit.ledger',
      integrity: 'digest-valid',
    });
    const calls = new Map<string, number>();
    for (const { leaf, raw } of eventsOf(report.batch ?? '')) {
      const call = leaf.ids['call'];
      if (call !== undefined) calls.set(call, (calls.get(call) ?? 0) + 1);
      if (leaf.flags?.includes('decision-record') === true) expect(call).toBe(toBase64Url(leafHash(raw)));
    }
    expect(Math.max(...calls.values())).toBe(2);
  });
});
