/**
 * The work of vault/vault-work.ts on PostgreSQL. The keys of persons lie outside the database and are destroyed first;
 * rows and references go in one transaction that holds the lease, and VACUUM takes what they leave in the pages. What the
 * server's own log and its archive still hold was sealed under keys that are gone.
 */
import type { SubjectRow } from '../ipc/subject-row.ts';
import type { SubjectKeyFile } from '../vault/subject-key-file.ts';
import type { VaultOrder } from '../vault/vault-work.ts';
import { byteaArray, textArray } from './array-bytes.ts';
import type { PostgresLog } from './open-log.ts';

const KEEP = `
INSERT INTO subject (handle, kind, reference)
SELECT * FROM unnest($2::text[], $3::text[], $4::bytea[]) WHERE EXISTS (SELECT FROM lease WHERE epoch = $1 FOR SHARE)
ON CONFLICT DO NOTHING`;

const TAKE_AWAY = `
WITH held AS MATERIALIZED (SELECT 1 FROM lease WHERE epoch = $1 FOR SHARE),
e AS (
  UPDATE entry SET dek = NULL, subjects = NULL, disclosures = NULL
  WHERE id = ANY ($2::text[]) AND EXISTS (SELECT FROM held)
),
p AS (DELETE FROM payload WHERE record = ANY ($2::text[]) AND EXISTS (SELECT FROM held)),
s AS (UPDATE subject SET reference = NULL WHERE handle = ANY ($3::text[]) AND EXISTS (SELECT FROM held))
SELECT count(*) AS held FROM held`;

/** Carries an order out. Safe to repeat. Rejects when the lease is lost. */
export async function workOnPostgresVault(log: PostgresLog, keys: SubjectKeyFile, order: VaultOrder): Promise<void> {
  if (order.store.length > 0) await keep(log, keys, order.store);
  const { records, subjects } = order.erase;
  if (records.length === 0 && subjects.length === 0) return;
  keys.destroy(subjects);
  const values = [log.lease.epoch, textArray(records), textArray(subjects)];
  const { rows } = await log.serial(() => log.client.query<{ held: number }>(TAKE_AWAY, values));
  if (rows[0]?.held !== 1) throw new Error('another sequencer has taken the lease');
  await log.serial(() => log.client.query(`VACUUM ${order.compact ? '(FULL)' : ''} entry, payload, subject`));
}

async function keep(log: PostgresLog, keys: SubjectKeyFile, rows: readonly SubjectRow[]): Promise<void> {
  keys.add(rows);
  const values = [
    log.lease.epoch,
    textArray(rows.map(({ handle }) => handle)),
    textArray(rows.map(({ kind }) => kind)),
    byteaArray(rows.map(({ reference }) => reference)),
  ];
  await log.serial(() => log.client.query(KEEP, values));
}
