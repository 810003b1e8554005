/** Statements over slices that several transactions are made of. */
import type { Kysely, RawBuilder, Transaction } from 'kysely';
import { PostgresAdapter, sql } from 'kysely';
import type { BudgetSliceTable, ControlSchema } from '../schema.ts';
import type { SliceAsk, SliceKey } from './lease-types.ts';

export type Trx = Transaction<ControlSchema>;

/** Holder of what ended holders settled. */
export const ENDED = '';

/** Milliseconds since the epoch by the clock of the database: the one clock that all gateways share. */
export function databaseNow(db: Kysely<ControlSchema>): RawBuilder<number> {
  return db.getExecutor().adapter instanceof PostgresAdapter
    ? sql<number>`CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)`
    : sql<number>`CAST(unixepoch('subsec') * 1000 AS INTEGER)`;
}

/**
 * Makes whoever else wants these accounts wait until this transaction ends. Sorted, and in one statement, so that no two
 * transactions wait for each other.
 */
export async function lockAccounts(trx: Trx, keys: readonly SliceKey[]): Promise<void> {
  const named = new Map(keys.map(({ limit, account }) => [`${limit}\n${account}`, { limit, account }]));
  const sorted = [...named].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, key]) => key);
  if (sorted.length === 0) return;
  await trx
    .insertInto('budget_account')
    .values(sorted.map(({ limit, account }) => ({ limit_id: limit, account, turn: 0 })))
    .onConflict((on) => on.columns(['limit_id', 'account']).doUpdateSet({ turn: sql<number>`budget_account.turn + 1` }))
    .execute();
}

/** What counts against the limit beside the asker's own slice of this window. */
export async function othersOf(
  trx: Trx,
  holder: string,
  { limit, account, window, since }: SliceAsk,
): Promise<{ readonly amount: number; readonly settled: number }> {
  const base = trx.selectFrom('budget_slice').where('limit_id', '=', limit).where('account', '=', account);
  const counted = since === undefined ? base.where('win', '=', window) : base.where('bucket', '>=', since);
  const { amount, settled } = await counted
    .where((of) => of.or([of('holder', '!=', holder), of('win', '!=', window)]))
    .select([
      sql<number>`CAST(COALESCE(SUM(amount), 0) AS BIGINT)`.as('amount'),
      sql<number>`CAST(COALESCE(SUM(settled), 0) AS BIGINT)`.as('settled'),
    ])
    .executeTakeFirstOrThrow();
  return { amount, settled };
}

/** Sets a holder's slice to these numbers. */
export async function setSlice(trx: Trx, row: BudgetSliceTable): Promise<void> {
  const { amount, settled, held, overrun } = row;
  await trx
    .insertInto('budget_slice')
    .values(row)
    .onConflict((on) =>
      on.columns(['limit_id', 'account', 'win', 'holder']).doUpdateSet({ amount, settled, held, overrun }),
    )
    .execute();
}

/** Adds to what ended holders settled. */
export async function addEnded(trx: Trx, key: SliceKey, settled: number, overrun: number): Promise<void> {
  const row = { ...rowKey(key), holder: ENDED, amount: settled, settled, held: 0, overrun };
  await trx
    .insertInto('budget_slice')
    .values(row)
    .onConflict((on) =>
      on.columns(['limit_id', 'account', 'win', 'holder']).doUpdateSet({
        amount: sql<number>`budget_slice.amount + ${settled}`,
        settled: sql<number>`budget_slice.settled + ${settled}`,
        overrun: sql<number>`budget_slice.overrun + ${overrun}`,
      }),
    )
    .execute();
}

/** Deletes a holder's slice of one window; false when there was none. */
export async function dropSlice(trx: Trx, holder: string, { limit, account, window }: SliceKey): Promise<boolean> {
  const done = await trx
    .deleteFrom('budget_slice')
    .where('limit_id', '=', limit)
    .where('account', '=', account)
    .where('win', '=', window)
    .where('holder', '=', holder)
    .executeTakeFirst();
  return done.numDeletedRows > 0n;
}

/** Windows that are over and still kept of an account, for reports and for a gateway whose clock is behind. */
export const KEPT_WINDOWS = 1_024;

/**
 * Forgets what ended holders settled in windows that are long over: the oldest beyond those that are kept. Slices of
 * living or lost holders are never touched. Windows of one limit have names that sort by length, then by text.
 */
export async function pruneEnded(trx: Trx, { limit, account }: SliceKey): Promise<void> {
  const ended = trx
    .selectFrom('budget_slice')
    .where('limit_id', '=', limit)
    .where('account', '=', account)
    .where('holder', '=', ENDED);
  const old = ended
    .select('win')
    .orderBy(sql`length(win)`, 'desc')
    .orderBy('win', 'desc')
    // SQLite knows no offset without a limit. The rest goes the next time.
    .limit(KEPT_WINDOWS)
    .offset(KEPT_WINDOWS);
  await trx
    .deleteFrom('budget_slice')
    .where('limit_id', '=', limit)
    .where('account', '=', account)
    .where('holder', '=', ENDED)
    .where('win', 'in', old)
    .execute();
}

/** Columns of a key. */
export function rowKey({ limit, account, window, bucket }: SliceKey) {
  return { limit_id: limit, account, win: window, bucket };
}
