/** A source made from a mapping file. The mapping's digest is its version: another file is another mapping. */
import type { Result } from '@remit/core';
import { ok, sha256, toHex, utf8 } from '@remit/core';
import type { MappedEvent, Source } from '../source.ts';
import { type CountField, createEventDraft, type EventDraft, type TextField } from '../sources/mapping/event-draft.ts';
import { memberOf } from '../sources/mapping/member-path.ts';
import { rfc3339Ms, unixMs } from '../sources/mapping/times.ts';
import type { Mapping } from './mapping-schema.ts';
import { parseMapping } from './parse-mapping.ts';
import { timeReader } from './time-format.ts';

/** A mapping file in use. */
export interface MappedSource {
  readonly source: Source;
  readonly mapping: Mapping;
  /** Lowercase hex SHA-256 of the file's bytes: name of the blob that holds it. */
  readonly sha: string;
}

const COUNTS = new Set<string>(['out.ms', 'use.in', 'use.out']);
/** A value that the mapping states and the record does not hold was read from the record as a whole. */
const WHOLE = '$';

/** The source, or the problems of the file. `name` stands in messages. */
export function mappedSource(text: string, name?: string): Result<MappedSource, string[]> {
  const parsed = parseMapping(text, name);
  if (!parsed.ok) return parsed;
  const mapping = parsed.value;
  const sha = toHex(sha256(utf8(text)));
  const id = `generic.${mapping.name}`;
  const dataset = {
    id,
    title: mapping.title ?? `${mapping.vendor}, by a mapping of the operator`,
    // Nobody but the operator says that a column means what the mapping says.
    ceiling: 'D' as const,
    absent: mapping.absent,
  };
  return ok({
    mapping,
    sha,
    source: {
      id,
      vendor: mapping.vendor,
      parser: `${id}@${sha.slice(0, 16)}`,
      datasets: [dataset],
      custody: `${mapping.custody} What its columns mean is the word of the operator, in a mapping file that is recorded by its digest.`,
      detect: () => id,
      map(record, _dataset, context) {
        const draft = createEventDraft(record, dataset, context);
        return ok(fill(draft, mapping));
      },
    },
  });
}

type Field = NonNullable<Mapping['fields'][keyof Mapping['fields']]>;

function fill(draft: EventDraft, mapping: Mapping): MappedEvent {
  const paths = (where: string | readonly string[]): string[] =>
    (typeof where === 'string' ? [where] : [...where]).map((one) =>
      mapping.format === 'csv' ? memberOf('', one) : one,
    );
  let stated = false;

  const put = (name: string, field: Field) => {
    if ('value' in field) {
      stated = true;
      // Proof: the schema's names are those of the draft.
      return void draft.put(name as TextField, field.value, WHOLE);
    }
    const from = paths(field.from);
    if ('values' in field && field.values !== undefined) return putWord(name as TextField, from, field.values);
    if (COUNTS.has(name)) draft.count(name as CountField, ...from);
    else draft.text(name as TextField, ...from);
  };
  const putWord = (name: TextField, from: readonly string[], values: Readonly<Record<string, string>>) => {
    const found = wordAt(draft, from, values);
    if (found === 'none') draft.miss(name, 'not_in_record');
    else if (found === 'unknown') draft.miss(name, 'unreadable');
    else draft.put(name, found.word, found.path);
  };
  const choose = <T extends string>(
    name: string,
    chosen:
      | { readonly value: T }
      | { readonly from: string | readonly string[]; readonly values: Readonly<Record<string, T>> }
      | undefined,
    use: (word: T, path: string) => void,
  ) => {
    if (chosen === undefined) return;
    if ('value' in chosen) {
      stated = true;
      return use(chosen.value, WHOLE);
    }
    const found = wordAt(draft, paths(chosen.from), chosen.values);
    if (found === 'none') draft.miss(name, 'not_in_record');
    else if (found === 'unknown') draft.miss(name, 'unreadable');
    else use(found.word, found.path);
  };

  if (mapping.id !== undefined) draft.id(...paths(mapping.id));
  if (mapping.time !== undefined) {
    const { from, format, zone } = mapping.time;
    draft.time(
      format === 'rfc3339' ? rfc3339Ms : format === 'unix' ? unixMs : timeReader(format, zone ?? 'UTC'),
      ...paths(from),
    );
  }
  for (const [name, field] of Object.entries(mapping.fields)) put(name, field);
  for (const [name, where] of Object.entries(mapping.ids)) draft.text(`ids.${name}`, ...paths(where));
  choose('dec.result', mapping.decision, (word, path) => draft.decided(word, path === WHOLE ? 'mapping' : path, path));
  choose('out.status', mapping.outcome, (word, path) => draft.outcome(word, path));
  choose('act.effect', mapping.effect, (word, path) => draft.effect(word, path));
  // Proof: the schema's names are those of ContentField.
  for (const [name, where] of Object.entries(mapping.content)) draft.content(name as 'args', ...paths(where));
  if (stated) draft.flag('stated-by-mapping');
  return draft.finish(mapping.kind);
}

function wordAt<T extends string>(
  draft: EventDraft,
  from: readonly string[],
  values: Readonly<Record<string, T>>,
): { readonly word: T; readonly path: string } | 'none' | 'unknown' {
  for (const path of from) {
    const value = draft.at(path);
    if (value === undefined || value === null || value === '') continue;
    const text =
      typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
    const word = Object.hasOwn(values, text) ? values[text] : undefined;
    return word === undefined ? 'unknown' : { word, path };
  }
  return 'none';
}
