/** What an erasure would take away: sealed records with the fields they commit to, and how the log will name them. Pure but for reading. */
import { fromUtf8, isRefusal, parseStrictJson } from '@remit/core';
import type { RecordOf } from '@remit/record';
import { AnyRecordSchema } from '@remit/record';
import type { SealedItem } from '../vault/sealed-rows.ts';

/** A record whose sealed content is to go. */
export interface PlannedItem {
  readonly index: number;
  readonly id: string;
  readonly t: string;
  /** Time of the record, RFC 3339. */
  readonly ts: string;
  /** Names of its commitments, sorted. */
  readonly fields: readonly string[];
  /** Every handle that the record or its sealed content names. */
  readonly persons: readonly string[];
  /** Handles whose keys its content needs. */
  readonly subjects: readonly string[];
  /** See {@link SealedItem}. */
  readonly sha: string;
}

/** Reads the record of a sealed row. @throws Error for a row that is no record of this version: nothing is erased half. */
export function plannedItem(item: SealedItem): PlannedItem {
  const json = parseStrictJson(fromUtf8(item.entry) ?? '');
  const record = isRefusal(json) ? undefined : AnyRecordSchema.safeParse(json.value).data;
  if (record === undefined) throw new Error(`record ${item.index} is not one that this version can read`);
  const named = [
    ...('who' in record && record.who !== undefined ? [record.who.sub] : []),
    ...('about' in record ? (record.about ?? []) : []),
  ];
  return {
    index: item.index,
    id: item.id,
    t: item.t,
    ts: record.ts,
    fields: Object.keys(record.c ?? {}).sort(),
    persons: [...new Set([...named, ...item.subjects])],
    subjects: item.subjects,
    sha: item.sha,
  };
}

type Targets = RecordOf<'erasure'>['ers']['at'][number];

/** Events of one ingested batch whose content is to go, while the rest of it is sealed again. */
export interface PlannedEvents {
  /** Index and id of the batch's record. */
  readonly index: number;
  readonly id: string;
  readonly ts: string;
  /** Numbers of the events, rising. */
  readonly events: readonly number[];
  /** Names of their commitments, and `raw`. */
  readonly fields: readonly string[];
}

/** Indexes in one record: about half of what fits into an entry. */
const MOST_INDEXES = 3_000;
const MOST_GROUPS = 48;

/** The targets of one request, cut so that each list fits into one record. At least one list, which may be empty. */
export function targetLists(items: readonly PlannedItem[], batches: readonly PlannedEvents[]): Targets[][] {
  const lists: Targets[][] = [[]];
  let indexes = 0;
  const add = (targets: Targets, weight: number) => {
    const last = lists.at(-1) ?? [];
    if (last.length > 0 && (indexes + weight > MOST_INDEXES || last.length >= MOST_GROUPS)) {
      lists.push([targets]);
      indexes = weight;
    } else {
      last.push(targets);
      indexes += weight;
    }
  };
  for (const [key, members] of byFields(items)) {
    const sorted = members.map(({ index }) => index).sort((a, b) => a - b);
    for (let at = 0; at < sorted.length; at += MOST_INDEXES) {
      const i = sorted.slice(at, at + MOST_INDEXES);
      add({ f: key.split('\n'), i }, i.length);
    }
  }
  for (const { index, events, fields } of batches)
    for (let at = 0; at < events.length; at += MOST_INDEXES) {
      const ev = events.slice(at, at + MOST_INDEXES);
      add({ f: [...fields], i: [index], ev }, ev.length);
    }
  return lists;
}

function byFields(items: readonly PlannedItem[]): Map<string, PlannedItem[]> {
  const groups = new Map<string, PlannedItem[]>();
  for (const item of items) {
    // A sealed record without a commitment cannot be: its fields are those that were sealed.
    const key = item.fields.join('\n');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
