/**
 * Records that are on their way while the sequencer is away, on the local disk: a gateway that ends meanwhile sends them at
 * its next start, and none is stored twice, because each is known by its writer and number (ledger reference §4.1).
 *
 * A record here is not durable in the log: whoever waits for a decision is told so, and only the log's acknowledgement
 * counts. What is kept was sealed by the writer; no plaintext lies here.
 *
 * File: one for each writer, `<writer>.spool`; frames of length u32 BE | check, 8 bytes of SHA-256 | records as in
 * ipc/append-bytes.ts. A frame that a crash cut off at the end was never promised to anybody.
 */
import { closeSync, existsSync, fdatasyncSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { concatBytes, equalBytes, sha256 } from '@remit/core';
import { fsyncFolder, makeFolder, writeAll } from '../files/durable.ts';
import { decodeAppend, encodeAppend } from '../ipc/append-bytes.ts';
import type { AppendItem } from '../ipc/messages.ts';

const HEAD = 12;
const SUFFIX = '.spool';

/** The spool of one writer. Makes no file before something is kept. */
export interface Spool {
  /** Keeps records durably, in the order given. */
  keep(items: readonly AppendItem[]): void;
  /** Everything that was kept is in the log: the file goes away. */
  clear(): void;
}

/** What an earlier process left. */
export interface LeftSpool {
  readonly writer: string;
  readonly items: readonly AppendItem[];
  /** Everything in it is in the log. */
  done(): void;
}

/** The spool of `writer` in a folder. */
export function openSpool(folder: string, writer: string): Spool {
  const path = join(folder, `${writer}${SUFFIX}`);
  let file: number | undefined;
  return {
    keep(items) {
      if (items.length === 0) return;
      if (file === undefined) {
        makeFolder(folder);
        file = openSync(path, 'a', 0o600);
        fsyncFolder(folder);
      }
      writeAll(file, frameOf(items));
      fdatasyncSync(file);
    },
    clear() {
      if (file === undefined) return;
      closeSync(file);
      file = undefined;
      rmSync(path, { force: true });
    },
  };
}

/** The spools in a folder, by name. A record that was kept twice comes once. */
export function leftSpools(folder: string): LeftSpool[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(SUFFIX))
    .sort()
    .map((name) => {
      const path = join(folder, name);
      const byNumber = new Map(framesOf(readFileSync(path)).map((item) => [item.n, item]));
      return {
        writer: name.slice(0, -SUFFIX.length),
        items: [...byNumber.values()].sort((a, b) => a.n - b.n),
        done: () => rmSync(path, { force: true }),
      };
    });
}

function frameOf(items: readonly AppendItem[]): Uint8Array {
  const frame = encodeAppend({ kind: 'append', again: true, items }, HEAD);
  const body = frame.subarray(HEAD);
  frame.writeUInt32BE(body.length, 0);
  frame.set(sha256(body).subarray(0, 8), 4);
  return frame;
}

function framesOf(bytes: Buffer): AppendItem[] {
  const items: AppendItem[] = [];
  for (let at = 0; at + HEAD <= bytes.length; ) {
    const end = at + HEAD + bytes.readUInt32BE(at);
    const body = bytes.subarray(at + HEAD, end);
    if (end > bytes.length || !equalBytes(sha256(body).subarray(0, 8), bytes.subarray(at + 4, at + HEAD))) break;
    items.push(...decodeAppend(Buffer.from(concatBytes(body))).items);
    at = end;
  }
  return items;
}
