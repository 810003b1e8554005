/** Opens the control store: connection, schema, durability check, repositories. */
import type { Dialect } from 'kysely';
import { Kysely, Migrator } from 'kysely';
import type { BudgetLeases } from './budget/lease-types.ts';
import { createBudgetLeases } from './budget/leases.ts';
import { storeError } from './errors.ts';
import type { KeyRepository } from './key-repository.ts';
import { createKeyRepository } from './key-repository.ts';
import { controlMigrations } from './migrations/provider.ts';
import type { Notes } from './notes.ts';
import { createNotes } from './notes.ts';
import { assertPostgresDurable, CONTROL_SCHEMA, postgresDialect } from './postgres.ts';
import type { ControlSchema } from './schema.ts';
import { assertSqliteDurable, sqliteDialect } from './sqlite.ts';

export interface ControlStore {
  readonly keys: KeyRepository;
  /** Slices of budgets that several gateways share. */
  readonly leases: BudgetLeases;
  /** Caches by name. */
  readonly notes: Notes;
  close(): Promise<void>;
}

/**
 * Opens `control.sqlite`, creating it when it is missing.
 * @throws RemitError `store.migration-failed`, `store.not-durable`; SqliteError when the file is not a database.
 */
export async function openControlStore(path: string): Promise<ControlStore> {
  return createControlStore(sqliteDialect(path), assertSqliteDurable);
}

/**
 * Opens the control store in a PostgreSQL database, making its schema when it is missing. `url`: `postgres://...`.
 * @throws RemitError `store.migration-failed`, `store.not-durable`; the driver's error when the server cannot be reached.
 */
export async function openPostgresControlStore(url: string): Promise<ControlStore> {
  return createControlStore(postgresDialect(url), assertPostgresDurable, CONTROL_SCHEMA);
}

/**
 * The store over any Kysely dialect. `assertDurable` runs after the migrations, that is after a write, and throws
 * when the engine could acknowledge a commit that a power loss takes back. `schema`: made first when it is missing.
 */
export async function createControlStore(
  dialect: Dialect,
  assertDurable: (db: Kysely<ControlSchema>) => Promise<void>,
  schema?: string,
): Promise<ControlStore> {
  const db = new Kysely<ControlSchema>({ dialect });
  try {
    await migrate(db, schema);
    await assertDurable(db);
  } catch (error) {
    await db.destroy();
    throw error;
  }
  return {
    keys: createKeyRepository(db),
    leases: createBudgetLeases(db),
    notes: createNotes(db),
    close: () => db.destroy(),
  };
}

async function migrate(db: Kysely<ControlSchema>, schema: string | undefined): Promise<void> {
  const { error, results } = await new Migrator({
    db,
    provider: controlMigrations,
    ...(schema === undefined ? {} : { migrationTableSchema: schema }),
  }).migrateToLatest();
  if (error === undefined) return;
  const failed = results?.find((result) => result.status === 'Error')?.migrationName;
  const detail = failed ?? (error instanceof Error ? error.message : 'unknown cause');
  throw storeError('store.migration-failed', detail, { cause: error });
}
