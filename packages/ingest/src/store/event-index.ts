/**
 * What was seen: digests of objects and 16-byte keys of events, so that nothing is added twice. It only repeats what the
 * batches hold, and is filled again from them when it is lost.
 */
import { join } from 'node:path';
import Database from 'better-sqlite3';

/** See the module header. Between `begin` and `commit` nothing is kept; a crash in between leaves nothing. */
export interface EventIndex {
  /** Batch that holds the object with this digest (as received, or unpacked). */
  batchOf(sha: string): string | undefined;
  /** All batches that are in the index. */
  batches(): ReadonlySet<string>;
  begin(): void;
  /** Adds an event. `again`: the same bytes are there. `other`: its id is there with other bytes. */
  add(key: Uint8Array, raw: string): 'added' | 'again' | 'other';
  /** Takes back what {@link EventIndex.add} added. */
  remove(key: Uint8Array): void;
  addObject(sha: string, batch: string): void;
  addBatch(batch: string): void;
  /** What was ingested last from a followed place. */
  tagOf(place: string): string | undefined;
  setTag(place: string, tag: string): void;
  commit(): void;
  /** Forgets everything since `begin`; without effect outside. */
  rollback(): void;
  close(): void;
}

/** Opens or creates the index in the folder of ingested objects. */
export function openEventIndex(folder: string): EventIndex {
  const db = new Database(join(folder, 'index.sqlite'));
  db.pragma('journal_mode = WAL');
  // A commit that is lost in a power cut is found again from the batches.
  db.pragma('synchronous = NORMAL');
  db.pragma('cache_size = -65536');
  db.exec(`
    CREATE TABLE IF NOT EXISTS batch(id TEXT PRIMARY KEY) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS object(sha TEXT PRIMARY KEY, batch TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS followed(place TEXT PRIMARY KEY, tag TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS event(key BLOB PRIMARY KEY, raw BLOB NOT NULL) WITHOUT ROWID;
  `);
  const insert = db.prepare<[Uint8Array, Uint8Array]>('INSERT OR IGNORE INTO event(key, raw) VALUES (?, ?)');
  const remove = db.prepare<[Uint8Array]>('DELETE FROM event WHERE key = ?');
  const rawOf = db.prepare<[Uint8Array], Uint8Array>('SELECT raw FROM event WHERE key = ?').pluck();
  const objectOf = db.prepare<[string], string>('SELECT batch FROM object WHERE sha = ?').pluck();
  const insertObject = db.prepare<[string, string]>('INSERT OR IGNORE INTO object(sha, batch) VALUES (?, ?)');
  const insertBatch = db.prepare<[string]>('INSERT OR IGNORE INTO batch(id) VALUES (?)');
  const tagOf = db.prepare<[string], string>('SELECT tag FROM followed WHERE place = ?').pluck();
  const setTag = db.prepare<[string, string]>('INSERT OR REPLACE INTO followed(place, tag) VALUES (?, ?)');
  const allBatches = db.prepare<[], string>('SELECT id FROM batch').pluck();
  return {
    batchOf: (sha) => objectOf.get(sha),
    batches: () => new Set(allBatches.all()),
    begin: () => void db.exec('BEGIN'),
    add(key, raw) {
      // Eight bytes tell other bytes from the same ones; this is bookkeeping, not proof.
      const digest = Buffer.from(raw.slice(0, 16), 'hex');
      if (insert.run(key, digest).changes === 1) return 'added';
      return digest.equals(rawOf.get(key) ?? Buffer.alloc(0)) ? 'again' : 'other';
    },
    remove: (key) => void remove.run(key),
    addObject: (sha, batch) => void insertObject.run(sha, batch),
    addBatch: (batch) => void insertBatch.run(batch),
    tagOf: (place) => tagOf.get(place),
    setTag: (place, tag) => void setTag.run(place, tag),
    commit: () => void db.exec('COMMIT'),
    rollback() {
      if (db.inTransaction) db.exec('ROLLBACK');
    },
    close: () => void db.close(),
  };
}
