/** Ten events drawn by a seed out of real and made logs: every field is found in the raw record that its digest names. */
import { hash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ImportedEvent } from '@remit/record';
import { ImportedEventSchema } from '@remit/record';
import { sharedFolder } from '@remit/testing/shared-data';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseRecord } from '../read/parse-record.ts';
import type { TestHouse } from '../testing/house.fixture.ts';
import { openTestHouse } from '../testing/house.fixture.ts';
import { allSources } from './all.ts';
import { readMember } from './mapping/member-path.ts';
import { span } from './otlp/records.fixture.ts';

const real = sharedFolder('data', 'cloudtrail-stratus');

/** The files of the folder that hold JSON, in order. */
function filesOf(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => join(folder, name));
}

/** `count` of `n` numbers, the same for the same seed: those with the smallest digest of seed and number. */
function draw(seed: string, n: number, count: number): number[] {
  const keys = Array.from({ length: n }, (_, i) => ({ i, key: hash('sha256', `${seed}\n${i}`) }));
  return keys
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .slice(0, count)
    .map(({ i }) => i);
}

describe('drawn events', () => {
  let house: TestHouse;
  const places: { batch: string; n: number }[] = [];

  beforeAll(async () => {
    house = await openTestHouse(allSources());
    const made = [
      {
        Datetime: 1793607332,
        PortalID: 'p',
        Method: 'tools/call',
        ServerID: 's',
        ToolCallName: 's_tool',
        Success: true,
      },
      { Datetime: '2026-11-02T08:15:31Z', HTTPHost: 'h.example', PolicyID: 'p', Action: 'block', RequestID: 'r' },
      {
        id: 'l',
        created_at: '2026-11-02T08:15:31Z',
        provider: 'p',
        model: 'm',
        cached: false,
        metadata: '{"cf.user_id":"u"}',
      },
      span('t', { 'mcp.method.name': 'tools/call', 'gen_ai.tool.name': 't', 'gen_ai.tool.call.arguments': '{"a":1}' }),
    ];
    await house.put('made.log', made.map((record) => `${JSON.stringify(record)}\n`).join(''));
    for (const [i, file] of (real === undefined ? [] : filesOf(real)).entries())
      await house.put(`real-${i}.json`, readFileSync(file));
    const archive = house.archive();
    for (const { id, size } of archive.batches()) for (let n = 0; n < size; n++) places.push({ batch: id, n });
    archive.close();
    console.log(`events to draw from: ${places.length}`);
  }, 60_000);
  afterAll(() => house.close());

  it.each(['an auditor chose this', '2026-11-25'])('[ingest-others.drawn-events] seed "%s"', (seed) => {
    const archive = house.archive();
    let fields = 0;
    // The made ones are few: they are looked at whatever the seed is.
    for (const at of new Set([0, 1, 2, 3, ...draw(seed, places.length, 10)])) {
      const place = places[at];
      if (place === undefined) continue;
      const leaf = leafOf([...archive.leaves(place.batch)][place.n]);
      const raw = archive.raw(place.batch, place.n) ?? new Uint8Array();
      expect(hash('sha256', raw)).toBe(leaf.raw);
      const record = parseRecord(raw);
      for (const [field, path] of Object.entries(leaf.from)) {
        expect(
          readMember(record.ok ? record.value : {}, path),
          `${leaf.src.dataset} ${field} <- ${path}`,
        ).toBeDefined();
        fields += 1;
      }
    }
    archive.close();
    expect(fields).toBeGreaterThan(30);
  });
});

function leafOf(bytes: Uint8Array | undefined): ImportedEvent {
  return ImportedEventSchema.parse(JSON.parse(Buffer.from(bytes ?? []).toString()));
}
