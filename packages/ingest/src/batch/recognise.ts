/** Turns the pieces of an object into events of the sources, or says for each piece why not. */

import { csvCells, csvValue, isHeaderAgain } from '../generic/csv-row.ts';
import type { Mapping } from '../generic/mapping-schema.ts';
import { parseRecord } from '../read/parse-record.ts';
import type { Place, RecordSink } from '../read/split-object.ts';
import type { InnerRecord } from '../read/unwrap.ts';
import { holdsRecords, unwrapDocument, unwrapPage } from '../read/unwrap.ts';
import type { MappedEvent, RawRecord, RecordContext, Source } from '../source.ts';

/** A record that a source knows, with its meaning. Bytes are only valid during the call. */
export interface Recognised {
  readonly source: Source;
  readonly record: RawRecord;
  readonly event: MappedEvent;
  readonly offset: number;
  /** The document that the record was taken out of. */
  readonly document: { readonly offset: number; readonly length: number } | undefined;
}

/** What becomes of each piece. */
export interface EventSink {
  event(recognised: Recognised): void;
  unparsed(bytes: Uint8Array, line: number, reason: string): void;
}

/** For a recogniser that sees some of the pieces of an object only. */
export interface Alone {
  /** True for sources whose records may be mapped here. */
  maps(source: Source): boolean;
  /** The piece holds several records, whose numbers follow from those before, or is for another to map. */
  later(): void;
}

/** Which sources may know a record, and what to take one for that none knows. */
export interface Recogniser {
  readonly sources: readonly Source[];
  /** The operator's word for records without the members that tell datasets apart. */
  readonly fallback?: { readonly source: Source; readonly dataset: string };
  /** Rows of CSV instead of JSON, as a mapping file says. */
  readonly csv?: Mapping['csv'];
}

/** A sink for the splitter of one object. */
export function recogniseRecords(
  by: Recogniser,
  context: Pick<RecordContext, 'object' | 'receivedAt'>,
  sink: EventSink,
  alone?: Alone,
): RecordSink {
  let inner = 0;
  let last: Source | undefined;

  const detect = (record: RawRecord): { source: Source; dataset: string } | undefined => {
    // No record has two owners (sources/all.test.ts), so the source of the one before may be asked first.
    const again = last?.detect(record);
    if (last !== undefined && again !== undefined) return { source: last, dataset: again };
    for (const source of by.sources) {
      const dataset = source.detect(record);
      if (dataset === undefined) continue;
      last = source;
      return { source, dataset };
    }
    return undefined;
  };

  const map: MapFound = (found, record, offset, document) => {
    if (alone !== undefined && !alone.maps(found.source)) return alone.later();
    const around = document?.around;
    const mapped = found.source.map(record, found.dataset, around === undefined ? context : { ...context, around });
    if (!mapped.ok) return sink.unparsed(record.bytes, record.line, `not_mapped: ${mapped.error}`);
    sink.event({ source: found.source, record, event: mapped.value, offset, document });
  };

  const takeInner = (bytes: Uint8Array, place: Place, records: readonly InnerRecord[]) => {
    for (const { start, end, value, around } of records) {
      inner += 1;
      const own = bytes.subarray(start, end);
      if (typeof value !== 'object' || value === null || Array.isArray(value)) {
        sink.unparsed(own, inner, 'not_an_object');
        continue;
      }
      // Proof: a JSON object, just checked.
      const record = { bytes: own, line: inner, value: value as RawRecord['value'] };
      const found = detect(record) ?? by.fallback;
      if (found === undefined) sink.unparsed(own, inner, 'not_recognised');
      else map(found, record, place.offset + start, { offset: place.offset, length: bytes.length, around });
    }
  };

  const takeRow = rowTaker(by, sink, map);
  return {
    record(bytes, place, form) {
      if (form === 'row') return takeRow(bytes, place);
      const parsed = parseRecord(bytes, form === 'line', place.exact);
      if (!parsed.ok) return sink.unparsed(bytes, place.line, parsed.error);
      const record: RawRecord = { bytes, line: place.line, value: parsed.value };
      const document = form !== 'element' && bytes[0] === 0x7b;
      if (document && alone !== undefined && holdsRecords(record.value)) return alone.later();
      const records = document ? unwrapDocument(bytes, record.value) : undefined;
      if (records !== undefined) return takeInner(bytes, place, records);
      const found = detect(record);
      if (found !== undefined) return map(found, record, place.offset);
      if (document && alone !== undefined) return alone.later();
      const page = document ? unwrapPage(bytes, record.value) : undefined;
      if (page !== undefined) return takeInner(bytes, place, page);
      if (by.fallback !== undefined) return map(by.fallback, record, place.offset);
      sink.unparsed(bytes, place.line, 'not_recognised');
    },
    broken: (bytes, place, reason) => sink.unparsed(bytes, place.line, reason),
  };
}

type MapFound = (
  found: { readonly source: Source; readonly dataset: string },
  record: RawRecord,
  offset: number,
  document?: { readonly offset: number; readonly length: number; readonly around?: RecordContext['around'] },
) => void;

/** Takes rows: the header first, where the mapping names no columns. The header is the document that a row stands in. */
function rowTaker(by: Recogniser, sink: EventSink, map: MapFound): (bytes: Uint8Array, place: Place) => void {
  const { csv, fallback } = by;
  let header = csv?.columns;
  let document: { readonly offset: number; readonly length: number } | undefined;
  return (bytes, place) => {
    if (csv === undefined || fallback === undefined) return sink.unparsed(bytes, place.line, 'not_recognised');
    const cells = csvCells(bytes, csv);
    if (!cells.ok) return sink.unparsed(bytes, place.line, cells.error);
    if (header === undefined || (csv.columns === undefined && isHeaderAgain(header, cells.value))) {
      header = cells.value;
      document = { offset: place.offset, length: bytes.length };
      return;
    }
    map(fallback, { bytes, line: place.line, value: csvValue(header, cells.value) }, place.offset, document);
  };
}
