/**
 * A roll on PostgreSQL. The new log is made in a schema of its own. When it stands whole, one transaction that holds the
 * lease of the old log gives the old schema its name for good and the new one the name of the log in use.
 */
import { basename } from 'node:path';
import type { Result } from '@remit/core';
import { err, ok } from '@remit/core';
import type pg from 'pg';
import { connectPostgres } from '../postgres/connect.ts';
import { takeLease } from '../postgres/lease.ts';
import { endedSchema, inSchema, NEXT_SCHEMA } from '../postgres/log-schema.ts';
import { prepareTables } from '../postgres/open-log.ts';
import { LEDGER_SCHEMA } from '../postgres/schema.ts';
import type { StorePlace } from '../types.ts';
import { endedStore, TILES_ROW, tilesBelow } from './ended-store.ts';
import type { RollIntent } from './roll-intent.ts';
import type { RollDeps, RollPlaces } from './roll-types.ts';

type PostgresPlace = Extract<StorePlace, { kind: 'postgres' }>;

/** See roll-places.ts. Its methods reject when the server cannot be reached. */
export function postgresPlaces(
  { dir }: RollDeps,
  store: PostgresPlace,
  intent: RollIntent,
  at: { next: string; ended: string },
): RollPlaces {
  const next: PostgresPlace = { ...store, url: inSchema(store.url, NEXT_SCHEMA) };
  const endedName = endedSchema(basename(at.ended));
  return {
    // Its rows have their final name only when nothing of it is asked for any more; folders are moved after that.
    old: () => ({ dir, store }),
    next: { dir: at.next, store: next },
    ended: { dir: at.ended, store: endedStore(at.ended, store) },
    whole: () => withSession(store.url, (session) => hasSchema(session, endedName)),
    prepare: () =>
      withSession(next.url, async (session) => {
        const refusal = await prepareTables(session, intent.to);
        if (refusal !== undefined) return err(refusal.detail);
        if (store.tiles !== undefined)
          await session.query('INSERT INTO meta (key, value) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
            TILES_ROW,
            tilesBelow(intent.to),
          ]);
        await session.query(
          `INSERT INTO subject (handle, kind, reference)
           SELECT handle, kind, reference FROM ${LEDGER_SCHEMA}.subject WHERE reference IS NOT NULL ON CONFLICT DO NOTHING`,
        );
        return ok(undefined);
      }),
    swapRows: () => withSession(store.url, (session) => swap(session, endedName)),
  };
}

async function swap(session: pg.Client, endedName: string): Promise<Result<undefined, string>> {
  if (await hasSchema(session, endedName)) return ok(undefined);
  const lease = await takeLease(session, 'the end of the log');
  if ('holder' in lease)
    return err(`Another sequencer works on the log: ${lease.holder}. Stop every sequencer and gateway, then go on.`);
  await session.query('BEGIN');
  try {
    // A sequencer that was replaced and wakes up later must find neither log with its fencing token.
    await session.query(`UPDATE ${NEXT_SCHEMA}.lease SET epoch = greatest(epoch, $1) + 1, expires = '-infinity'`, [
      lease.epoch,
    ]);
    await session.query(`ALTER SCHEMA ${LEDGER_SCHEMA} RENAME TO ${endedName}`);
    await session.query(`ALTER SCHEMA ${NEXT_SCHEMA} RENAME TO ${LEDGER_SCHEMA}`);
    await session.query(`UPDATE ${endedName}.lease SET expires = '-infinity'`);
    await session.query('COMMIT');
    return ok(undefined);
  } catch (error) {
    await session.query('ROLLBACK').catch(() => {});
    throw error;
  }
}

async function hasSchema(session: pg.Client, name: string): Promise<boolean> {
  const { rows } = await session.query('SELECT 1 FROM pg_namespace WHERE nspname = $1', [name]);
  return rows.length > 0;
}

async function withSession<T>(url: string, work: (session: pg.Client) => Promise<T>): Promise<T> {
  const session = await connectPostgres(url, 'remit-roll');
  try {
    return await work(session);
  } finally {
    await session.end().catch(() => {});
  }
}
