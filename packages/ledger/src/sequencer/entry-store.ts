/**
 * The SQL of the log: one transaction for each batch, dense indexes, sealed content beside its record.
 *
 * Invariant: index = number of rows before. It is read inside the transaction, so that a database changed by someone
 * else is noticed at the next append and not overwritten.
 */
import { equalBytes, toBase64Url } from '@remit/core';
import { leafHash } from '@remit/tlog';
import type { Db } from '../db/open-database.ts';
import type { Acknowledged, AppendItem } from '../ipc/messages.ts';
import type { SubjectKeyFile } from '../vault/subject-key-file.ts';
import { createFindResent, sequenceKey } from './resent-rows.ts';

/** A committed batch: what to journal and what to acknowledge once it is journaled. */
export interface CommittedBatch {
  /** Index of the first new row. */
  readonly first: number;
  /** Leaf hashes of the new rows, 32 bytes each. Empty when every record was there already. */
  readonly hashes: Uint8Array;
  /** New rows and re-sent records that were found. */
  readonly records: readonly Acknowledged[];
}

/** A stored leaf as it comes from the database. */
export interface StoredEntry {
  readonly idx: number;
  readonly leaf: Uint8Array;
  readonly entry: Uint8Array;
}

/** The log's rows, for the one process that writes them. */
export interface EntryStore {
  readonly size: number;
  /** Commits a batch, one at a time. Re-sent records that are stored already keep their index. Throws, or rejects, when the database is not as left. */
  commit(items: readonly AppendItem[], again: boolean): CommittedBatch | Promise<CommittedBatch>;
  /** Rows `first` to `end` (exclusive), in order. */
  rows(first: number, end: number): Iterable<StoredEntry>;
  /** The same, in one piece, for few rows: where they lie on another machine, nothing else waits meanwhile. */
  fetch(first: number, end: number): Promise<readonly Pick<StoredEntry, 'entry'>[]>;
  newestCheckpoint(): string | undefined;
  checkpointSizes(): number[];
  /** Stores a note, or replaces the one of the same size unless that has more cosignatures. */
  putCheckpoint(size: number, note: string, cosigners: number): void;
  checkpointAt(size: number): string | undefined;
  /** Largest size that carries a cosignature; 0 when none does. */
  witnessedSize(): number;
}

const PAGE = 512;
const NOTHING = new Uint8Array();

/** Prepares the statements. The connection is the only one that writes. `keys`: where new persons' keys are kept. */
export function createEntryStore(db: Db, keys: Pick<SubjectKeyFile, 'add'>): EntryStore {
  const sizeOf = db.prepare<[], { size: number }>('SELECT coalesce(max(idx) + 1, 0) AS size FROM entry');
  const findResent = createFindResent(db);
  const entryAt = db.prepare<[number], { entry: Buffer }>('SELECT entry FROM entry WHERE idx = ?');
  const insertEntry = db.prepare(
    `INSERT INTO entry (idx, id, t, writer, n, leaf, entry, dek, subjects, disclosures)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const insertPayload = db.prepare('INSERT INTO payload (record, field, sealed) VALUES (?, ?, ?)');
  const insertSubject = db.prepare(
    'INSERT INTO subject (handle, kind, reference) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const insertOpen = db.prepare('INSERT INTO open_call (leaf, idx, kind) VALUES (?, ?, ?)');
  const deleteOpen = db.prepare('DELETE FROM open_call WHERE leaf = ?');
  const page = db.prepare<[number, number, number], StoredEntry>(
    'SELECT idx, leaf, entry FROM entry WHERE idx >= ? AND idx < ? ORDER BY idx LIMIT ?',
  );
  const newest = db.prepare<[], { note: string }>('SELECT note FROM checkpoint ORDER BY size DESC LIMIT 1');
  const sizes = db.prepare<[], { size: number }>('SELECT size FROM checkpoint ORDER BY size');
  const upsert = db.prepare(
    `INSERT INTO checkpoint (size, note, cosigners) VALUES (?, ?, ?)
     ON CONFLICT (size) DO UPDATE SET note = excluded.note, cosigners = excluded.cosigners
     WHERE excluded.cosigners >= checkpoint.cosigners`,
  );
  const at = db.prepare<[number], { note: string }>('SELECT note FROM checkpoint WHERE size = ?');
  const witnessed = db.prepare<[], { size: number }>(
    'SELECT coalesce(max(size), 0) AS size FROM checkpoint WHERE cosigners > 0',
  );

  let size = sizeOf.get()?.size ?? 0;
  // By writer, of this process: its records come in order and each once.
  const lastOf = new Map<string, number>();

  const insert = (item: AppendItem, index: number): Uint8Array => {
    const { id, t, writer, n, entry, vault } = item;
    const leaf = leafHash(entry);
    if (n <= (lastOf.get(writer) ?? -1)) throw new Error(`writer ${writer} sent record ${n} again as a new one`);
    lastOf.set(writer, n);
    const subjects = vault === undefined ? null : JSON.stringify(vault.subjects);
    insertEntry.run(index, id, t, writer, n, leaf, entry, vault?.dek ?? null, subjects, vault?.disclosures ?? null);
    for (const row of item.subjects) insertSubject.run(row.handle, row.kind, row.reference);
    for (const payload of vault?.payloads ?? []) insertPayload.run(id, payload.field, payload.sealed);
    if (item.opens !== undefined) insertOpen.run(toBase64Url(leaf), index, item.opens);
    for (const closed of item.closes) deleteOpen.run(closed);
    return leaf;
  };

  const commit = db.transaction((items: readonly AppendItem[], again: boolean): CommittedBatch => {
    const stored = sizeOf.get()?.size;
    if (stored !== size) throw new Error(`the database holds ${stored} records, this process left ${size}`);
    const leaves: Uint8Array[] = [];
    const resent = again ? findResent(items, size) : undefined;
    const records = items.map((item): Acknowledged => {
      const { writer, n } = item;
      const found = resent?.get(sequenceKey(item));
      if (found !== undefined) {
        if (!equalBytes(entryAt.get(found)?.entry ?? NOTHING, item.entry))
          throw new Error(`writer ${writer} sent two records ${n}`);
        return { writer, n, index: found };
      }
      const index = size + leaves.length;
      leaves.push(insert(item, index));
      return { writer, n, index };
    });
    return { first: size, hashes: Buffer.concat(leaves), records };
  });

  const rows = function* (first: number, end: number) {
    for (let next = first; next < end; ) {
      const found = page.all(next, end, PAGE);
      yield* found;
      const last = found.at(-1);
      if (last === undefined) return;
      next = last.idx + 1;
    }
  };

  return {
    get size() {
      return size;
    },
    commit(items, again) {
      // Before the record that names the person: a key without a record opens nothing, a record without its key never again.
      const fresh = items.flatMap((item) => item.subjects);
      if (fresh.length > 0) keys.add(fresh);
      const batch = commit.immediate(items, again);
      size += batch.hashes.length / 32;
      return batch;
    },
    rows,
    fetch: (first, end) => Promise.resolve([...rows(first, end)]),
    newestCheckpoint: () => newest.get()?.note,
    checkpointSizes: () => sizes.all().map((row) => row.size),
    putCheckpoint: (checkpointSize, note, cosigners) => void upsert.run(checkpointSize, note, cosigners),
    checkpointAt: (checkpointSize) => at.get(checkpointSize)?.note,
    witnessedSize: () => witnessed.get()?.size ?? 0,
  };
}
