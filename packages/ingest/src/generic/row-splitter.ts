/** Splits CSV into rows with their exact bytes. A newline inside quotes belongs to its row (RFC 4180 §2.6). */
import { createByteWindow } from '../read/byte-window.ts';
import { isBlank } from '../read/line-rules.ts';
import type { ObjectSplitter, RecordSink } from '../read/split-object.ts';

const NEWLINE = 0x0a;
/** Longest row, in bytes: an opened quote that nobody closed must not swallow the file. */
const MAX_ROW = 4 * 1024 * 1024;

/** A splitter whose pieces are rows; the first of them is the header where the file has one. `quote`: one ASCII letter. */
export function createRowSplitter(quote: string, sink: RecordSink): ObjectSplitter {
  const window = createByteWindow();
  const mark = quote.charCodeAt(0);
  let looked = 0;
  let quoted = false;
  let line = 1;
  let lines = 0;
  let started = false;

  const emit = (length: number, skipped: number) => {
    const { bytes, start } = window;
    const whole = bytes.subarray(start, start + length);
    const row = whole[whole.length - 1] === 0x0d ? whole.subarray(0, whole.length - 1) : whole;
    if (!isBlank(row)) sink.record(row, { offset: window.offset, line }, 'row');
    window.release(length + skipped);
    line += lines + skipped;
    looked = 0;
    lines = 0;
    quoted = false;
  };
  const step = (): boolean => {
    const { bytes, start, end } = window;
    for (let at = start + looked; at < end; at++) {
      const byte = bytes[at];
      if (byte === mark) quoted = !quoted;
      else if (byte === NEWLINE) {
        if (!quoted) {
          emit(at - start, 1);
          return true;
        }
        lines++;
      }
    }
    looked = end - start;
    return false;
  };
  /** The row up to the first newline stands for itself; what follows is looked at again. */
  const giveUp = () => {
    const { bytes, start, end } = window;
    const newline = bytes.subarray(start, end).indexOf(NEWLINE);
    const length = newline === -1 ? end - start : newline;
    sink.broken(bytes.subarray(start, start + length), { offset: window.offset, line }, 'not_csv');
    window.release(length + (newline === -1 ? 0 : 1));
    line += newline === -1 ? 0 : 1;
    looked = 0;
    lines = 0;
    quoted = false;
  };

  return {
    push(chunk) {
      window.append(chunk);
      if (!started) {
        if (window.end - window.start < 3) return;
        skipMark();
      }
      while (step() || window.end - window.start > MAX_ROW) if (looked > MAX_ROW) giveUp();
    },
    end(cut) {
      if (!started) skipMark();
      for (;;) {
        if (step()) continue;
        if (window.start === window.end) break;
        if (cut) {
          sink.broken(window.bytes.subarray(window.start, window.end), { offset: window.offset, line }, 'cut_off');
          break;
        }
        if (quoted) giveUp();
        else emit(window.end - window.start, 0);
      }
    },
  };

  function skipMark(): void {
    started = true;
    const { bytes, start, end } = window;
    if (end - start >= 3 && bytes[start] === 0xef && bytes[start + 1] === 0xbb && bytes[start + 2] === 0xbf)
      window.release(3);
  }
}
