/**
 * The event of one AWS record under construction. Built for a million records: fields are set straight into their
 * parts, with the path that each was read from; what could not be read gets its reason.
 */
import { rfc3339 } from '@remit/core';
import type { EventKind, MissingReason } from '@remit/record';
import type { ContentField, MappedEvent, RecordContext } from '../../source.ts';
import { rfc3339Ms } from '../mapping/times.ts';
import { countOf, isPlaceholder, plainText } from '../mapping/values.ts';
import type { AwsDataset } from './aws-dataset.ts';
import { createTrails, type Trail, type Trails } from './field-trail.ts';

const SLOTS = {
  'who.sub': ['who', 'person', 2048],
  'who.agent': ['who', 'agent', 2048],
  'who.client': ['who', 'client', 256],
  'who.acct': ['who', 'acct', 256],
  'act.srv': ['act', 'srv', 2048],
  'act.method': ['act', 'method', 256],
  'act.tool': ['act', 'tool', 256],
  'act.named': ['act', 'named', 256],
  'act.res': ['act', 'res', 2048],
  'model.prov': ['model', 'prov', 256],
  'model.req': ['model', 'req', 2048],
  'model.region': ['model', 'region', 256],
  'out.code': ['out', 'code', 256],
  'ids.request': ['ids', 'request', 2048],
  'ids.session': ['ids', 'session', 2048],
  'ids.shared': ['ids', 'shared', 2048],
  'ids.grant': ['ids', 'grant', 2048],
  'ids.oauthClient': ['ids', 'oauthClient', 2048],
  'ids.target': ['ids', 'target', 2048],
  'ids.downstream': ['ids', 'downstream', 2048],
  'ids.downstream2': ['ids', 'downstream2', 2048],
  'ids.downstream3': ['ids', 'downstream3', 2048],
  'ids.downstream4': ['ids', 'downstream4', 2048],
  'ids.toolUse': ['ids', 'toolUse', 2048],
  'ids.toolUse2': ['ids', 'toolUse2', 2048],
  'ids.toolUse3': ['ids', 'toolUse3', 2048],
  'ids.toolUse4': ['ids', 'toolUse4', 2048],
  'ids.accessKey': ['ids', 'accessKey', 2048],
  'ids.issuedKey': ['ids', 'issuedKey', 2048],
} as const;
/** Fields that hold text, by their path in an imported event. */
export type Slot = keyof typeof SLOTS;
type Part = (typeof SLOTS)[Slot][0];

/** See the module header. */
export interface EventFields {
  readonly dataset: AwsDataset;
  /** Of {@link EventFields.trail}. */
  from: Readonly<Record<string, string>>;
  trail: Trail;
  readonly trails: Trails;
  readonly missing: Record<string, MissingReason>;
  readonly parts: Record<Part | 'dec' | 'use', Record<string, string | number> | undefined>;
  readonly flags: string[];
  content: Partial<Record<ContentField, unknown>> | undefined;
  id: string | undefined;
  ts: string | undefined;
}

// A memory of what was made, not a state: it changes no result.
const TRAILS = new WeakMap<AwsDataset, Trails>();

function trailsOf(dataset: AwsDataset): Trails {
  const known = TRAILS.get(dataset);
  if (known !== undefined) return known;
  const made = createTrails();
  TRAILS.set(dataset, made);
  return made;
}

/** An event without fields. */
export function emptyFields(dataset: AwsDataset): EventFields {
  const trails = trailsOf(dataset);
  const trail = trails.start;
  return {
    dataset,
    trails,
    from: trail.from,
    trail,
    missing: {},
    parts: {
      who: undefined,
      act: undefined,
      model: undefined,
      dec: undefined,
      out: undefined,
      use: undefined,
      ids: undefined,
    },
    flags: [],
    content: undefined,
    id: undefined,
    ts: undefined,
  };
}

const PLAIN_ASCII = /^[ -~]+$/;
const SECONDS = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$/;

/** Text as an event may hold it. Almost all of it is printable ASCII, which is checked first. */
export function clean(value: unknown, max: number): string | undefined {
  if (typeof value === 'string' && value.length <= max && PLAIN_ASCII.test(value)) return value;
  return plainText(value, max);
}

/** True for what AWS writes in place of a value that it leaves out. */
export function isLeftOut(value: unknown): boolean {
  return value === 'HIDDEN_DUE_TO_SECURITY_REASONS' || isPlaceholder(value);
}

/** Fills a field, or notes why it could not be read. Nothing and null leave it open. False when it is still open. */
export function put(fields: EventFields, slot: Slot, value: unknown, path: string): boolean {
  if (value === undefined || value === null || value === '') return false;
  const [part, name, max] = SLOTS[slot];
  const text = isLeftOut(value) ? undefined : clean(value, max);
  if (text === undefined) {
    fields.missing[slot] ??= isLeftOut(value) ? 'redacted' : 'unreadable';
    return false;
  }
  setField(fields, part, name, text);
  note(fields, slot, path);
  return true;
}

/** Notes where a field was read from. */
export function note(fields: EventFields, field: string, path: string): void {
  fields.trail = fields.trails.follow(fields.trail, field, path);
  fields.from = fields.trail.from;
}

/** Sets one member of a part. The caller notes the path. */
export function setField(fields: EventFields, part: Part | 'dec' | 'use', name: string, value: string | number): void {
  const members = (fields.parts[part] ??= {});
  members[name] = value;
}

/** Fills a count: a number or its digits. */
export function putCount(
  fields: EventFields,
  part: 'out' | 'use',
  name: 'ms' | 'in' | 'out',
  value: unknown,
  path: string,
): void {
  const count = countOf(value);
  if (count === undefined) return;
  setField(fields, part, name, count);
  note(fields, `${part}.${name}`, path);
}

/** The event's time. Almost every record writes whole seconds in UTC, which need no arithmetic before the 29th. */
export function putTime(fields: EventFields, value: unknown, path: string): void {
  const plain = typeof value === 'string' && SECONDS.test(value);
  const ms = plain ? undefined : rfc3339Ms(value);
  if (!plain && ms === undefined) {
    if (value !== undefined && value !== null) fields.missing['ts'] = 'unreadable';
    return;
  }
  fields.ts = plain ? `${value.slice(0, 19)}.000Z` : rfc3339(ms ?? 0);
  note(fields, 'ts', path);
}

/** Takes content from the record; a placeholder in place of it is missing as redacted. */
export function putContent(fields: EventFields, field: ContentField, value: unknown, path: string): boolean {
  if (value === undefined || value === null) return false;
  if (isLeftOut(value)) {
    fields.missing[`c.${field}`] = 'redacted';
    return false;
  }
  const content = (fields.content ??= {});
  content[field] = value;
  note(fields, `c.${field}`, path);
  return true;
}

/** What became of the call, and which member says so. */
export function putOutcome(fields: EventFields, status: 'executed' | 'errored' | 'refused', path: string): void {
  setField(fields, 'out', 'status', status);
  note(fields, 'out.status', path);
}

/** What was decided about the call. `basis` is the member that shows it. */
export function putDecision(fields: EventFields, result: 'permit' | 'deny', basis: string): void {
  setField(fields, 'dec', 'result', result);
  setField(fields, 'dec', 'basis', basis);
  note(fields, 'dec.result', basis);
}

/** The finished event: open fields get their reasons, and an outcome without a status is unknown. */
export function finishEvent(fields: EventFields, kind: EventKind, context: RecordContext): MappedEvent {
  const { dataset, from, parts, flags } = fields;
  const missing = missingOf(fields);
  if (parts.out !== undefined) parts.out['status'] ??= 'unknown';
  const timed = fields.ts !== undefined;
  const event: Record<string, unknown> = {
    dataset: dataset.id,
    kind,
    from,
    missing,
    ts: timed ? fields.ts : context.receivedAt,
    tk: timed ? 'event' : 'ingest',
  };
  if (fields.id !== undefined) event['id'] = fields.id;
  const { act, dec, ids, model, out, use, who } = parts;
  if (who !== undefined) {
    if (who['person'] !== undefined) event['person'] = who['person'];
    if (who['agent'] !== undefined) event['agent'] = who['agent'];
    if (who['client'] !== undefined) event['client'] = who['client'];
    if (who['acct'] !== undefined) event['acct'] = who['acct'];
  }
  if (act !== undefined) event['act'] = act;
  if (model !== undefined) event['model'] = model;
  if (dec !== undefined) event['dec'] = dec;
  if (out !== undefined) event['out'] = out;
  if (use !== undefined) event['use'] = use;
  if (ids !== undefined) event['ids'] = ids;
  if (fields.content !== undefined) event['content'] = fields.content;
  if (flags.length > 0) event['flags'] = flags.length === 1 ? flags : [...new Set(flags)].sort().slice(0, 16);
  // Members of the parts are those of SLOTS and of the setters above, which are those of MappedEvent.
  return event as unknown as MappedEvent;
}

function missingOf(fields: EventFields): Readonly<Record<string, MissingReason>> {
  const { dataset, from, missing, trail, ts } = fields;
  if (ts === undefined || Object.keys(missing).length > 0) {
    for (const field in missing) if (from[field] !== undefined) delete missing[field];
    return withReasons(dataset, from, missing, ts !== undefined);
  }
  return (trail.missing ??= Object.freeze(withReasons(dataset, from, {}, true)));
}

function withReasons(
  dataset: AwsDataset,
  from: Readonly<Record<string, string>>,
  missing: Record<string, MissingReason>,
  timed: boolean,
): Record<string, MissingReason> {
  for (const field of dataset.usual) if (from[field] === undefined) missing[field] ??= 'not_in_record';
  for (const field of dataset.missed) if (from[field] === undefined) missing[field] ??= 'not_in_source';
  if (!timed) missing['ts'] ??= 'not_in_record';
  return missing;
}
