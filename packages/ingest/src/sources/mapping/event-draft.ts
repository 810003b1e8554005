/**
 * A mapped event under construction. Keeps the rules that hold for every source (log schemas reference §1): each field has
 * the path that it was read from, a field that could not be filled has a reason, and only plain text within the limits of
 * an imported event gets in.
 */
import { rfc3339 } from '@remit/core';
import type { EventKind, MissingReason } from '@remit/record';
import type { ContentField, DatasetInfo, MappedEvent, RawRecord, RecordContext } from '../../source.ts';
import { readMember } from './member-path.ts';
import { countOf, isPlaceholder, plainText } from './values.ts';

/** Fields that hold text, by their path in an imported event. `who.sub` is the person, still in clear. */
export type TextField =
  | `who.${'sub' | 'agent' | 'client' | 'acct'}`
  | `act.${'srv' | 'method' | 'tool' | 'named' | 'res'}`
  | `model.${'prov' | 'req' | 'resp' | 'region'}`
  | 'dec.by'
  | 'out.code'
  | `ids.${string}`;
/** Fields that hold a count. */
export type CountField = 'out.ms' | 'use.in' | 'use.out';
type OutStatus = NonNullable<MappedEvent['out']>['status'];
type Decision = NonNullable<MappedEvent['dec']>['result'];

/** See the module header. Paths are those of member-path.ts. */
export interface EventDraft {
  /** Fills a field from the first path that holds usable text. Otherwise it is missing, with the reason. */
  text(field: TextField, ...paths: readonly string[]): string | undefined;
  /** Fills a field with text that was derived from what stands at `path`. Unusable text counts as unreadable. */
  put(field: TextField, value: unknown, path: string): string | undefined;
  count(field: CountField, ...paths: readonly string[]): number | undefined;
  putCount(field: CountField, value: unknown, path: string): number | undefined;
  /** Fills content from the first path that holds anything. A placeholder (`REDACTED`, `***`) counts as redacted. */
  content(field: ContentField, ...paths: readonly string[]): void;
  putContent(field: ContentField, value: unknown, path: string): void;
  /** The event's time by the first path that holds one; the time of receipt where none does. */
  time(parse: (value: unknown) => number | undefined, ...paths: readonly string[]): void;
  /** The source's own id of the event. */
  id(...paths: readonly string[]): void;
  decided(result: Decision, basis: string, path: string): void;
  rules(ids: readonly unknown[], path: string): void;
  /** The decision was logged and not enforced. */
  observedOnly(path: string): void;
  outcome(status: OutStatus, path: string): void;
  effect(effect: 'read' | 'write', path: string): void;
  miss(field: string, reason: MissingReason): void;
  flag(name: string): void;
  /** What stands at a path. */
  at(path: string): unknown;
  finish(kind: EventKind): MappedEvent;
}

const LONG = /^(?:who\.agent|act\.srv|act\.res|model\.req|model\.resp|ids\.)/;
const MAX_FLAGS = 16;

const isEmpty = (value: unknown) => value === undefined || value === null || value === '';

/** Starts the event of one record. What the dataset never holds is missing as `not_in_source` unless it is filled. */
export function createEventDraft(record: RawRecord, dataset: DatasetInfo, context: RecordContext): EventDraft {
  const groups: Record<string, Record<string, unknown>> = {};
  const content: Partial<Record<ContentField, unknown>> = {};
  const from: Record<string, string> = {};
  const missing: Record<string, MissingReason> = {};
  const flags = new Set<string>();
  let ownId: string | undefined;
  let ts: string | undefined;

  const at = (path: string) => readMember(record.value, path, context.around);
  const miss = (field: string, reason: MissingReason) => {
    missing[field] ??= reason;
  };
  const set = (field: string, value: unknown, path: string) => {
    const dot = field.indexOf('.');
    const group = (groups[field.slice(0, dot)] ??= {});
    group[field.slice(dot + 1)] = value;
    from[field] = path;
  };
  const first = <T>(field: string, paths: readonly string[], use: (value: unknown, path: string) => T | undefined) => {
    for (const path of paths) {
      const value = at(path);
      if (isEmpty(value)) continue;
      const used = use(value, path);
      if (used !== undefined) return used;
    }
    miss(field, 'not_in_record');
    return undefined;
  };
  const put: EventDraft['put'] = (field, value, path) => {
    if (isEmpty(value)) {
      miss(field, 'not_in_record');
      return undefined;
    }
    const text = isPlaceholder(value) ? undefined : plainText(value, LONG.test(field) ? 2048 : 256);
    if (text === undefined) miss(field, isPlaceholder(value) ? 'redacted' : 'unreadable');
    else set(field, text, path);
    return text;
  };
  const putCount: EventDraft['putCount'] = (field, value, path) => {
    const count = countOf(value);
    if (count === undefined) miss(field, isEmpty(value) ? 'not_in_record' : 'unreadable');
    else set(field, count, path);
    return count;
  };
  const putContent: EventDraft['putContent'] = (field, value, path) => {
    if (isPlaceholder(value)) return miss(`c.${field}`, 'redacted');
    content[field] = value;
    from[`c.${field}`] = path;
  };
  return {
    text: (field, ...paths) => first(field, paths, (value, path) => put(field, value, path)),
    put,
    count: (field, ...paths) => first(field, paths, (value, path) => putCount(field, value, path)),
    putCount,
    content(field, ...paths) {
      first(`c.${field}`, paths, (value, path) => {
        putContent(field, value, path);
        return true;
      });
    },
    putContent,
    time(parse, ...paths) {
      ts = first('ts', paths, (value, path) => {
        const ms = parse(value);
        if (ms === undefined) miss('ts', 'unreadable');
        else from['ts'] = path;
        return ms === undefined ? undefined : rfc3339(ms);
      });
    },
    id(...paths) {
      ownId = first('src.id', paths, (value, path) => {
        const text = plainText(value, 256);
        if (text !== undefined) from['src.id'] = path;
        return text;
      });
    },
    decided(result, basis, path) {
      set('dec.result', result, path);
      Object.assign(groups['dec'] ?? {}, { basis });
    },
    rules(ids, path) {
      const rules = ids.map((id) => plainText(id, 256)).filter((id) => id !== undefined);
      if (rules.length > 0) set('dec.rules', rules.slice(0, 32), path);
      if (rules.length > 32) flags.add('rules-cut');
    },
    observedOnly: (path) => set('dec.enforced', false, path),
    outcome: (status, path) => set('out.status', status, path),
    effect: (effect, path) => set('act.effect', effect, path),
    miss,
    flag: (name) => void flags.add(name),
    at,
    finish(kind) {
      for (const field of dataset.absent) missing[field] = 'not_in_source';
      // Invariant: a decision has its result and an outcome its status, or the whole part is left out.
      if (groups['dec']?.['result'] === undefined) dropDecision();
      if (groups['out']?.['status'] === undefined) {
        // `unknown` is no reading: the field is missing as well.
        miss('out.status', 'not_in_record');
        if (groups['out'] !== undefined) groups['out']['status'] = 'unknown';
      }
      for (const field in from) delete missing[field];
      const { who, ...parts } = groups;
      const event: Record<string, unknown> = { dataset: dataset.id, tk: ts === undefined ? 'ingest' : 'event', kind };
      event['ts'] = ts ?? context.receivedAt;
      if (ownId !== undefined) event['id'] = ownId;
      for (const name in who) event[name === 'sub' ? 'person' : name] = who[name];
      Object.assign(event, parts, { from, missing });
      if (Object.keys(content).length > 0) event['content'] = content;
      if (flags.size > 0) event['flags'] = [...flags].sort().slice(0, MAX_FLAGS);
      // Every member was set under a TextField, CountField or one of the setters above, which are those of MappedEvent.
      return event as unknown as MappedEvent;
    },
  };

  function dropDecision(): void {
    for (const name in groups['dec']) delete from[`dec.${name}`];
    delete groups['dec'];
    miss('dec.result', 'not_in_record');
  }
}
