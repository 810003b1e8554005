/**
 * The log's rows in PostgreSQL: the store of sequencer/entry-store.ts for one sequencer that holds the lease.
 *
 * A batch is one prepared statement, one round trip and one transaction of its own. It writes nothing unless the lease
 * still has our fencing token, whose row it locks until it is committed, and unless the number of rows is the one we left.
 * Invariant: an index is used once: it is the primary key, it is given by the one holder of the lease, and a holder that was
 * replaced changes nothing.
 */
import { equalBytes, toBase64Url } from '@remit/core';
import { leafHash } from '@remit/tlog';
import type { Acknowledged, AppendItem } from '../ipc/messages.ts';
import type { CommittedBatch, EntryStore, StoredEntry } from '../sequencer/entry-store.ts';
import { sequenceKey } from '../sequencer/resent-rows.ts';
import type { BindMessage } from './bind-message.ts';
import type { BlockingDb } from './blocking-reads.ts';
import type { EntryPages } from './entry-pages.ts';
import type { PostgresLog } from './open-log.ts';
import { writtenStatement } from './written-statement.ts';

const PAGE = 512;

/** $1 epoch, $2 first index; then the columns of entry, payload, subject, open calls opened and closed. */
const COMMIT = `
WITH held AS MATERIALIZED (SELECT 1 FROM lease WHERE epoch = $1::bigint FOR SHARE),
room AS MATERIALIZED (
  SELECT 1 FROM held WHERE (SELECT coalesce(max(idx) + 1, 0) FROM entry) = $2::bigint
),
e AS (
  INSERT INTO entry (idx, id, t, writer, n, leaf, entry, dek, subjects, disclosures)
  SELECT $2::bigint + at - 1, id, t, writer, n, leaf, entry, dek, subjects, disclosures
  FROM unnest($3::text[], $4::text[], $5::text[], $6::bigint[], $7::bytea[], $8::bytea[], $9::bytea[], $10::text[], $11::bytea[])
    WITH ORDINALITY AS u (id, t, writer, n, leaf, entry, dek, subjects, disclosures, at)
  WHERE EXISTS (SELECT FROM room) RETURNING 1
),
p AS (
  INSERT INTO payload (record, field, sealed)
  SELECT * FROM unnest($12::text[], $13::text[], $14::bytea[]) WHERE EXISTS (SELECT FROM room)
),
s AS (
  INSERT INTO subject (handle, kind, reference)
  SELECT * FROM unnest($15::text[], $16::text[], $17::bytea[]) WHERE EXISTS (SELECT FROM room)
),
o AS (
  INSERT INTO open_call (leaf, idx, kind, writer)
  SELECT * FROM unnest($18::text[], $19::bigint[], $20::text[], $21::text[]) WHERE EXISTS (SELECT FROM room)
),
c AS (DELETE FROM open_call WHERE leaf = ANY ($22::text[]) AND EXISTS (SELECT FROM room))
SELECT (SELECT count(*) FROM held) AS held, (SELECT count(*) FROM e) AS inserted`;
const COMMIT_PARAMETERS = 22;

const RESENT = `
SELECT e.idx, e.writer, e.n, e.entry FROM entry e JOIN unnest($1::text[], $2::bigint[]) AS k (writer, n) USING (writer, n)`;

const PUT_CHECKPOINT = `
INSERT INTO checkpoint (size, note, cosigners)
SELECT $1::bigint, $2, $3::integer WHERE EXISTS (SELECT FROM lease WHERE epoch = $4)
ON CONFLICT (size) DO UPDATE SET note = excluded.note, cosigners = excluded.cosigners
WHERE excluded.cosigners >= checkpoint.cosigners`;

/**
 * The store over a log with its lease. `pages`: for what is published once a second; `reads`: for everything else but
 * commits. `keys`: where new persons' keys are kept.
 */
export async function createPostgresEntryStore(deps: {
  log: PostgresLog;
  pages: EntryPages;
  reads: BlockingDb;
  keys: { add(rows: AppendItem['subjects']): void };
}): Promise<EntryStore> {
  const { log, reads, keys } = deps;
  const { client, lease } = log;
  const found = await client.query<{ size: number }>('SELECT coalesce(max(idx) + 1, 0) AS size FROM entry');
  let size = found.rows[0]?.size ?? 0;
  // By writer, of this process: its records come in order and each once.
  const lastOf = new Map<string, number>();

  const resent = async (items: readonly AppendItem[]): Promise<Map<string, { idx: number; entry: Uint8Array }>> => {
    const values = [items.map(({ writer }) => writer), items.map(({ n }) => n)];
    const { rows } = await log.serial(() =>
      client.query<{ idx: number; writer: string; n: number; entry: Uint8Array }>({
        name: 'resent',
        text: RESENT,
        values,
      }),
    );
    return new Map(rows.map((row) => [sequenceKey(row), row]));
  };

  const insert = writtenStatement(client, { name: 'commit', text: COMMIT, parameters: COMMIT_PARAMETERS });

  return {
    get size() {
      return size;
    },
    async commit(items, again) {
      const stored = again ? await resent(items) : undefined;
      const batch = splitBatch(items, stored, size, lastOf);
      if (batch.fresh.length === 0) return { first: size, hashes: new Uint8Array(), records: batch.records };
      // Before the record that names the person: a key without a record opens nothing, a record without its key never again.
      const subjects = batch.fresh.flatMap((item) => item.subjects);
      if (subjects.length > 0) keys.add(subjects);
      const leaves = batch.fresh.map((item) => leafHash(item.entry));
      const columns = columnsOf(batch.fresh, leaves, size);
      const row = await log.serial(() =>
        insert((message) => {
          message.int8(lease.epoch);
          message.int8(size);
          columns(message);
        }),
      );
      const [held = 0, inserted = 0] = (row ?? []).map(Number);
      if (held === 0) throw new Error(`another sequencer has taken the lease; ours was of epoch ${lease.epoch}`);
      if (inserted !== batch.fresh.length)
        throw new Error(`the database does not hold the ${size} records that this process left`);
      const committed: CommittedBatch = { first: size, hashes: Buffer.concat(leaves), records: batch.records };
      size += batch.fresh.length;
      return committed;
    },
    *rows(first, end) {
      for (let next = first; next < end; ) {
        const rows = reads.query<StoredEntry>(
          'SELECT idx, leaf, entry FROM entry WHERE idx >= $1 AND idx < $2 ORDER BY idx LIMIT $3',
          [next, end, PAGE],
        );
        yield* rows;
        const last = rows.at(-1);
        if (last === undefined) return;
        next = last.idx + 1;
      }
    },
    fetch: (first, end) => deps.pages.fetch(first, end),
    newestCheckpoint: () =>
      reads.query<{ note: string }>('SELECT note FROM checkpoint ORDER BY size DESC LIMIT 1', [])[0]?.note,
    checkpointSizes: () =>
      reads.query<{ size: number }>('SELECT size FROM checkpoint ORDER BY size', []).map((row) => row.size),
    putCheckpoint: (at, note, cosigners) => void reads.query(PUT_CHECKPOINT, [at, note, cosigners, lease.epoch]),
    checkpointAt: (at) => reads.query<{ note: string }>('SELECT note FROM checkpoint WHERE size = $1', [at])[0]?.note,
    witnessedSize: () =>
      reads.query<{ size: number }>('SELECT coalesce(max(size), 0) AS size FROM checkpoint WHERE cosigners > 0', [])[0]
        ?.size ?? 0,
  };
}

interface Batch {
  readonly fresh: readonly AppendItem[];
  readonly records: readonly Acknowledged[];
}

/** What is new, and where each record stands or will stand. Throws when a number was used for another record. */
function splitBatch(
  items: readonly AppendItem[],
  stored: ReadonlyMap<string, { idx: number; entry: Uint8Array }> | undefined,
  size: number,
  lastOf: Map<string, number>,
): Batch {
  const fresh: AppendItem[] = [];
  // Two processes may send what one of them left on disk: a re-sent record can come twice in one batch.
  const known = stored === undefined ? undefined : new Map(stored);
  const records = items.map((item): Acknowledged => {
    const { writer, n } = item;
    const there = known?.get(sequenceKey(item));
    if (there !== undefined) {
      if (!equalBytes(there.entry, item.entry)) throw new Error(`writer ${writer} sent two records ${n}`);
      return { writer, n, index: there.idx };
    }
    if (n <= (lastOf.get(writer) ?? -1)) throw new Error(`writer ${writer} sent record ${n} again as a new one`);
    lastOf.set(writer, n);
    const index = size + fresh.length;
    fresh.push(item);
    known?.set(sequenceKey(item), { idx: index, entry: item.entry });
    return { writer, n, index };
  });
  return { fresh, records };
}

/** Writes the columns, in the order of the statement. */
function columnsOf(items: readonly AppendItem[], leaves: readonly Uint8Array[], size: number) {
  const payloads = items.flatMap(({ id, vault }) => (vault?.payloads ?? []).map((payload) => ({ id, ...payload })));
  const subjects = items.flatMap((item) => item.subjects);
  // A statement does not see its own insertions: a call that is opened and closed in one batch is neither.
  const closes = new Set(items.flatMap((item) => item.closes));
  const opens = items.flatMap(({ opens: kind, writer }, i) => {
    if (kind === undefined) return [];
    const leaf = toBase64Url(leaves[i] ?? new Uint8Array());
    return closes.has(leaf) ? [] : [{ leaf, idx: size + i, kind, writer }];
  });
  return (message: BindMessage) => {
    message.textArray(items, ({ id }) => id);
    message.textArray(items, ({ t }) => t);
    message.textArray(items, ({ writer }) => writer);
    message.int8Array(items, ({ n }) => n);
    message.byteaArray(leaves, (leaf) => leaf);
    message.byteaArray(items, ({ entry }) => entry);
    message.byteaArray(items, ({ vault }) => vault?.dek ?? null);
    message.textArray(items, ({ vault }) => (vault === undefined ? null : JSON.stringify(vault.subjects)));
    message.byteaArray(items, ({ vault }) => vault?.disclosures ?? null);
    message.textArray(payloads, ({ id }) => id);
    message.textArray(payloads, ({ field }) => field);
    message.byteaArray(payloads, ({ sealed }) => sealed);
    message.textArray(subjects, ({ handle }) => handle);
    message.textArray(subjects, ({ kind }) => kind);
    message.byteaArray(subjects, ({ reference }) => reference);
    message.textArray(opens, ({ leaf }) => leaf);
    message.int8Array(opens, ({ idx }) => idx);
    message.textArray(opens, ({ kind }) => kind);
    message.textArray(opens, ({ writer }) => writer);
    message.textArray([...closes], (leaf) => leaf);
  };
}
