/**
 * Splits an unpacked object into its records, whatever form it has: `{"Records":[]}`, a list, one document or several, or
 * one record a line. The form is found from the bytes; each record is handed over with its place. What cannot be read is
 * handed over as broken and never stops the object (log schemas reference §1.3).
 */

import { createByteWindow } from './byte-window.ts';
import type { ValueScan } from './json-cursor.ts';
import { BROKEN, LONG_DIGITS, MORE, scanValue, startScan } from './json-cursor.ts';
import { countLines, isBlank, isNextRecord } from './line-rules.ts';

/** Where something stands in the unpacked object. `line` counts from 1: elements of a list, else lines. */
export interface Place {
  readonly offset: number;
  readonly line: number;
  /** True when no number in the piece has so many digits that JSON.parse could round it. */
  readonly exact?: boolean;
}

/** What becomes of the pieces. Bytes are only valid during the call. */
export interface RecordSink {
  /** Bytes that look like one record. `form`: an element, a whole document, a line, which may have a prefix, or a row of CSV. */
  record(bytes: Uint8Array, place: Place, form: 'element' | 'document' | 'line' | 'row'): void;
  broken(bytes: Uint8Array, place: Place, reason: 'cut_off' | 'not_csv' | 'record_too_large'): void;
}

/** Feed in order, then end once. */
export interface ObjectSplitter {
  push(chunk: Uint8Array): void;
  /** The object has ended; with `cut` its packing says that bytes are missing. */
  end(cut: boolean): void;
}

/** Longest record, in bytes. A longer one is not read: it is listed once, by these first bytes of it. */
export const MAX_RECORD = 64 * 1024 * 1024;
const OPEN_RECORDS = /^\s*\{\s*"Records"\s*:\s*\[/;
/** Bytes that are enough to recognise {@link OPEN_RECORDS}. */
const HEAD = 256;

type State = 'start' | 'document' | 'elements' | 'tail' | 'between' | 'lines' | 'skip-line' | 'skip-element';

/** A splitter for one object. `limit`: longest record in bytes. */
export function createObjectSplitter(out: RecordSink, limit = MAX_RECORD): ObjectSplitter {
  // The same record is refused whatever the chunks are in which it arrives.
  const sink: RecordSink = {
    broken: (bytes, place, reason) => out.broken(bytes, place, reason),
    record: (bytes, place, form) =>
      bytes.length <= limit
        ? out.record(bytes, place, form)
        : out.broken(bytes.subarray(0, limit), place, 'record_too_large'),
  };
  const window = createByteWindow();
  let state: State = 'start';
  let scan: ValueScan = startScan();
  let enclosed = false;
  let line = 1;
  let element = 0;
  let first = true;

  const here = (at: number, number: number): Place => ({ offset: window.offset + (at - window.start), line: number });
  const advance = (to: number) => window.release(to - window.start);
  const begin = (next: State) => {
    state = next;
    scan = startScan(next === 'tail' ? 1 : 0);
  };

  /** One step; false when more bytes are needed. */
  const step = (last: boolean): boolean => {
    switch (state) {
      case 'start':
        return stepStart(last);
      case 'between':
        return stepBetween(last);
      case 'document':
        return stepDocument();
      case 'elements':
        return stepElements();
      case 'tail':
        return stepTail();
      case 'lines':
        return stepLine(last);
      case 'skip-line':
        return skipLine();
      case 'skip-element':
        return skipElement();
    }
  };

  function stepStart(last: boolean): boolean {
    if (window.end - window.start < 3 && !last) return false;
    const { bytes, start } = window;
    if (bytes[start] === 0xef && bytes[start + 1] === 0xbb && bytes[start + 2] === 0xbf && window.end - start >= 3)
      window.release(3);
    begin('between');
    return true;
  }

  function skipSpace(): number | undefined {
    const { bytes, end } = window;
    let at = window.start;
    for (; at < end; at++) {
      const byte = bytes[at] ?? 0;
      if (byte === 0x0a) line++;
      else if (byte > 0x20) break;
    }
    advance(at);
    return at < end ? bytes[at] : undefined;
  }

  function stepBetween(last: boolean): boolean {
    const byte = skipSpace();
    if (byte === undefined) return false;
    if (byte === 0x5b) {
      window.release(1);
      enclosed = false;
      begin('elements');
      return true;
    }
    if (byte !== 0x7b) {
      begin('lines');
      return true;
    }
    if (window.end - window.start < HEAD && !last) return false;
    const head = window.bytes.toString('latin1', window.start, Math.min(window.end, window.start + HEAD));
    const opening = OPEN_RECORDS.exec(head);
    if (opening === null) begin('document');
    else {
      window.release(opening[0].length);
      enclosed = true;
      begin('elements');
    }
    return true;
  }

  function stepDocument(): boolean {
    const { bytes, start, end } = window;
    const stop = scanValue(bytes, start, end, scan);
    if (stop === MORE && !(first && isNextRecord(bytes, start, end))) return false;
    if (stop === MORE || stop === BROKEN) {
      // The first line is not whole: what follows stands for itself.
      begin('lines');
      return true;
    }
    const newlines = countLines(bytes, start, stop);
    sink.record(bytes.subarray(start, stop), here(start, line), 'document');
    line += newlines;
    advance(stop);
    // One record on one line: the rest is read line by line, so that a bad line spoils no other.
    begin(newlines === 0 ? 'lines' : 'between');
    first = false;
    return true;
  }

  function stepElements(): boolean {
    for (;;) {
      const { bytes, end } = window;
      let at = window.start;
      if (scan.at === 0) {
        for (let byte = bytes[at] ?? 0; at < end && (byte <= 0x20 || byte === 0x2c); byte = bytes[++at] ?? 0);
        advance(at);
        if (at >= end) return false;
        if (bytes[at] === 0x5d) {
          window.release(1);
          begin(enclosed ? 'tail' : 'between');
          return true;
        }
      }
      const stop = scanValue(bytes, at, end, scan);
      if (stop === MORE) return false;
      element++;
      if (stop === BROKEN || stop === at) {
        // Where the next element begins cannot be known: the rest of the list is listed line by line.
        begin('lines');
        return true;
      }
      sink.record(bytes.subarray(at, stop), { ...here(at, element), exact: scan.digits < LONG_DIGITS }, 'element');
      advance(stop);
      scan = startScan();
    }
  }

  function stepTail(): boolean {
    const stop = scanValue(window.bytes, window.start, window.end, scan);
    if (stop === MORE) return false;
    if (stop === BROKEN) begin('lines');
    else {
      advance(stop);
      begin('between');
    }
    return true;
  }

  function stepLine(last: boolean): boolean {
    const { bytes, start, end } = window;
    let stop = bytes.subarray(start, end).indexOf(0x0a, scan.at);
    if (stop === -1) {
      scan.at = end - start;
      if (!last || start === end) return false;
      stop = end - start;
    }
    const whole = bytes.subarray(start, start + stop);
    const text = whole[whole.length - 1] === 0x0d ? whole.subarray(0, whole.length - 1) : whole;
    if (!isBlank(text)) sink.record(text, here(start, line), 'line');
    line++;
    window.release(Math.min(stop + 1, end - start));
    scan = startScan();
    return true;
  }

  /** Passes over the rest of a line that is too long and was listed. */
  function skipLine(): boolean {
    const newline = window.bytes.subarray(window.start, window.end).indexOf(0x0a);
    advance(newline === -1 ? window.end : window.start + newline + 1);
    if (newline === -1) return false;
    line++;
    begin('lines');
    return true;
  }

  /** The same for an element of a list: the scan goes on where it was, without the bytes behind it. */
  function skipElement(): boolean {
    const stop = scanValue(window.bytes, window.start, window.end, scan);
    advance(stop >= 0 ? stop : window.end);
    scan.at = 0;
    if (stop === MORE) return false;
    begin(stop === BROKEN ? 'lines' : 'elements');
    return true;
  }

  return {
    push(chunk) {
      window.append(chunk);
      while (step(false));
      // A line may still turn out to end in a carriage return, which is not of it.
      if (window.end - window.start <= limit + 1) return;
      const { bytes, start, end } = window;
      sink.broken(bytes.subarray(start, start + limit), here(start, number()), 'record_too_large');
      const inList = state === 'elements';
      // A document without line breaks so far is one line.
      const oneLine = !inList && countLines(bytes, start, end) === 0;
      advance(end);
      if (inList) {
        element++;
        scan.at = 0;
        state = 'skip-element';
      } else begin(oneLine ? 'skip-line' : 'lines');
    },
    end(cut) {
      // What a cut object ends with is not a line, even where it can be read.
      while (!(cut && state === 'lines' && countLines(window.bytes, window.start, window.end) === 0))
        if (!step(true)) break;
      const rest = window.bytes.subarray(window.start, window.end);
      const open = state === 'elements' || state === 'skip-element' || state === 'tail';
      if (cut || open || !isBlank(rest)) sink.broken(rest, here(window.start, number()), 'cut_off');
    },
  };

  function number(): number {
    return state === 'elements' ? element + 1 : line;
  }
}
