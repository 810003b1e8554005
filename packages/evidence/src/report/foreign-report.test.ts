/** The report of a pack from foreign logs: worked traces, and a sample that is drawn from them too. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromUtf8, silentLogger, systemClock, utf8 } from '@remit/core';
import { allSources, createIngest, openArchive } from '@remit/ingest';
import type { Ledger } from '@remit/ledger';
import { startLedger } from '@remit/ledger';
import { packJsonSchema, packSchemas } from '@remit/record';
import { packFromFiles, parseTrust, verifyPack } from '@remit/verify';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildPack } from '../build-pack.ts';
import type { Block, Cell } from './blocks.ts';
import { importsToWork } from './choose-imports.ts';
import { workedImport } from './worked-import.ts';

const dir = mkdtempSync(join(tmpdir(), 'remit-foreign-'));
let ledger: Ledger;
let files: ReadonlyMap<string, Uint8Array>;

const event = (n: number) => ({
  eventVersion: '1.11',
  userIdentity: {
    type: 'AssumedRole',
    principalId: 'AROAEXAMPLE:session',
    arn: 'arn:aws:sts::123456789012:assumed-role/cost-review-agent/session',
    accountId: '123456789012',
  },
  eventTime: `2026-11-01T10:00:${String(n).padStart(2, '0')}Z`,
  eventSource: 'aws-mcp.us-east-1.api.aws',
  eventName: 'CallTool',
  requestParameters: { method: `tool_"overall":"in"_${n % 3}`, params: { search_phrase: 'x' } },
  responseElements: { content: [{ type: 'text', text: 'found' }], isError: false },
  eventID: `00000000-0000-4000-8000-0000000000${String(n).padStart(2, '0')}`,
  eventType: 'AwsMcpEvent',
  recipientAccountId: '123456789012',
  eventCategory: 'Data',
});

beforeAll(async () => {
  ledger = await startLedger({
    dir,
    origin: 'remit.test/foreign',
    software: 'test/1',
    clock: systemClock,
    logger: silentLogger,
    witnesses: [],
  });
  const path = join(dir, 'trail.json');
  writeFileSync(path, JSON.stringify({ Records: Array.from({ length: 40 }, (_, n) => event(n)) }));
  const reader = ledger.reader();
  const ingest = createIngest({
    dir,
    recorder: ledger,
    subjects: ledger,
    reader,
    clock: systemClock,
    sources: allSources(),
  });
  await ingest.object({ name: 'trail.json', path });
  await ingest.close();
  await ledger.sealHead();
  const archive = openArchive({ dir, reader });
  const built = await buildPack({
    reader,
    archive,
    period: { from: Date.parse('2026-11-01'), to: Date.parse('2026-12-01') },
    now: Date.parse('2026-12-02'),
    software: 'test/1',
    verifierSource: utf8('// verifier\n'),
    sample: { seed: 'an auditor', n: 10 },
  });
  files = built.files;
  archive.close();
  reader.close();
}, 60_000);
afterAll(async () => {
  await ledger.close();
  rmSync(dir, { recursive: true, force: true });
});

const plain = (cell: Cell | undefined) => (typeof cell === 'string' ? cell : (cell?.code ?? ''));
const fieldTables = (blocks: readonly Block[]) =>
  blocks.flatMap((block) =>
    block.kind === 'table' && block.table.caption.startsWith('Fields of') ? [block.table] : [],
  );

describe('a report of foreign logs', () => {
  it('[report.foreign] ten traces drawn by seed: every field shown stands in the record with the digest next to it', () => {
    const traces = importsToWork({ files });
    expect(traces).toHaveLength(10);
    const lines = [...files].filter(([path]) => path.includes('/events-')).map(([, bytes]) => fromUtf8(bytes) ?? '');
    // Leaves of a batch: JSON objects that name the digest of their raw record.
    const events = lines
      .join('')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const byRaw = new Map(events.map((one) => [one['raw'], one]));
    let read = 0;
    for (const table of traces.flatMap((trace) => fieldTables(workedImport(trace, files))))
      for (const [field, value, , digest] of table.rows) {
        let at: unknown = byRaw.get(plain(digest));
        for (const key of plain(field).split('.')) at = Reflect.get(Object(at) as object, key);
        const words = at === true ? 'yes' : at === false ? 'no' : String(at);
        expect(plain(value), plain(field)).toBe(words);
        read += 1;
      }
    expect(read).toBeGreaterThan(50);
    const page = fromUtf8(files.get('01_report.html') ?? utf8('')) ?? '';
    expect(page).toContain(`Foreign trace ${traces[0]?.traceId ?? ''}`);
    expect(page).toContain('Custody starts at ingest');
  });

  it('[report.foreign] the sample counts foreign traces, whatever their names look like, and the verifier draws it again', async () => {
    // Written by this version.
    const sampling = JSON.parse(fromUtf8(files.get('13_sampling.json') ?? utf8('{}')) ?? '{}') as {
      strata: { stratum: string; population: number }[];
    };
    expect(sampling.strata.find(({ stratum }) => stratum === 'indeterminate')).toMatchObject({
      population: 40,
      drawn: 10,
    });
    const trust = parseTrust(`log ${ledger.vkey}\nquorum none\n`);
    const report = await verifyPack(packFromFiles(files), trust.ok ? trust.value : undefined, Date.parse('2026-12-02'));
    expect(report.steps.find(({ name }) => name === 'derived')?.status).toBe('ok');
  });

  it('[report.schemas] every JSON of it validates', () => {
    const ajv = new Ajv({ strict: true, allErrors: true, validateFormats: false });
    const problems: string[] = [];
    for (const schema of packSchemas) {
      const { $schema: _, ...shape } = JSON.parse(packJsonSchema(schema)) as { $schema: string };
      const validate = ajv.compile(shape);
      for (const [path, bytes] of files) {
        if (packSchemas.find((one) => one.path.test(path)) !== schema) continue;
        const text = fromUtf8(bytes) ?? '';
        for (const value of schema.lines ? text.split('\n').filter((line) => line !== '') : [text])
          if (!validate(JSON.parse(value))) problems.push(`${path}: ${ajv.errorsText(validate.errors)}`);
      }
    }
    expect(problems).toEqual([]);
  });
});
