/**
 * Documents that hold records: exports of OTLP with what stands around each span, and pages of a list as REST interfaces
 * give them. Bytes and values go side by side, so that each record keeps its exact bytes.
 */
import type { Located } from './json-cursor.ts';
import { elementsOf, membersOf } from './json-cursor.ts';

type Members = Readonly<Record<string, unknown>>;

/** A record inside a document. `start` and `end` are positions in the document's bytes. */
export interface InnerRecord extends Located {
  readonly value: unknown;
  /** What stands around it: resource and scope of OTLP. */
  readonly around?: Members;
}

/** Lists of other systems' pages, looked at only when no source knows the document itself. */
const PAGES = ['result', 'data', 'logs', 'records', 'items', 'events', 'value'] as const;
const OTLP = {
  resourceSpans: { scopes: 'scopeSpans', records: 'spans' },
  resourceLogs: { scopes: 'scopeLogs', records: 'logRecords' },
} as const;

/** True for a document that {@link unwrapDocument} takes apart. */
export function holdsRecords(value: Members): boolean {
  return ['Records', 'resourceSpans', 'resourceLogs'].some((name) => Array.isArray(value[name]));
}

/** Records of a document that is known to hold some; undefined for any other. */
export function unwrapDocument(bytes: Uint8Array, value: Members): readonly InnerRecord[] | undefined {
  if (Array.isArray(value['Records'])) return listed(bytes, value, 'Records');
  if (Array.isArray(value['resourceSpans']) || Array.isArray(value['resourceLogs'])) return otlpRecords(bytes, value);
  return undefined;
}

/**
 * Records of a page: the only member that is a list of objects under one of the usual names, or the one object in the
 * answer of a REST interface that says whether it succeeded.
 */
export function unwrapPage(bytes: Uint8Array, value: Members): readonly InnerRecord[] | undefined {
  const { result: alone, success } = value;
  if (typeof success === 'boolean' && typeof alone === 'object' && alone !== null && !Array.isArray(alone)) {
    const place = membersOf(bytes, { start: 0, end: bytes.length }).get('result');
    return place === undefined ? undefined : withValues([place], [alone]);
  }
  const lists = PAGES.filter((name) => {
    const list = value[name];
    return Array.isArray(list) && list.every((item) => typeof item === 'object' && item !== null);
  });
  const [only] = lists;
  return only === undefined || lists.length > 1 ? undefined : listed(bytes, value, only);
}

function listed(bytes: Uint8Array, value: Members, name: string): InnerRecord[] {
  const list = membersOf(bytes, { start: 0, end: bytes.length }).get(name);
  return list === undefined ? [] : withValues(elementsOf(bytes, list), value[name]);
}

function otlpRecords(bytes: Uint8Array, value: Members): InnerRecord[] {
  const found: InnerRecord[] = [];
  const top = membersOf(bytes, { start: 0, end: bytes.length });
  for (const [name, inner] of Object.entries(OTLP)) {
    const resources = top.get(name);
    if (resources === undefined || !Array.isArray(value[name])) continue;
    for (const resource of withValues(elementsOf(bytes, resources), value[name]))
      for (const scope of children(bytes, resource, inner.scopes))
        for (const record of children(bytes, scope, inner.records))
          found.push({
            ...record,
            around: { resource: memberOf(resource.value, 'resource'), scope: memberOf(scope.value, 'scope') },
          });
  }
  return found;
}

function children(bytes: Uint8Array, parent: InnerRecord, name: string): InnerRecord[] {
  const value = memberOf(parent.value, name);
  if (!Array.isArray(value)) return [];
  const list = membersOf(bytes, parent).get(name);
  return list === undefined ? [] : withValues(elementsOf(bytes, list), value);
}

function withValues(places: readonly Located[], values: unknown): InnerRecord[] {
  // The same document gave both, so they have the same length.
  return places.map((place, i) => ({ ...place, value: Array.isArray(values) ? (values[i] as unknown) : undefined }));
}

function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  // Proof: an object has the own member.
  return (value as Members)[name];
}
