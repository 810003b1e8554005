/** Which system card was in force: replayed from the log, never from a setting of today. */
import { fromUtf8, sha256, toHex } from '@remit/core';
import type { AnyRecord, RecordOf } from '@remit/record';
import type { CardProblem, SystemCard } from './parse-card.ts';
import { parseSystemCard } from './parse-card.ts';

/** A record with its index in the log. */
export interface PlacedRecord<R extends AnyRecord = AnyRecord> {
  readonly index: number;
  readonly record: R;
}

/** One declaration of a card. */
export interface CardVersion {
  readonly sha: string;
  /** Id of the `registry.change` record. */
  readonly record: string;
  readonly index: number;
  /** RFC 3339, by the clock of the writer. */
  readonly at: string;
}

/** The card in force, or why it cannot be read. `earlier`: its declarations before, oldest first. */
export type CardInForce = CardVersion & {
  readonly system: string;
  readonly earlier: readonly CardVersion[];
  /** True: none was declared before the time asked for, and this is the first one after it. */
  readonly later?: true;
} & (
    | { readonly kind: 'ready'; readonly card: SystemCard }
    | { readonly kind: 'missing' }
    | { readonly kind: 'unreadable'; readonly problems: readonly CardProblem[] }
  );

/** What names a card in the log. */
export interface CardQuery {
  readonly system: string;
  /** RFC 3339: declarations at or after this time do not count. Absent: the whole log. */
  readonly before?: string;
  /** True: where none was declared before that time, the first one after it, marked as such. */
  readonly orFirstLater?: true;
}

/**
 * The card of a system that was in force at a time; undefined when none was declared. `blob` gives public content by its
 * digest; bytes with another digest count as missing.
 */
export function cardInForce(
  records: Iterable<PlacedRecord>,
  blob: (sha: string) => Uint8Array | undefined,
  query: CardQuery,
): CardInForce | undefined {
  const { system, before, orFirstLater } = query;
  const all = declarations(records)
    .filter(({ record }) => record.chg.ref === system)
    .map(({ index, record }) => ({ sha: record.chg.sha ?? '', record: record.id, index, at: record.ts }));
  const versions = before === undefined ? all : all.filter(({ at }) => at < before);
  const last = versions.at(-1);
  const first = last === undefined && orFirstLater === true ? all[0] : undefined;
  const chosen = last ?? first;
  if (chosen === undefined) return undefined;
  const later = first === undefined ? {} : { later: true as const };
  const place = { ...chosen, system, earlier: versions.slice(0, -1), ...later };
  const bytes = blob(chosen.sha);
  if (bytes === undefined || toHex(sha256(bytes)) !== chosen.sha) return { ...place, kind: 'missing' };
  const parsed = readCard(bytes);
  return Array.isArray(parsed)
    ? { ...place, kind: 'unreadable', problems: parsed }
    : { ...place, kind: 'ready', card: parsed };
}

/** Ids of the systems that have a card, sorted. */
export function declaredSystems(records: Iterable<PlacedRecord>): string[] {
  return [...new Set(declarations(records).map(({ record }) => record.chg.ref))].sort();
}

function declarations(records: Iterable<PlacedRecord>): PlacedRecord<RecordOf<'registry.change'>>[] {
  const found: PlacedRecord<RecordOf<'registry.change'>>[] = [];
  for (const { index, record } of records)
    if (record.t === 'registry.change' && record.chg.what === 'system.declare') found.push({ index, record });
  return found;
}

function readCard(bytes: Uint8Array): SystemCard | CardProblem[] {
  const text = fromUtf8(bytes);
  if (text === undefined)
    return [{ line: 1, column: 1, path: '', message: 'The file is not UTF-8.', expected: 'a text file in UTF-8' }];
  const parsed = parseSystemCard(text);
  return parsed.ok ? parsed.value : parsed.error;
}
