/**
 * Leased slices of budgets in SQL, for SQLite and PostgreSQL (llm-gateway reference §4.6).
 *
 * Invariant, for each hard limit, account and window (of a rolling one: over the sub-buckets that count): the sum of the
 * amounts of all slices <= what is allowed + overruns. Only `take` adds to an amount otherwise, and it checks and adds
 * while it holds the account's row. A holder that is fenced fails in its first statement, so it changes nothing.
 */
import type { Kysely } from 'kysely';
import type { ControlSchema } from '../schema.ts';
import { grantOf } from './grant.ts';
import { createHolders } from './holders.ts';
import type { BudgetLeases, SliceReport, Taken } from './lease-types.ts';
import type { Trx } from './slice-rows.ts';
import { addEnded, dropSlice, ENDED, lockAccounts, othersOf, pruneEnded, rowKey, setSlice } from './slice-rows.ts';

/** Leases over one database. */
export function createBudgetLeases(db: Kysely<ControlSchema>): BudgetLeases {
  const holders = createHolders(db);
  const { renew } = holders;
  return {
    ttlMs: holders.ttlMs,
    register: holders.register,
    fenceSilent: holders.fenceSilent,
    settleLost: holders.settleLost,
    writers: holders.writers,
    counted: holders.counted,
    count: holders.count,
    take: (holder, asks) =>
      db.transaction().execute(async (trx): Promise<Taken> => {
        if (!(await renew(trx, holder))) return { kind: 'fenced' };
        await lockAccounts(trx, asks);
        const slices: { amount: number; past: boolean }[] = [];
        for (const [index, ask] of asks.entries()) {
          const others = await othersOf(trx, holder, ask);
          const granted = grantOf(ask.allowed - others.amount - ask.amount, ask.least, ask.wanted);
          if (granted === undefined && ask.hard) {
            const settled = others.settled + ask.settled;
            return { kind: 'short', index, settled, held: others.amount + ask.amount - settled };
          }
          slices.push({ amount: ask.amount + (granted ?? ask.least), past: granted === undefined });
        }
        for (const [index, ask] of asks.entries()) {
          const { settled, held, overrun } = ask;
          // Proof: one slice was pushed for each ask.
          const { amount } = slices[index] as { amount: number };
          await setSlice(trx, { ...rowKey(ask), holder, amount, settled, held, overrun });
        }
        return { kind: 'granted', slices };
      }),
    report: (holder, reports) =>
      db.transaction().execute(async (trx) => {
        if (!(await renew(trx, holder))) return 'fenced';
        await lockAccounts(trx, reports);
        for (const report of reports)
          if (report.retired) await retire(trx, holder, report);
          else await setSlice(trx, rowOf(holder, report));
        return 'kept';
      }),
    leave: (holder, reports) =>
      db.transaction().execute(async (trx) => {
        if (!(await renew(trx, holder))) return 'fenced';
        await lockAccounts(trx, reports);
        // A slice that is gone was retired before, and the answer was lost: it is counted already.
        for (const report of reports)
          if (await dropSlice(trx, holder, report))
            await addEnded(trx, report, report.settled + report.held, report.overrun);
        await trx.deleteFrom('budget_slice').where('holder', '=', holder).execute();
        await trx.updateTable('budget_holder').set({ state: 'ended' }).where('id', '=', holder).execute();
        return 'kept';
      }),
    async sums(limits) {
      if (limits.length === 0) return [];
      const rows = await db
        .selectFrom('budget_slice')
        .where('limit_id', 'in', limits)
        .select(({ fn, cast }) => [
          'limit_id',
          'account',
          'win',
          'bucket',
          cast<number>(fn.sum('amount'), 'bigint').as('amount'),
          cast<number>(fn.sum('settled'), 'bigint').as('settled'),
          cast<number>(fn.sum('held'), 'bigint').as('held'),
          cast<number>(fn.sum('overrun'), 'bigint').as('overrun'),
        ])
        .groupBy(['limit_id', 'account', 'win', 'bucket'])
        .orderBy('limit_id')
        .orderBy('account')
        .orderBy('win')
        .execute();
      return rows.map(({ limit_id: limit, win: window, ...rest }) => ({ limit, window, ...rest }));
    },
  };
}

function rowOf(holder: string, report: SliceReport) {
  const { amount, settled, held, overrun } = report;
  return { ...rowKey(report), holder, amount, settled, held, overrun };
}

/** Repeated after an answer that was lost, it finds no slice and adds nothing. */
async function retire(trx: Trx, holder: string, report: SliceReport): Promise<void> {
  if (await dropSlice(trx, holder, report)) await addEnded(trx, report, report.settled, report.overrun);
  if (report.since === undefined) return await pruneEnded(trx, report);
  await trx
    .deleteFrom('budget_slice')
    .where('limit_id', '=', report.limit)
    .where('account', '=', report.account)
    .where('holder', '=', ENDED)
    .where('bucket', '<', report.since)
    .execute();
}
