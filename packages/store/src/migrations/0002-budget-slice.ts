/** Creates the tables of leased budgets and of the snapshot of balances. */
import type { Kysely, Migration } from 'kysely';

export const budgetSliceTables: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('budget_holder')
      .addColumn('id', 'text', (column) => column.primaryKey().notNull())
      .addColumn('writer', 'text', (column) => column.notNull())
      .addColumn('log', 'text', (column) => column.notNull())
      .addColumn('from_index', 'bigint', (column) => column.notNull())
      .addColumn('until_index', 'bigint')
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('expires_at', 'bigint', (column) => column.notNull())
      .execute();
    await db.schema
      .createTable('budget_account')
      .addColumn('limit_id', 'text', (column) => column.notNull())
      .addColumn('account', 'text', (column) => column.notNull())
      .addColumn('turn', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('budget_account_key', ['limit_id', 'account'])
      .execute();
    await db.schema
      .createTable('budget_slice')
      .addColumn('limit_id', 'text', (column) => column.notNull())
      .addColumn('account', 'text', (column) => column.notNull())
      .addColumn('win', 'text', (column) => column.notNull())
      .addColumn('holder', 'text', (column) => column.notNull())
      .addColumn('bucket', 'bigint', (column) => column.notNull())
      .addColumn('amount', 'bigint', (column) => column.notNull())
      .addColumn('settled', 'bigint', (column) => column.notNull())
      .addColumn('held', 'bigint', (column) => column.notNull())
      .addColumn('overrun', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('budget_slice_key', ['limit_id', 'account', 'win', 'holder'])
      .execute();
    await db.schema.createIndex('budget_slice_holder').on('budget_slice').column('holder').execute();
    await db.schema
      .createTable('budget_note')
      .addColumn('name', 'text', (column) => column.primaryKey().notNull())
      .addColumn('value', 'text', (column) => column.notNull())
      .execute();
  },
};
