/**
 * Ten traces drawn by a seed out of logs of four vendors: every field that the report shows is found in the raw record that
 * the digest next to it names, at the place that is printed with it.
 */
import { hash } from 'node:crypto';
import { fromBase64Url, fromUtf8 } from '@remit/core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ImportedHouse } from '../imported-house.fixture.ts';
import { mcpEvent, openImportedHouse } from '../imported-house.fixture.ts';
import type { Block, Cell } from './blocks.ts';
import { importsToWork } from './choose-imports.ts';
import { workedImport } from './worked-import.ts';

let house: ImportedHouse;
let archive: ReturnType<ImportedHouse['archive']>;
const two = (n: number) => String(n).padStart(2, '0');

const portal = (n: number) => ({
  Datetime: `2026-11-03T11:00:${two(n)}Z`,
  PortalID: 'portal-1',
  SessionID: `session-${n % 3}`,
  Method: 'tools/call',
  ServerID: 'files',
  ServerURL: 'https://files.example/mcp',
  ToolCallName: `files_read_${n}`,
  UserEmail: `person-${n}@lending.example`,
  ServerResponseDurationMs: 10 + n,
  Success: true,
});
const model = (n: number) => ({
  id: `log-${n}`,
  created_at: `2026-11-03T12:00:${two(n)}Z`,
  provider: 'acme',
  model: `acme-${n}`,
  cached: false,
  success: true,
  tokens_in: 100 + n,
  tokens_out: 7,
  metadata: JSON.stringify({ 'cf.user_id': `user-${n}` }),
});
const text = (key: string, value: string) => ({ key, value: { stringValue: value } });
const span = (n: number) => ({
  traceId: two(n).repeat(16),
  spanId: two(n).repeat(8),
  name: 'tools/call read',
  startTimeUnixNano: String(BigInt(Date.parse('2026-11-03T13:00:00Z')) * 1_000_000n + BigInt(n) * 1_000_000_000n),
  endTimeUnixNano: String(BigInt(Date.parse('2026-11-03T13:00:01Z')) * 1_000_000n + BigInt(n) * 1_000_000_000n),
  attributes: [
    text('mcp.method.name', 'tools/call'),
    text('gen_ai.tool.name', `read_${n}`),
    text('server.address', 'files.example'),
  ],
});
const range = [...Array(15).keys()];
const document = {
  resource: { attributes: [text('service.name', 'clerk')] },
  scopeSpans: [{ scope: {}, spans: range.map(span) }],
};

beforeAll(async () => {
  house = await openImportedHouse();
  house.at('2026-11-04T00:00:00Z');
  const trail = range.map((n) =>
    mcpEvent(two(n), `2026-11-03T10:00:${two(n)}Z`, { params: { search_phrase: `p ${n}` } }),
  );
  const lines = (values: readonly object[]) => values.map((value) => `${JSON.stringify(value)}\n`).join('');
  await house.ingest(JSON.stringify({ Records: trail }));
  await house.ingest(lines(range.map(portal)));
  await house.ingest(lines(range.map(model)));
  await house.ingest(JSON.stringify({ resourceSpans: [document] }));
  archive = house.archive();
});
afterAll(async () => {
  archive.close();
  await house.close();
});

const drawn = () =>
  house.pack({ from: '2026-11-01', to: '2026-12-01' }, undefined, { seed: 'the auditor chose this', n: 10 });
const plain = (cell: Cell | undefined) => (typeof cell === 'string' ? cell : (cell?.code ?? ''));

/** The value at a printed place of a raw record: members, `[n]`, `["name"]`, then `|json`; `^` leads into the document. */
function valueAt(record: unknown, around: unknown, path: string): unknown {
  if (path === '$') return record;
  let at: unknown = path.startsWith('^') ? around : record;
  for (const [, quoted, index, how, name] of path
    .replace(/^\^/, '')
    .matchAll(/\["([^"]+)"\]|\[(\d+)\]|\|(\w+)|([\w-]+)/g)) {
    if (how === 'json') at = JSON.parse(String(at));
    else if (how !== undefined) return undefined;
    else at = Reflect.get(Object(at) as object, index ?? quoted ?? name ?? '');
  }
  return at;
}

/** What a field's words are made of, when they are not the words of the source themselves. */
const READ_AS: Readonly<Record<string, (shown: string, raw: unknown, place: { batch: string; n: number }) => boolean>> =
  {
    ts: (shown, raw) => {
      const nanos = /^\d{19}$/.test(String(raw)) ? Number(BigInt(String(raw)) / 1_000_000n) : Date.parse(String(raw));
      return Date.parse(shown) === nanos;
    },
    'who.sub': (shown, raw) => house.reader.subject(shown)?.reference === raw,
    'dec.result': (shown, raw) => shown === 'permit' && (raw === true || raw === false),
    'out.status': (shown, raw) => shown === 'executed' && raw !== undefined,
    'act.method': (_, raw) => typeof raw === 'string',
    'act.effect': (_, raw) => raw !== undefined,
    'out.ms': (_, raw) => raw !== undefined,
  };

it('[report.ten-traces] every field of ten traces drawn by seed is found in the source record by the digest next to it', async () => {
  const { files } = await drawn();
  const traces = importsToWork({ files });
  expect(traces).toHaveLength(10);
  expect(new Set(traces.map(({ origin }) => origin.source)).size).toBeGreaterThan(1);
  let fields = 0;
  for (const trace of traces) {
    const [batch = '', n = ''] = trace.traceId.split(':');
    const raw = archive.raw(batch, Number(n)) ?? expect.unreachable('the raw record is there');
    const record: unknown = JSON.parse(fromUtf8(raw) ?? '');
    const tables = workedImport(trace, files).filter(
      (block): block is Extract<Block, { kind: 'table' }> => block.kind === 'table',
    );
    for (const row of tables[0]?.table.rows ?? []) {
      const [field, value, place, digest] = row.map(plain) as [string, string, string, string];
      expect(digest, field).toBe(hash('sha256', raw));
      const path = place.slice(place.indexOf(': ') + 2);
      const found = valueAt(record, document, path);
      expect(found, `${trace.traceId} ${field} at ${path}`).toBeDefined();
      fields += 1;
      if (field.startsWith('c.')) continue;
      const readAs = READ_AS[field];
      const words = typeof found === 'string' ? found : JSON.stringify(found);
      // Prefixes of hosts are cut off and addresses shortened: what is shown is a part of what stands there.
      const holds = readAs === undefined ? words.includes(value) : readAs(value, found, { batch, n: Number(n) });
      expect(holds, `${trace.traceId} ${field}: ${value} in ${words}`).toBe(true);
    }
  }
  expect(fields).toBeGreaterThan(60);
});

it('[report.ten-traces] what is committed to opens to what stands at the printed place', async () => {
  const { files } = await drawn();
  let opened = 0;
  for (const trace of importsToWork({ files })) {
    const [batch = '', n = ''] = trace.traceId.split(':');
    const record: unknown = JSON.parse(fromUtf8(archive.raw(batch, Number(n)) ?? new Uint8Array()) ?? '');
    for (const [field, path] of Object.entries(trace.from)) {
      if (!field.startsWith('c.')) continue;
      const disclosure = archive.disclosure(batch, Number(n), field.slice(2));
      const [, , value] = JSON.parse(
        fromUtf8(fromBase64Url(disclosure ?? '') ?? new Uint8Array()) ?? '[]',
      ) as unknown[];
      expect(value, field).toEqual(valueAt(record, document, path));
      opened += 1;
    }
  }
  expect(opened).toBeGreaterThan(0);
});
