/** A pack from foreign logs alone: it verifies, keeps persons and content out, and shows a changed event. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromUtf8, silentLogger, systemClock, utf8 } from '@remit/core';
import { allSources, createIngest, openArchive } from '@remit/ingest';
import type { Ledger } from '@remit/ledger';
import { startLedger } from '@remit/ledger';
import { packFromFiles, parseTrust, verifyPack } from '@remit/verify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildPack } from './build-pack.ts';

const PERSON = 'ana.ruiz@lending.example';
const SECRET = 'the-search-phrase-of-the-call';
const dir = mkdtempSync(join(tmpdir(), 'imported-'));
let ledger: Ledger;
let files: ReadonlyMap<string, Uint8Array>;
let batch = '';

/** Made from the documented schema of `AwsMcpEvent`: nothing here happened. */
function event(n: number): object {
  const role = 'arn:aws:iam::123456789012:role/cost-review-agent';
  return {
    eventVersion: '1.08',
    userIdentity: {
      type: 'AssumedRole',
      arn: `arn:aws:sts::123456789012:assumed-role/cost-review-agent/${PERSON}`,
      sessionContext: { sessionIssuer: { type: 'Role', arn: role } },
    },
    eventTime: `2026-11-0${n}T10:00:00Z`,
    eventSource: 'aws-mcp.us-east-1.api.aws',
    eventName: 'CallTool',
    requestParameters: { method: 'search_documentation', params: { search_phrase: SECRET } },
    responseElements: { content: [{ type: 'text', text: 'found' }], isError: false },
    eventID: `00000000-0000-4000-8000-00000000000${n}`,
    eventType: 'AwsMcpEvent',
    recipientAccountId: '123456789012',
    eventCategory: 'Data',
  };
}

beforeAll(async () => {
  ledger = await startLedger({
    dir,
    origin: 'remit.test/imported',
    software: 'test/1',
    clock: systemClock,
    logger: silentLogger,
    witnesses: [],
  });
  const path = join(dir, 'trail.json');
  writeFileSync(path, `${JSON.stringify({ Records: [1, 2, 3].map(event) })}\nno record\n`);
  const reader = ledger.reader();
  const ingest = createIngest({
    dir,
    recorder: ledger,
    subjects: ledger,
    reader,
    clock: systemClock,
    sources: allSources(),
  });
  const report = await ingest.object({ name: 'trail.json', path });
  if (report.state !== 'added' || report.events !== 3) throw new Error(JSON.stringify(report));
  batch = report.batch ?? '';
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
  });
  files = built.files;
  archive.close();
  reader.close();
});
afterAll(async () => {
  await ledger.close();
  rmSync(dir, { recursive: true, force: true });
});

async function verify(pack: ReadonlyMap<string, Uint8Array>) {
  const trust = parseTrust(`log ${ledger.vkey}\nquorum none\n`);
  if (!trust.ok) throw new Error(trust.error);
  return await verifyPack(packFromFiles(pack), trust.value, Date.parse('2026-12-02'));
}

describe('a pack from foreign logs alone', () => {
  it('[imported.pack] carries the leaves, a statement and a trace of each decision, and its trees hold', async () => {
    const report = await verify(files);
    const step = report.steps.find(({ name }) => name === 'ingest-trees');
    expect(step).toMatchObject({ status: 'ok', says: ['3 events in 1 batches give the trees that the log names'] });
    expect(report.steps.filter(({ status }) => status === 'fail')).toEqual([]);
    const text = fromUtf8(files.get('07_imported_traces-00000.jsonl') ?? new Uint8Array()) ?? '';
    const traces = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(traces).toHaveLength(3);
    expect(traces[0]).toMatchObject({
      schema: 'remit.imported-trace/1',
      traceId: `${batch}:0`,
      origin: { kind: 'log_import', producer: 'Amazon Web Services', dataset: expect.any(String) },
      action: { tool: 'search_documentation' },
      decision: { result: 'permit' },
      effect: { observed: 'occurred', vantage: 'source' },
      scopeVerdict: { overall: 'indeterminate', reasonCodes: ['no_declared_scope'] },
      grade: 'C',
    });
  });

  it('[imported.custody] starts custody at ingest and never ranks the source above what it proves', () => {
    const statement = JSON.parse(
      fromUtf8(files.get(`11_sources/${batch}/statement.json`) ?? new Uint8Array()) ?? '{}',
    ) as {
      integrity: string;
      custody: { starts: string; before: string; links: { status: string }[] };
    };
    expect(statement.integrity).toBe('none');
    expect(statement.custody.starts).toBe('at ingest');
    expect(statement.custody.before).toBe('asserted by Amazon Web Services');
    expect(statement.custody.links.map(({ status }) => status)).toEqual([
      'asserted',
      'asserted',
      'verified',
      'verified',
    ]);
  });

  it('[imported.privacy] holds no person and no content of a call in clear', () => {
    for (const [path, bytes] of files) {
      const text = Buffer.from(bytes).toString('latin1');
      expect(text.includes(PERSON), path).toBe(false);
      expect(text.includes(SECRET), path).toBe(false);
    }
  });

  it('[imported.tamper] fails when one event is changed, cut off or added, or stands under another batch', async () => {
    const path = `11_sources/${batch}/events-00000.jsonl`;
    const leaves = (fromUtf8(files.get(path) ?? new Uint8Array()) ?? '').trimEnd().split('\n');
    const attacks: [string, Map<string, Uint8Array>][] = [
      ['changed', new Map(files).set(path, utf8(`${leaves.join('\n').replace('"permit"', '"deny"')}\n`))],
      ['cut', new Map(files).set(path, utf8(`${leaves.slice(0, 2).join('\n')}\n`))],
      ['added', new Map(files).set(path, utf8(`${[...leaves, leaves[0]].join('\n')}\n`))],
      ['moved', new Map(files).set('11_sources/01JZZZZZZZZZZZZZZZZZZZZZZZ/events-00000.jsonl', utf8(`${leaves[0]}\n`))],
    ];
    for (const [name, attacked] of attacks) {
      const report = await verify(attacked);
      expect(report.result, name).toBe('FAIL');
      expect(report.steps.find((step) => step.name === 'ingest-trees')?.status, name).toBe('fail');
    }
  });
});
