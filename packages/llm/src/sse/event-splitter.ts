/**
 * Cuts a byte stream into server-sent events without copying what arrives whole (WHATWG HTML §9.2.6). An event ends at
 * an empty line; lines end with LF or CRLF. Only whole events are given on: half an event followed by an error would be
 * neither.
 */
import { Buffer } from 'node:buffer';

/** Longest event that is read. Beyond it the stream is garbage. */
const MAX_EVENT_BYTES = 32 * 1_024 * 1_024;

export interface EventSplitter {
  /** Adds bytes and gives the whole events in them, in order, each with its empty line. */
  push(chunk: Uint8Array): readonly Buffer[];
  /** Bytes of an event that has not ended. */
  pending(): number;
  /** True once an event was longer than this reader takes. */
  overlong(): boolean;
}

const LF = 0x0a;
const CR = 0x0d;

/** A splitter at the start of a stream. */
export function createEventSplitter(maxEventBytes: number = MAX_EVENT_BYTES): EventSplitter {
  let carried: Buffer[] = [];
  let carriedBytes = 0;
  let tooLong = false;
  // How far the empty line has come: nothing, after LF, after LF CR.
  let state: 'line' | 'lf' | 'lf-cr' = 'line';

  return {
    push(chunk) {
      if (tooLong) return [];
      const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      const events: Buffer[] = [];
      let start = 0;
      let at = 0;
      while (at < bytes.length) {
        if (state === 'line') {
          const lf = bytes.indexOf(LF, at);
          if (lf === -1) break;
          at = lf + 1;
          state = 'lf';
          continue;
        }
        const byte = bytes[at];
        at += 1;
        if (byte === CR && state === 'lf') {
          state = 'lf-cr';
          continue;
        }
        if (byte !== LF) {
          state = 'line';
          continue;
        }
        events.push(whole(carried, bytes.subarray(start, at)));
        carried = [];
        carriedBytes = 0;
        start = at;
        state = 'line';
      }
      if (start < bytes.length) {
        carried.push(start === 0 ? bytes : bytes.subarray(start));
        carriedBytes += bytes.length - start;
        tooLong = carriedBytes > maxEventBytes;
      }
      return events;
    },
    pending: () => carriedBytes,
    overlong: () => tooLong,
  };
}

function whole(carried: readonly Buffer[], last: Buffer): Buffer {
  return carried.length === 0 ? last : Buffer.concat([...carried, last]);
}

const D = 0x64;
const E = 0x65;
const COLON = 0x3a;
const SPACE = 0x20;

/**
 * The one line of data of an event, if it is an event with nothing but that and perhaps a name before it, as nearly all are,
 * with lines that end in LF. Every byte is one letter (Latin 1): made in a fraction of the time, and enough to look for
 * ASCII in.
 */
export function plainData(event: Buffer): string | undefined {
  const start = event[0] === E ? event.indexOf(LF) + 1 : 0;
  if (event[start] !== D || event[start + 4] !== COLON) return undefined;
  if (event.indexOf(LF, start) !== event.length - 2) return undefined;
  return event.toString('latin1', event[start + 5] === SPACE ? start + 6 : start + 5, event.length - 2);
}

/** The `data` of an event, its lines joined by LF; undefined when it has none (a comment, a ping). */
export function eventData(event: Buffer): string | undefined {
  const text = event.toString('utf8');
  // Nearly every event of these APIs is one line of data, or a name and one line of data.
  let data: string | undefined;
  for (const line of text.split('\n')) {
    if (!line.startsWith('data:')) continue;
    const from = line.charCodeAt(5) === 0x20 ? 6 : 5;
    const value = line.endsWith('\r') ? line.slice(from, -1) : line.slice(from);
    data = data === undefined ? value : `${data}\n${value}`;
  }
  return data;
}
