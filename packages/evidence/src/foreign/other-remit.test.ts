/**
 * The exported log of another installation in a report of this one: what its own pack says of its calls, the traces here say
 * too, out of its two records a call; and the joins of logs are in the page that people read.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fromUtf8 } from '@remit/core';
import { remitExportObject } from '@remit/ingest';
import type { DecisionTrace } from '@remit/record';
import type { ImportedTrace } from '@remit/verify';
import { openPackZip } from '@remit/verify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ImportedHouse } from '../imported-house.fixture.ts';
import { mcpEvent, openImportedHouse, ROLE } from '../imported-house.fixture.ts';

const FIXTURE = fileURLToPath(new URL('../../../../test/fixtures/0.1.0/pack.zip', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'other-remit-'));
let house: ImportedHouse;
let files: ReadonlyMap<string, Uint8Array>;
let batch = '';

const text = (key: string, value: string) => ({ key, value: { stringValue: value } });
const span = (n: number, seconds: number) => ({
  traceId: `${n}`.padStart(32, 'a'),
  spanId: `${n}`.padStart(16, 'b'),
  name: 'tools/call search_documentation',
  startTimeUnixNano: String(BigInt(Date.parse('2026-11-03T10:00:00Z') + seconds * 1000) * 1_000_000n),
  endTimeUnixNano: String(BigInt(Date.parse('2026-11-03T10:00:01Z') + seconds * 1000) * 1_000_000n),
  attributes: [
    text('mcp.method.name', 'tools/call'),
    text('gen_ai.tool.name', 'search_documentation'),
    text('server.address', 'aws-mcp.us-east-1.api.aws'),
    text('gen_ai.agent.id', 'cost-reviewer'),
  ],
});

function linesOf<T>(pack: ReadonlyMap<string, Uint8Array>, path: RegExp): T[] {
  const found = [...pack].filter(([name]) => path.test(name)).map(([, bytes]) => fromUtf8(bytes) ?? '');
  return found
    .join('')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T);
}

beforeAll(async () => {
  house = await openImportedHouse();
  house.at('2026-11-26T00:00:00Z');
  await house.declareAgents(
    `remit-agents: 1\nagents:\n  - agent: cost-review-agent\n    identities: ["${ROLE}", cost-reviewer]\n`,
  );
  const exported = await remitExportObject(FIXTURE, { vkeys: [], folder });
  if (!exported.ok) throw new Error(exported.error);
  const { path } = exported.value.object as { path: string };
  batch = await house.ingest(readFileSync(path, 'utf8'), 'other.jsonl');
  await house.ingest(
    JSON.stringify({ Records: [mcpEvent('01', '2026-11-03T10:00:00Z'), mcpEvent('02', '2026-11-03T11:00:00Z')] }),
  );
  const spans = [span(1, 1), span(2, 3600), span(3, 3602)];
  await house.ingest(JSON.stringify({ resourceSpans: [{ resource: {}, scopeSpans: [{ scope: {}, spans }] }] }));
  files = (await house.pack({ from: '2026-01-01', to: '2026-11-26' })).files;
}, 60_000);
afterAll(async () => {
  await house.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('another Remit', () => {
  it('[imported.remit-outcomes] its calls end here as they end in its own pack', () => {
    const own = linesOf<DecisionTrace>(openPackZip(FIXTURE).files, /^07_traces\.jsonl$/);
    const here = linesOf<ImportedTrace>(files, /^07_imported_traces-/).filter(({ traceId }) =>
      traceId.startsWith(batch),
    );
    const ofOwn = own.map(({ traceId, decision, toolCalls }) => [
      traceId,
      decision.result,
      toolCalls[0]?.effect.observed,
    ]);
    const ofHere = here.map(({ origin, decision, effect }) => [origin.eventId, decision?.result, effect.observed]);
    // A denied call was not forwarded: its own pack says that from its rules, its log holds no outcome of it.
    const expected = ofOwn.map(([id, result, effect]) => [id, result, result === 'deny' ? 'unknown' : effect]);
    expect(ofHere.sort()).toEqual(expected.sort());
    const closed = here.filter(({ outcomeRecord }) => outcomeRecord !== undefined);
    expect(closed).toHaveLength(
      own.filter(({ outcome }) => outcome !== undefined && outcome.kind === 'executed').length,
    );
    const raws = new Map(
      linesOf<{ n: number; raw: string }>(files, new RegExp(`^11_sources/${batch}/events-`)).map(({ n, raw }) => [
        n,
        raw,
      ]),
    );
    for (const { outcomeRecord } of closed)
      expect(raws.get(Number(outcomeRecord?.traceId.split(':')[1]))).toBe(outcomeRecord?.rawDigest);
  });

  it('[imported.remit-outcomes] a log without exceptions of pairing has none here', () => {
    const exceptions = JSON.parse(fromUtf8(files.get('08_exceptions.json') ?? new Uint8Array()) ?? '{}') as {
      exceptions: { kind: string; says: string; samples: string[] }[];
    };
    const pairing = exceptions.exceptions.filter(
      ({ kind, samples }) =>
        /without|sequence_gap|chain_break/.test(kind) &&
        kind !== 'permit_without_declared_scope' &&
        samples.some((id) => id.startsWith(batch)),
    );
    expect(pairing).toEqual([]);
  });
});

describe('the page for people', () => {
  it('[imported.pack-joins] shows how many joins of which level there are, and those that were left apart', () => {
    const page = (fromUtf8(files.get('01_report.html') ?? new Uint8Array()) ?? '').replace(/<[^>]*>/g, ' ');
    expect(page).toMatch(/same-call ambiguous: 1; same-call probable: 1/);
    const apart = linesOf<{ level: string; left: string; candidates: string[] }>(files, /^07_joins\.jsonl$/).find(
      ({ level }) => level === 'ambiguous',
    );
    for (const id of [apart?.left, ...(apart?.candidates ?? [])]) expect(page).toContain(id);
    expect(page).toContain('cannot be seen from this source');
  });
});
