/** Maps made records in tests, and holds every mapped event to the rules that all sources share. */
import { sha256, toHex, utf8 } from '@remit/core';
import type { ImportedEvent } from '@remit/record';
import { ImportedEventSchema } from '@remit/record';
import { expect } from 'vitest';
import type { MappedEvent, RawRecord, RecordContext, Source } from '../../source.ts';
import { readMember } from './member-path.ts';

/** When the made objects were received. */
export const RECEIVED = '2026-11-20T10:00:00.000Z';

/** A record as the reader gives it: the bytes are its JSON text unless other text is given. */
export function rawRecord(value: object, text = JSON.stringify(value)): RawRecord {
  // A JSON object: its own members are what the type says.
  return { bytes: utf8(text), line: 1, value: value as Record<string, unknown> };
}

/** Detects and maps one made record; the event has passed {@link expectHonest}. */
export function mapRecord(
  source: Source,
  value: object,
  options: {
    around?: Record<string, unknown>;
    dataset?: string;
    decrypt?: (value: unknown) => string | undefined;
  } = {},
): MappedEvent {
  const record = rawRecord(value);
  const dataset = options.dataset ?? source.detect(record);
  if (dataset === undefined) throw new Error(`${source.id} does not know ${JSON.stringify(value)}`);
  const context: RecordContext = {
    object: 'made/records.log',
    receivedAt: RECEIVED,
    ...(options.around === undefined ? {} : { around: options.around }),
  };
  const mapped = source.map(record, dataset, context);
  if (!mapped.ok) throw new Error(mapped.error);
  expectHonest(mapped.value, value, options);
  return mapped.value;
}

/**
 * Every field has a path that leads to something in the raw record, none is both there and missing, and what becomes of the
 * event is a valid leaf.
 */
export function expectHonest(
  event: MappedEvent,
  record: unknown,
  options: { around?: unknown; decrypt?: (value: unknown) => string | undefined } = {},
): void {
  for (const [field, path] of Object.entries(event.from)) {
    expect(readMember(record, path, options.around, options.decrypt), `${field} from ${path}`).toBeDefined();
    expect(event.missing[field], field).toBeUndefined();
  }
  const withoutPath = event.out?.status === 'unknown' ? ['dec.basis', 'out.status'] : ['dec.basis'];
  const set = fieldsOf(event).filter((field) => !withoutPath.includes(field) && !(field in event.from));
  expect(set, 'fields without a path').toEqual([]);
  expect(ImportedEventSchema.safeParse(leafOf(event)).error?.issues ?? []).toEqual([]);
}

function fieldsOf(event: MappedEvent): string[] {
  const groups = ['act', 'model', 'dec', 'out', 'use', 'ids'] as const;
  const fields = groups.flatMap((group) => Object.keys(event[group] ?? {}).map((name) => `${group}.${name}`));
  const who = { person: 'who.sub', agent: 'who.agent', client: 'who.client', acct: 'who.acct' } as const;
  for (const [name, field] of Object.entries(who)) if (Object.hasOwn(event, name)) fields.push(field);
  return [...fields, ...Object.keys(event.content ?? {}).map((name) => `c.${name}`)];
}

/** The leaf as ingestion would write it, with a handle for the person and a commitment for each content. */
function leafOf(event: MappedEvent): ImportedEvent {
  const { act, model, dec, out, use, ids, person, agent, client, acct } = event;
  const who = { sub: person === undefined ? undefined : `p_${'a'.repeat(22)}`, agent, client, acct };
  return JSON.parse(
    JSON.stringify({
      v: 1,
      n: 0,
      raw: toHex(sha256(utf8('raw'))),
      src: { dataset: event.dataset, id: event.id, line: 1, map: 'made/1' },
      ts: event.ts,
      tk: event.tk,
      kind: event.kind,
      who,
      act: act ?? {},
      model,
      dec,
      out,
      use,
      ids: ids ?? {},
      c: event.content && Object.fromEntries(Object.keys(event.content).map((name) => [name, 'A'.repeat(43)])),
      from: event.from,
      missing: event.missing,
      flags: event.flags,
    }),
  ) as ImportedEvent;
}
