/**
 * Everything that the data folder can show about one person (Regulation (EU) 2016/679, Article 15): the records that name
 * them, the sealed content that needs only their key, events of other systems' logs, each with a proof.
 *
 * Decision: content that also concerns somebody else is listed and held back, because a copy must not harm the rights of
 * others (Article 15(4)); whoever runs the export may ask for it all the same.
 */
import { fromUtf8, isRefusal, parseStrictJson, toBase64, utf8 } from '@remit/core';
import type { Archive } from '@remit/ingest';
import type { LedgerReader } from '@remit/ledger';
import { recordProof } from '@remit/ledger';
import type { ExportedContent, ExportedRecord, SubjectExport } from './exported.ts';
import { subjectEvents } from './subject-events.ts';
import { subjectText } from './subject-text.ts';

/** Files of the export: export.json, export.txt and the proofs. */
export function exportSubject(deps: {
  readonly reader: LedgerReader;
  readonly archive: Archive;
  readonly handles: readonly string[];
  /** RFC 3339. */
  readonly now: string;
  /** True: also content that concerns others. */
  readonly shared: boolean;
}): { readonly data: SubjectExport; readonly files: Map<string, Uint8Array> } {
  const { reader, handles } = deps;
  const files = new Map<string, Uint8Array>();
  const sealed = new Map([...reader.sealed({ handles })].map((item) => [item.id, item.subjects]));
  const needles = handles.map((handle) => Buffer.from(`"${handle}"`));
  const records: ExportedRecord[] = [];
  let origin = '';
  for (const { index, entry } of reader.entries(0, reader.size())) {
    const bytes = Buffer.from(entry);
    const json = index === 0 || needles.some((needle) => bytes.includes(needle)) ? parse(entry) : undefined;
    if (index === 0) origin = textOf(json?.['org']);
    const id = json === undefined ? idIn(entry, sealed) : textOf(json['id']);
    const record = json ?? (id === undefined ? undefined : parse(entry));
    if (record === undefined || id === undefined) continue;
    const as = rolesIn(record, handles, sealed.has(id));
    if (as.length === 0) continue;
    const proof = recordProof(reader, id);
    const path = `proofs/${id}.tlog-proof`;
    if (proof !== undefined) files.set(path, utf8(proof));
    records.push({
      id,
      index,
      type: textOf(record['t']),
      at: textOf(record['ts']),
      as,
      record,
      ...contentOf(deps, id, record, sealed.get(id)),
      ...(proof === undefined ? {} : { proof: path }),
    });
  }
  const events = subjectEvents(deps.archive, handles, files);
  const persons = handles.flatMap((handle) => {
    const person = reader.subject(handle);
    return person === undefined ? [] : [{ handle, ...person }];
  });
  const data: SubjectExport = {
    schema: 'remit.subject-export/1',
    made: deps.now,
    log: { origin, size: reader.size() },
    persons,
    records,
    events,
  };
  files.set('export.json', utf8(`${JSON.stringify(data, undefined, 2)}\n`));
  files.set('export.txt', utf8(subjectText(data)));
  return { data, files };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

type Fields = Readonly<Record<string, unknown>>;

function parse(entry: Uint8Array): Fields | undefined {
  const json = parseStrictJson(fromUtf8(entry) ?? '');
  return isRefusal(json) || typeof json.value !== 'object' || json.value === null
    ? undefined
    : Object.fromEntries(Object.entries(json.value));
}

/** Records whose content concerns the person without naming them. */
function idIn(entry: Uint8Array, sealed: ReadonlyMap<string, unknown>): string | undefined {
  const id = /"id":"([0-9A-Z]{26})"/.exec(Buffer.from(entry).toString('latin1'))?.[1];
  return id !== undefined && sealed.has(id) ? id : undefined;
}

function rolesIn(record: Fields, handles: readonly string[], content: boolean): ExportedRecord['as'] {
  const { who, about, chg, ers, hold, brk } = Object(record) as {
    who?: { sub?: string };
    about?: string[];
    chg?: { of?: string };
    ers?: { of?: string[]; by?: string[] };
    hold?: { of?: string[] };
    brk?: { of?: string };
  };
  const named = (list: readonly (string | undefined)[] | undefined) =>
    list?.some((one) => one !== undefined && handles.includes(one)) === true;
  return [
    ...(named([who?.sub]) || named(ers?.by) ? (['actor'] as const) : []),
    ...(named(about) || named(ers?.of) || named(hold?.of) || named([brk?.of]) ? (['concerned'] as const) : []),
    ...(named([chg?.of]) ? (['holder'] as const) : []),
    ...(content ? (['content'] as const) : []),
  ];
}

function contentOf(
  {
    reader,
    handles,
    shared,
  }: { readonly reader: LedgerReader; readonly handles: readonly string[]; readonly shared: boolean },
  id: string,
  record: Fields,
  subjects: readonly string[] | undefined,
): Pick<ExportedRecord, 'content' | 'withheld'> {
  // Proof: an object of strings in every record that parses.
  const fields = Object.keys((record['c'] as Fields | undefined) ?? {});
  if (fields.length === 0) return { content: [] };
  if (subjects === undefined || (!shared && subjects.some((handle) => !handles.includes(handle))))
    return { content: [], withheld: 'concerns other persons too' };
  const disclosures = reader.disclosures(id);
  if (disclosures === undefined) return { content: [], withheld: 'erased, or its key is not here' };
  return {
    content: fields.map((field): ExportedContent => {
      const disclosure = disclosures.get(field);
      const bytes = reader.payload(id, field);
      const text = bytes && fromUtf8(bytes);
      return {
        field,
        ...(disclosure === undefined ? {} : { disclosure, value: valueIn(disclosure) }),
        ...(text === undefined ? {} : { text }),
        ...(bytes !== undefined && text === undefined ? { base64: toBase64(bytes) } : {}),
      };
    }),
  };
}

/** The value of a disclosure `[salt, name, value]`. */
function valueIn(disclosure: string): unknown {
  const json = parseStrictJson(Buffer.from(disclosure, 'base64url').toString('utf8'));
  return isRefusal(json) || !Array.isArray(json.value) ? undefined : json.value[2];
}
