/** Who holds slices: registration, silence, fencing, and what the log says of those that are gone. */
import { randomBytes } from 'node:crypto';
import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { ControlSchema } from '../schema.ts';
import type { BudgetLeases, SpentInWindow } from './lease-types.ts';
import type { Trx } from './slice-rows.ts';
import { addEnded, databaseNow, lockAccounts } from './slice-rows.ts';

/** How long a holder may be silent, by the clock of the database. */
const TTL_MS = 15_000;
/** Begin of the name of the note that says how far decisions of other writers in a log are counted. */
const COUNTED = 'counted ';

type Holders = Pick<
  BudgetLeases,
  'ttlMs' | 'register' | 'fenceSilent' | 'settleLost' | 'writers' | 'counted' | 'count'
> & {
  /** Moves the deadline of a living holder and holds its row; false when it is fenced or ended. */
  renew(trx: Trx, holder: string): Promise<boolean>;
};

/** Holders over one database. */
export function createHolders(db: Kysely<ControlSchema>): Holders {
  const now = databaseNow(db);
  return {
    ttlMs: TTL_MS,
    async renew(trx, holder) {
      const done = await trx
        .updateTable('budget_holder')
        .set({ expires_at: sql<number>`${now} + ${sql.lit(TTL_MS)}` })
        .where('id', '=', holder)
        .where('state', '=', 'live')
        .executeTakeFirst();
      return done.numUpdatedRows === 1n;
    },
    async register(writer, log, from) {
      const id = `${writer}/${randomBytes(6).toString('base64url')}`;
      await db.transaction().execute(async (trx) => {
        await trx
          .updateTable('budget_holder')
          .set({ until_index: from })
          .where('writer', '=', writer)
          .where('until_index', 'is', null)
          .execute();
        const expires = sql<number>`${now} + ${sql.lit(TTL_MS)}`;
        const row = { id, writer, log, from_index: from, until_index: null, state: 'live', expires_at: expires };
        await trx.insertInto('budget_holder').values(row).execute();
      });
      return id;
    },
    async fenceSilent() {
      await db
        .updateTable('budget_holder')
        .set({ state: 'fenced' })
        .where('state', '=', 'live')
        .where('expires_at', '<', now)
        .execute();
      const rows = await db.selectFrom('budget_holder').where('state', '=', 'fenced').selectAll().execute();
      return rows.map(({ id, writer, log, from_index: from, until_index: until }) => ({
        id,
        writer,
        log,
        from,
        ...(until === null ? {} : { until }),
      }));
    },
    settleLost: (holder, spent) =>
      db.transaction().execute(async (trx) => {
        const done = await trx
          .updateTable('budget_holder')
          .set({ state: 'ended' })
          .where('id', '=', holder)
          .where('state', '=', 'fenced')
          .executeTakeFirst();
        if (done.numUpdatedRows !== 1n) return false;
        const slices = await trx.selectFrom('budget_slice').where('holder', '=', holder).selectAll().execute();
        const keys = slices.map(({ limit_id: limit, account, win: window, bucket }) => ({
          limit,
          account,
          window,
          bucket,
        }));
        await lockAccounts(trx, [...keys, ...spent]);
        await trx.deleteFrom('budget_slice').where('holder', '=', holder).execute();
        await addAll(trx, spent);
        return true;
      }),
    async writers() {
      const rows = await db.selectFrom('budget_holder').select('writer').distinct().execute();
      return new Set(rows.map(({ writer }) => writer));
    },
    counted: (log) => countedIn(db, log),
    count: (log, from, to, spent) =>
      db.transaction().execute(async (trx) => {
        // A write first: on SQLite it takes the lock, on PostgreSQL the row.
        await trx
          .insertInto('budget_note')
          .values({ name: COUNTED + log, value: '0' })
          .onConflict((on) => on.column('name').doNothing())
          .execute();
        const done = await trx
          .updateTable('budget_note')
          .set({ value: String(to) })
          .where('name', '=', COUNTED + log)
          .where('value', '=', String(from))
          .executeTakeFirst();
        if (done.numUpdatedRows !== 1n) return false;
        await lockAccounts(trx, spent);
        await addAll(trx, spent);
        return true;
      }),
  };
}

async function addAll(trx: Trx, spent: readonly SpentInWindow[]): Promise<void> {
  for (const each of spent) await addEnded(trx, each, each.settled, each.overrun);
}

async function countedIn(db: Kysely<ControlSchema>, log: string): Promise<number> {
  const row = await db
    .selectFrom('budget_note')
    .where('name', '=', COUNTED + log)
    .select('value')
    .executeTakeFirst();
  return Number(row?.value ?? 0);
}
