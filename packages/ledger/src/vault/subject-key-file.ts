/**
 * The keys of persons, each wrapped by the vault key, in a file of their own: not in the database, so that a copy of the
 * database opens nothing once a key here is destroyed (ledger reference §3). A backup leaves this file out unless asked.
 *
 * Form: slots of 128 bytes: state (1 live, 2 destroyed) || handle, 24 ASCII letters || length || wrapped key || zeros.
 * A key is destroyed in place: its slot, which lies within one sector, is written over with random bytes and synced
 * before anything else happens.
 */
import { closeSync, existsSync, fdatasyncSync, fstatSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { randomPart } from '@remit/secrets';
import { fsyncFolder, makeFolder } from '../files/durable.ts';

const SLOT = 128;
const HANDLE = 24;
const HEAD = 1 + HANDLE + 1;
const LIVE = 1;
const DESTROYED = 2;
/** Slots read at once. */
const PAGE = 4_096;

/** What became of a person's key. `absent`: it was never in this file, as after restoring a backup without keys. */
export type KeyState = 'live' | 'destroyed' | 'absent';

/** The file for reading. Sees what another process writes. */
export interface SubjectKeyReader {
  /** The wrapped key; undefined when it was destroyed or was never here. Read from the file each time. */
  get(handle: string): Uint8Array | undefined;
  state(handle: string): KeyState;
  close(): void;
}

/** The file for the one process that writes it. */
export interface SubjectKeyFile extends SubjectKeyReader {
  /** Adds keys durably. A handle that is there already, live or destroyed, is left as it is. */
  add(rows: readonly { readonly handle: string; readonly key: Uint8Array }[]): void;
  /** Overwrites keys durably. Answers how many were live. */
  destroy(handles: readonly string[]): number;
}

/** Opens for reading. A file that is not there holds no keys. */
export function readSubjectKeys(path: string): SubjectKeyReader {
  let handle: number | undefined;
  const index = createIndex();
  const file = (): number | undefined => {
    if (handle === undefined && existsSync(path)) handle = openSync(path, 'r');
    return handle;
  };
  return {
    get: (subject) => keyAt(file(), index, subject),
    state: (subject) => stateAt(file(), index, subject),
    close() {
      if (handle !== undefined) closeSync(handle);
      handle = undefined;
    },
  };
}

/** Opens for writing, creating file and folder. A slot that a crash left half written is cut off. */
export function openSubjectKeys(path: string): SubjectKeyFile {
  makeFolder(dirname(path));
  const fresh = !existsSync(path);
  const file = openSync(path, fresh ? 'wx+' : 'r+', 0o600);
  if (fresh) fsyncFolder(dirname(path));
  const { size } = fstatSync(file);
  if (size % SLOT !== 0) ftruncateSync(file, size - (size % SLOT));
  const index = createIndex();
  return {
    get: (handle) => keyAt(file, index, handle),
    state: (handle) => stateAt(file, index, handle),
    add(rows) {
      index.refresh(file);
      const missing = rows.filter(({ handle }) => index.slots.get(handle) === undefined);
      if (missing.length === 0) return;
      const bytes = Buffer.concat(missing.map(slotOf));
      // Behind the last whole slot: what a failed write left is written over.
      writeAt(file, bytes, index.count * SLOT);
      fdatasyncSync(file);
      index.refresh(file);
    },
    destroy(handles) {
      index.refresh(file);
      let live = 0;
      for (const handle of new Set(handles)) {
        const slot = index.slots.get(handle);
        if (slot === undefined) continue;
        const head = readAt(file, slot * SLOT, 1);
        if (head[0] === LIVE) live += 1;
        const over = Buffer.alloc(SLOT);
        over[0] = DESTROYED;
        over.write(handle, 1, 'latin1');
        over.set(randomPart(SLOT - HEAD), HEAD);
        writeAt(file, over, slot * SLOT);
      }
      fdatasyncSync(file);
      return live;
    },
    close: () => closeSync(file),
  };
}

interface Index {
  readonly slots: Map<string, number>;
  readonly count: number;
  /** Reads the slots that were added since. */
  refresh(file: number): void;
}

function createIndex(): Index {
  const slots = new Map<string, number>();
  let count = 0;
  return {
    slots,
    get count() {
      return count;
    },
    refresh(file) {
      const end = Math.floor(fstatSync(file).size / SLOT);
      while (count < end) {
        const page = readAt(file, count * SLOT, Math.min(PAGE, end - count) * SLOT);
        for (let at = 0; at < page.length; at += SLOT, count++)
          if (page[at] !== 0) slots.set(page.toString('latin1', at + 1, at + 1 + HANDLE), count);
      }
    },
  };
}

function slotIn(file: number | undefined, index: Index, handle: string): Buffer | undefined {
  if (file === undefined) return undefined;
  if (!index.slots.has(handle)) index.refresh(file);
  const slot = index.slots.get(handle);
  return slot === undefined ? undefined : readAt(file, slot * SLOT, SLOT);
}

function keyAt(file: number | undefined, index: Index, handle: string): Uint8Array | undefined {
  const slot = slotIn(file, index, handle);
  return slot?.[0] === LIVE ? slot.subarray(HEAD, HEAD + (slot[HEAD - 1] ?? 0)) : undefined;
}

function stateAt(file: number | undefined, index: Index, handle: string): KeyState {
  const slot = slotIn(file, index, handle);
  if (slot === undefined) return 'absent';
  return slot[0] === LIVE ? 'live' : 'destroyed';
}

function slotOf({ handle, key }: { readonly handle: string; readonly key: Uint8Array }): Buffer {
  if (handle.length !== HANDLE) throw new RangeError(`a handle of ${handle.length} letters`);
  if (key.length > SLOT - HEAD) throw new RangeError(`a wrapped key of ${key.length} bytes`);
  const slot = Buffer.alloc(SLOT);
  slot[0] = LIVE;
  slot.write(handle, 1, 'latin1');
  slot[HEAD - 1] = key.length;
  slot.set(key, HEAD);
  return slot;
}

function readAt(file: number, offset: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let at = 0;
  while (at < length) {
    const read = readSync(file, bytes, at, length - at, offset + at);
    if (read === 0) throw new Error(`the file of subject keys ends inside a slot at ${offset + at}`);
    at += read;
  }
  return bytes;
}

function writeAt(file: number, bytes: Uint8Array, offset: number): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at, bytes.length - at, offset + at);
}
