/**
 * What was seen: digests of objects and identities of events, so that nothing is added twice. It only repeats what the
 * batches hold, and is filled again from them when it is lost.
 *
 * Events are looked for a thousand at a time, and written by rising key: a row by itself costs more than mapping its event.
 */
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { IDENTITY_BYTES, KEY_BYTES } from './identity.ts';
import { createKeyTable, TABLE_EVENTS } from './key-table.ts';

/** Most identities that {@link EventIndex.look} takes. */
export const LOOK_EVENTS = 1_024;

/** See the module header. Between `begin` and `commit` nothing is kept; a crash in between leaves nothing. */
export interface EventIndex {
  /** Batch that holds the object with this digest (as received, or unpacked). */
  batchOf(sha: string): string | undefined;
  /** All batches that are in the index. */
  batches(): ReadonlySet<string>;
  begin(): void;
  /** Looks for the identities (see identity.ts) of the next events: at most {@link LOOK_EVENTS}, in a row from the start. */
  look(identities: Buffer, count: number): void;
  /**
   * Adds one of those looked for, by its number. `again`: the same bytes are there. `other`: its id is there with other
   * bytes. Throws RangeError for any that was not looked for.
   */
  add(number: number): 'added' | 'again' | 'other';
  /** Takes back the event that was added last. */
  undo(): void;
  /** `mark`: see received-object.ts; undefined when it is not known, empty for what was not received as such. */
  addObject(sha: string, batch: string, mark: string | undefined): void;
  /** False when no object with this mark is there: then its digest need not be looked for. */
  mayHold(mark: string): boolean;
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
  // An index of an earlier version does not know the marks of its objects.
  if (!columnsOf(db).some((column) => isNamed(column, 'mark'))) db.exec('ALTER TABLE object ADD COLUMN mark TEXT');
  db.exec('CREATE INDEX IF NOT EXISTS object_mark ON object(mark)');
  db.exec('CREATE TEMP TABLE number(i INTEGER PRIMARY KEY)');
  const number = db.prepare<[number]>('INSERT INTO temp.number(i) VALUES (?)');
  db.transaction(() => {
    for (let i = 0; i < LOOK_EVENTS; i++) number.run(i);
  })();
  // Identities go over in one blob and are cut up by SQLite.
  const key = `substr(@bytes, i * ${IDENTITY_BYTES} + 1, ${KEY_BYTES})`;
  const raw = `substr(@bytes, i * ${IDENTITY_BYTES} + ${KEY_BYTES + 1}, ${IDENTITY_BYTES - KEY_BYTES})`;
  const find = db
    .prepare<[Group], [number, Buffer]>(
      `SELECT i, event.raw FROM temp.number CROSS JOIN event ON event.key = ${key} WHERE i < @count`,
    )
    .raw();
  const insert = db.prepare<[Group]>(
    `INSERT OR IGNORE INTO event(key, raw) SELECT ${key}, ${raw} FROM temp.number WHERE i < @count ORDER BY i`,
  );
  const objectOf = db.prepare<[string], string>('SELECT batch FROM object WHERE sha = ?').pluck();
  const insertObject = db.prepare<[string, string, string | null]>(
    'INSERT OR IGNORE INTO object(sha, batch, mark) VALUES (?, ?, ?)',
  );
  const markOf = db.prepare<[string], number>('SELECT 1 FROM object WHERE mark = ? OR mark IS NULL LIMIT 1').pluck();
  const insertBatch = db.prepare<[string]>('INSERT OR IGNORE INTO batch(id) VALUES (?)');
  const tagOf = db.prepare<[string], string>('SELECT tag FROM followed WHERE place = ?').pluck();
  const setTag = db.prepare<[string, string]>('INSERT OR REPLACE INTO followed(place, tag) VALUES (?, ?)');
  const allBatches = db.prepare<[], string>('SELECT id FROM batch').pluck();

  const fresh = createKeyTable();
  let looked: Buffer = Buffer.alloc(0);
  const stored = new Map<number, Buffer>();
  const flush = () => {
    const sorted = fresh.sorted();
    for (let at = 0; at < fresh.size; at += LOOK_EVENTS) {
      const count = Math.min(LOOK_EVENTS, fresh.size - at);
      insert.run({ bytes: sorted.subarray(at * IDENTITY_BYTES, (at + count) * IDENTITY_BYTES), count });
    }
    forget();
  };
  const forget = () => {
    fresh.clear();
    looked = looked.subarray(0, 0);
    stored.clear();
  };

  return {
    batchOf: (sha) => objectOf.get(sha),
    batches: () => new Set(allBatches.all()),
    begin: () => void db.exec('BEGIN'),
    look(identities, count) {
      if (count > LOOK_EVENTS) throw new RangeError(`at most ${LOOK_EVENTS} events are looked for at once`);
      // Before the search: what is written now must be found by it.
      if (fresh.size + count > TABLE_EVENTS) flush();
      looked = identities.subarray(0, count * IDENTITY_BYTES);
      stored.clear();
      for (const [i, known] of find.all({ bytes: looked, count })) stored.set(i, known);
    },
    add(number) {
      const at = number * IDENTITY_BYTES;
      if (at + IDENTITY_BYTES > looked.length) throw new RangeError('the event was not looked for');
      const raw = looked.subarray(at + KEY_BYTES, at + IDENTITY_BYTES);
      const known = stored.get(number);
      if (known !== undefined) return raw.equals(known) ? 'again' : 'other';
      const there = fresh.add(looked, at);
      if (there === undefined) return 'added';
      return raw.equals(fresh.bytes.subarray(there + KEY_BYTES, there + IDENTITY_BYTES)) ? 'again' : 'other';
    },
    undo: () => fresh.undo(),
    addObject: (sha, batch, mark) => void insertObject.run(sha, batch, mark ?? null),
    mayHold: (mark) => markOf.get(mark) !== undefined,
    addBatch: (batch) => void insertBatch.run(batch),
    tagOf: (place) => tagOf.get(place),
    setTag: (place, tag) => void setTag.run(place, tag),
    commit() {
      flush();
      db.exec('COMMIT');
    },
    rollback() {
      forget();
      if (db.inTransaction) db.exec('ROLLBACK');
    },
    close: () => void db.close(),
  };
}

function columnsOf(db: Database.Database): readonly unknown[] {
  const columns: unknown = db.pragma('table_info(object)');
  return Array.isArray(columns) ? columns : [];
}

function isNamed(column: unknown, name: string): boolean {
  return typeof column === 'object' && column !== null && 'name' in column && column.name === name;
}

type Group = { readonly bytes: Buffer; readonly count: number };
