/**
 * The message that the sequencer sends most, what is durable, as bytes: a batch is mostly one run of numbers of one writer,
 * which takes a few dozen bytes instead of an object for each record. Same trust as ipc/frames.ts: nothing is validated.
 *
 * Form: 0x02 | runs, each: length u32 | first number f64 | first index f64 | writer as a length u32 and UTF-8. Within a run
 * number and index rise by one from record to record.
 */
import type { Acknowledged } from './messages.ts';

/** First byte of this form. */
export const ACKNOWLEDGED = 0x02;

/** Length, number, index, and the length of the writer's id. */
const HEAD = 4 + 8 + 8 + 4;
/** UTF-8 bytes of one UTF-16 unit at most. */
const WIDEST = 3;

/** The message behind `offset` free bytes. */
export function encodeAcknowledged(records: readonly Acknowledged[], offset: number): Buffer {
  const runs = runsOf(records);
  let room = offset + 1;
  for (const { first } of runs) room += HEAD + WIDEST * first.writer.length;
  const out = Buffer.allocUnsafe(room);
  let at = out.writeUInt8(ACKNOWLEDGED, offset);
  for (const { first, length } of runs) {
    at = out.writeUInt32BE(length, at);
    at = out.writeDoubleBE(first.n, at);
    at = out.writeDoubleBE(first.index, at);
    const written = out.write(first.writer, at + 4);
    at = out.writeUInt32BE(written, at) + written;
  }
  return out.subarray(0, at);
}

/** The records in such bytes. */
export function decodeAcknowledged(bytes: Buffer): Acknowledged[] {
  const records: Acknowledged[] = [];
  for (let at = 1; at < bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    const n = bytes.readDoubleBE(at + 4);
    const index = bytes.readDoubleBE(at + 12);
    const end = at + HEAD + bytes.readUInt32BE(at + 20);
    const writer = bytes.toString('utf8', at + HEAD, end);
    for (let i = 0; i < length; i++) records.push({ writer, n: n + i, index: index + i });
    at = end;
  }
  return records;
}

function runsOf(records: readonly Acknowledged[]): { first: Acknowledged; length: number }[] {
  const runs: { first: Acknowledged; length: number }[] = [];
  let run: { first: Acknowledged; length: number } | undefined;
  for (const record of records) {
    const { first, length } = run ?? { first: record, length: 0 };
    if (
      run !== undefined &&
      record.writer === first.writer &&
      record.n === first.n + length &&
      record.index === first.index + length
    ) {
      run.length += 1;
      continue;
    }
    run = { first: record, length: 1 };
    runs.push(run);
  }
  return runs;
}
