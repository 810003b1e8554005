import { hash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EventIndex, LOOK_EVENTS, openEventIndex } from './event-index.ts';
import { IDENTITY_BYTES, putIdentity } from './identity.ts';
import { createKeyTable, TABLE_EVENTS } from './key-table.ts';

let dir: string;
let index: EventIndex;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'remit-index-'));
  index = openEventIndex(dir);
});
afterEach(() => {
  index.close();
  rmSync(dir, { recursive: true, force: true });
});

interface Seen {
  readonly id: string;
  readonly raw: string;
}
const identitiesOf = (events: readonly Seen[]): Buffer => {
  const bytes = Buffer.alloc(events.length * IDENTITY_BYTES);
  for (const [i, { id, raw }] of events.entries())
    putIdentity(bytes, i * IDENTITY_BYTES, 'made', id, hash('sha256', raw, 'hex'));
  return bytes;
};
const addAll = (events: readonly Seen[]) => {
  index.look(identitiesOf(events), events.length);
  return events.map((_, i) => index.add(i));
};

describe('the index of events', () => {
  it('[ingest.idempotent-event] tells new events from those seen, in one object and over objects, as a map does', () => {
    const seen = fc.record({ id: fc.nat(60).map(String), raw: fc.constantFrom('a', 'b') });
    const groups = fc.array(fc.array(seen, { maxLength: 20 }), { maxLength: 6 });
    fc.assert(
      fc.property(fc.array(groups, { maxLength: 4 }), fc.infiniteStream(fc.boolean()), (objects, keep) => {
        const known = new Map<string, string>();
        const salt = `${Math.floor(known.size)}-${JSON.stringify(objects)}`;
        for (const object of objects) {
          const added = new Map<string, string>();
          index.begin();
          for (const group of object) {
            const events = group.map(({ id, raw }) => ({ id: `${salt} ${id}`, raw }));
            const expected = events.map(({ id, raw }) => {
              const there = known.get(id) ?? added.get(id);
              if (there === undefined) added.set(id, raw);
              return there === undefined ? 'added' : there === raw ? 'again' : 'other';
            });
            expect(addAll(events)).toEqual(expected);
          }
          if (keep.next().value === false) index.rollback();
          else {
            index.commit();
            for (const [id, raw] of added) known.set(id, raw);
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  it('[ingest.idempotent-event] knows the events of an object that has more than the memory holds', () => {
    index.begin();
    const group = (from: number) => Array.from({ length: LOOK_EVENTS }, (_, i) => ({ id: String(from + i), raw: 'a' }));
    for (let from = 0; from < TABLE_EVENTS + 3 * LOOK_EVENTS; from += LOOK_EVENTS)
      expect(new Set(addAll(group(from)))).toEqual(new Set(['added']));
    expect(new Set(addAll(group(0)))).toEqual(new Set(['again']));
    expect(new Set(addAll(group(TABLE_EVENTS)))).toEqual(new Set(['again']));
    index.commit();
    index.begin();
    expect(new Set(addAll(group(TABLE_EVENTS + LOOK_EVENTS)))).toEqual(new Set(['again']));
    index.rollback();
  });

  it('[ingest.idempotent-event] an event that is taken back is new again, and one that was not looked for is refused', () => {
    index.begin();
    const [event] = [{ id: 'x', raw: 'a' }];
    expect(addAll([event])).toEqual(['added']);
    index.undo();
    expect(addAll([event, event])).toEqual(['added', 'again']);
    expect(() => index.add(2)).toThrow(RangeError);
    index.rollback();
    expect(() => index.add(0)).toThrow(RangeError);
  });

  it('[ingest.idempotent-event] a table finds each key among neighbours with the same start', () => {
    const table = createKeyTable();
    const bytes = Buffer.alloc(50 * IDENTITY_BYTES);
    for (let i = 0; i < 50; i++) bytes.writeUInt32BE(i, i * IDENTITY_BYTES + 8);
    for (let i = 0; i < 50; i++) expect(table.add(bytes, i * IDENTITY_BYTES)).toBeUndefined();
    for (let i = 0; i < 50; i++) expect(table.add(bytes, i * IDENTITY_BYTES)).toBe(i * IDENTITY_BYTES);
    expect(table.sorted()).toEqual(bytes);
  });
});
