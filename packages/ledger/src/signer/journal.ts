/**
 * The signer's own list of leaf hashes (ledger reference §4.3): what was ever accepted, in index order, fsynced before
 * an append is acknowledged. The signer signs only roots of this list, never one that the database offers.
 *
 * File: the line `remit-leaf-journal 1`, then one frame for each batch:
 *   start u64 BE | count u32 BE | header check 4 bytes | body check 8 bytes | count x 32-byte leaf hash
 * header check = SHA-256(start || count), cut to 4 bytes; body check = SHA-256(start || count || hashes), cut to 8.
 *
 * Threat: a damaged count in the middle must not look like an unfinished last frame, or everything after it would be
 * cut off and could be altered unseen. So the header has a check of its own; only a frame whose bytes are missing is
 * cut off, and anything else that is wrong is refused.
 */
import { closeSync, existsSync, fdatasyncSync, fsyncSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import type { Result } from '@remit/core';
import { concatBytes, equalBytes, err, ok, sha256, utf8 } from '@remit/core';
import { writeAll, writeDurably } from '../files/durable.ts';

const MAGIC = utf8('remit-leaf-journal 1\n');
const HEAD = 24;
const HASH = 32;
/** Longest frame that can be written or read: 2^20 hashes, 32 MiB. */
const MAX_COUNT = 1 << 20;

/** The open journal. One per folder; the folder lock sees to that. */
export interface Journal {
  readonly size: number;
  /** Appends hashes (a multiple of 32 bytes) at `size` and returns when they are on disk. */
  append(hashes: Uint8Array): void;
  close(): void;
}

/** An opened journal and what had to be repaired, in words. */
export interface OpenedJournal {
  readonly journal: Journal;
  readonly repair: string | undefined;
}

/** Writes an empty journal durably. */
export function createJournal(path: string): void {
  if (existsSync(path)) throw new Error(`${path} exists`);
  writeDurably(path, MAGIC);
}

/**
 * Opens the journal, gives each leaf hash to `onLeaf` in order, and cuts off an unfinished last frame.
 * The error says what is damaged and where. Throws when the journal cannot be made durable as it stands.
 */
export function openJournal(path: string, onLeaf: (hash: Uint8Array) => void): Result<OpenedJournal, string> {
  const file = openSync(path, 'r+');
  const scan = scanJournal(path, onLeaf);
  if (!scan.ok) {
    closeSync(file);
    return scan;
  }
  const { size, last, end, missing } = scan.value;
  let repair: string | undefined;
  try {
    if (missing > 0) ftruncateSync(file, end);
    // Threat: the last frame may be one whose sync failed. Its bytes can be read, but the kernel counts them as clean
    // and a power cut would lose them: they are written again before anything is acknowledged on them.
    const frameBytes = readUpTo(file, last, end - last);
    for (let at = 0; at < frameBytes.length; ) at += writeSync(file, frameBytes, at, frameBytes.length - at, last + at);
    fsyncSync(file);
  } catch (error) {
    closeSync(file);
    throw error;
  }
  if (missing > 0) {
    repair = `The last frame of the signer's journal was unfinished (${missing} bytes at offset ${end}): a batch that was never acknowledged. It was cut off; the journal holds ${size} leaf hashes.`;
  }
  return ok({ journal: appendable(path, file, size), repair });
}

function appendable(path: string, readWrite: number, start: number): Journal {
  closeSync(readWrite);
  const file = openSync(path, 'a');
  let size = start;
  return {
    get size() {
      return size;
    },
    append(hashes) {
      const count = hashes.length / HASH;
      if (!Number.isInteger(count) || count < 1 || count > MAX_COUNT) throw new RangeError('frame size');
      // A failed write leaves an unfinished frame. The caller must stop then: the next start cuts it off.
      writeAll(file, frame(size, hashes));
      fdatasyncSync(file);
      size += count;
    },
    close: () => closeSync(file),
  };
}

function frame(start: number, hashes: Uint8Array): Uint8Array {
  const range = rangeBytes(start, hashes.length / HASH);
  return concatBytes(range, sha256(range).subarray(0, 4), sha256(range, hashes).subarray(0, 8), hashes);
}

function rangeBytes(start: number, count: number): Uint8Array {
  const bytes = new Uint8Array(12);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(start));
  view.setUint32(8, count);
  return bytes;
}

/** Where a scan ended: leaves seen, the last whole frame, offset after it, bytes after that. */
interface Scan {
  readonly size: number;
  /** Offset of the last whole frame; `end` when there is none. */
  readonly last: number;
  readonly end: number;
  readonly missing: number;
}

/** Reads the journal from the start without changing it. Also used to find the first leaf that a database changed. */
export function scanJournal(path: string, onLeaf: (hash: Uint8Array) => void): Result<Scan, string> {
  const file = openSync(path, 'r');
  try {
    const magic = readUpTo(file, 0, MAGIC.length);
    if (!equalBytes(magic, MAGIC)) return err(`${path} does not start as a leaf journal`);
    let size = 0;
    let end = MAGIC.length;
    let last = end;
    for (;;) {
      const head = readUpTo(file, end, HEAD);
      if (head.length < HEAD) return ok({ size, last, end, missing: head.length });
      const view = new DataView(head.buffer, head.byteOffset, HEAD);
      const start = view.getBigUint64(0);
      const count = view.getUint32(8);
      const range = head.subarray(0, 12);
      if (!equalBytes(sha256(range).subarray(0, 4), head.subarray(12, 16)) || count < 1 || count > MAX_COUNT)
        return err(`${path} has a damaged frame header at offset ${end}, after ${size} leaf hashes`);
      if (start !== BigInt(size)) return err(`${path} jumps from leaf ${size} to ${start} at offset ${end}`);
      const body = readUpTo(file, end + HEAD, count * HASH);
      if (body.length < count * HASH) return ok({ size, last, end, missing: HEAD + body.length });
      if (!equalBytes(sha256(range, body).subarray(0, 8), head.subarray(16, HEAD)))
        return err(`${path} has damaged leaf hashes between leaf ${size} and ${size + count}`);
      for (let i = 0; i < count; i++) onLeaf(body.subarray(i * HASH, (i + 1) * HASH));
      size += count;
      last = end;
      end += HEAD + body.length;
    }
  } finally {
    closeSync(file);
  }
}

function readUpTo(file: number, at: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let have = 0;
  while (have < length) {
    const read = readSync(file, bytes, have, length - have, at + have);
    if (read === 0) break;
    have += read;
  }
  return bytes.subarray(0, have);
}
