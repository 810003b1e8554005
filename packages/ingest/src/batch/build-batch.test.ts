import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { rootOfEntries } from '@remit/tlog';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PIECE } from '../prepare/slot.ts';
import { createTeam, type Team } from '../prepare/team.ts';
import { glanceAt } from '../read/received-object.ts';
import { allSources } from '../sources/all.ts';
import { apiCall, gatewayCall, grant, mcpEvent, modelCall } from '../sources/aws-cloudtrail/made-records.fixture.ts';
import { around, span } from '../sources/otlp/records.fixture.ts';
import { openEventIndex } from '../store/event-index.ts';
import { FILES } from '../store/layout.ts';
import { leafLines } from '../store/leaf-lines.ts';
import { sealedPieces } from '../store/sealed-file.ts';
import { batchKeys } from './batch-keys.ts';
import { buildBatch } from './build-batch.ts';

const KEY = Buffer.alloc(32, 7);
const alone: Team = { open: () => undefined, close: () => Promise.resolve() };
/** More than an object must have to be given to threads. */
const MANY = 1 << 30;

let team: Team;
beforeAll(() => {
  team = createTeam();
});
afterAll(() => team.close());

/** What is left of an object, but for nonces. `form`: the team that it is read with. */
async function build(object: Uint8Array, by: Team) {
  const dir = mkdtempSync(join(tmpdir(), 'remit-build-'));
  try {
    const path = join(dir, 'object');
    writeFileSync(path, object);
    const persons = new Map<string, string>();
    const subjects = {
      handle(kind: string, reference: string) {
        const name = `${kind} ${reference}`;
        if (!persons.has(name)) persons.set(name, `p_${String(persons.size).padStart(22, '0')}`);
        return persons.get(name) ?? '';
      },
    };
    const index = openEventIndex(dir);
    index.begin();
    const seen = { ...glanceAt(path), bytes: MANY };
    const deps = { subjects, index, by: { sources: allSources() }, team: by, newKey: () => KEY };
    const received = { name: 'object', path };
    const { key: _, ...built } = await buildBatch(
      deps,
      received,
      seen,
      dir,
      '2026-11-20T10:00:00.000Z',
      () => undefined,
    );
    index.rollback();
    index.close();
    const leaves = [...leafLines(join(dir, FILES.leaves))];
    expect(built.root).toBe(Buffer.from(rootOfEntries(leaves)).toString('base64url'));
    const files = [FILES.leaves, FILES.places, FILES.unparsed].map((name) => readFileSync(join(dir, name), 'latin1'));
    const raw = Buffer.concat([...sealedPieces(join(dir, FILES.raw), batchKeys(KEY).raw)]);
    expect(raw.equals(object)).toBe(true);
    return { ...built, source: built.source?.id, persons: [...persons], files };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

const withId = (record: object, id: number, more: object = {}) =>
  JSON.stringify({ ...record, eventID: `id-${id}`, ...more });
const id = fc.nat(400);
const gateway = { id: 'l', created_at: '2026-11-02T08:15:31Z', provider: 'p', model: 'm', cached: false };
const record = fc.oneof(
  { weight: 12, arbitrary: fc.tuple(fc.constantFrom(apiCall, mcpEvent, gatewayCall, modelCall, grant), id) },
  { weight: 1, arbitrary: fc.tuple(fc.constant({ ...apiCall, userAgent: 'ü'.repeat(40), eventTime: 'never' }), id) },
  { weight: 1, arbitrary: fc.tuple(fc.constant({ ...apiCall, requestParameters: { big: 0, x: '𝄞'.repeat(9) } }), id) },
  { weight: 1, arbitrary: fc.tuple(fc.constant(gateway), id) },
  { weight: 1, arbitrary: fc.tuple(fc.constant({ nobody: 'knows' }), id) },
);
const text = fc.oneof(
  { weight: 20, arbitrary: record.map(([of, n]) => withId(of, n)) },
  { weight: 2, arbitrary: id.map((n) => withId(apiCall, n).replace('"cv/1.pdf"', '12345678901234567890')) },
  { weight: 1, arbitrary: fc.constant(withId({ ...apiCall, requestID: 'x'.repeat(2000) }, 1)) },
);
const document = fc.oneof(
  fc.array(text, { maxLength: 3 }).map((records) => `{"Records": [ ${records.join(' ,')} ]}`),
  fc.array(text, { minLength: 1, maxLength: 3 }).map((records) => `{"items":[${records.join(',')}]}`),
  id.map((n) => JSON.stringify({ resourceSpans: [{ ...around, scopeSpans: [{ spans: [span(`s${n}`, {})] }] }] })),
);
const line = fc.oneof(
  { weight: 12, arbitrary: text },
  { weight: 2, arbitrary: document },
  { weight: 1, arbitrary: fc.constantFrom('', '  ', '{"cut', 'no json', '[1]', '<13>host app: {"x":1}') },
);
const enough = { minLength: 800, maxLength: 2_500, size: 'max' } as const;
const object = fc.oneof(
  fc.array(text, enough).map((records) => `{"Records":[${records.join(',\n')}]}`),
  fc.array(text, enough).map((records) => `[${records.join(',')}`),
  fc.array(line, enough).map((lines) => lines.join('\n')),
  fc.array(document, { minLength: 1, maxLength: 30 }).map((documents) => documents.join('\n\n')),
);

describe('an object read with the help of threads', () => {
  it('[ingest.threads] leaves the same bytes as one that is read alone: leaves, places, list and root', async () => {
    const spoil = fc.option(fc.nat(1 << 20), { nil: undefined });
    await fc.assert(
      fc.asyncProperty(object, fc.boolean(), spoil, async (content, packed, spoilt) => {
        const bytes = Buffer.from(content);
        // A byte that no UTF-8 holds.
        if (spoilt !== undefined && bytes.length > 0) bytes[spoilt % bytes.length] = 0xff;
        const received = packed ? gzipSync(bytes) : bytes;
        const [helped, single] = [await build(received, team), await build(received, alone)];
        expect(helped).toEqual(single);
      }),
      { numRuns: 12 },
    );
  }, 120_000);

  it('[ingest.threads] what a thread throws makes the object fail, and the next object is read as ever', async () => {
    const records = Array.from({ length: 3_000 }, (_, n) => withId(apiCall, n)).join(',');
    const content = Buffer.from(`{"Records":[${records}]}`);
    const breaking: Team = {
      open(by, context) {
        const job = team.open(by, context);
        if (job === undefined) throw new Error('there is no job');
        let sent = 0;
        return {
          ...job,
          get full() {
            return job.full;
          },
          submit(slot) {
            sent += 1;
            if (sent === 2) slot.pieces[PIECE.form] = 99;
            job.submit(slot);
          },
        };
      },
      close: () => team.close(),
    };
    await expect(build(content, breaking)).rejects.toThrow('a piece has no such form');
    expect((await build(content, team)).size).toBe(3_000);
  });
});
