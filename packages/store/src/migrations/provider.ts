/** The migrations in order. Held in code, so that a bundled server has them and nothing reads a folder at start. */
import type { Migration, MigrationProvider } from 'kysely';
import { apiKeyTable } from './0001-api-key.ts';
import { budgetSliceTables } from './0002-budget-slice.ts';

// Invariant: a released migration is never edited or removed; a change is a new entry with the next number.
const migrations: Readonly<Record<string, Migration>> = {
  '0001-api-key': apiKeyTable,
  '0002-budget-slice': budgetSliceTables,
};

/** Hands the migrations to Kysely's Migrator. */
export const controlMigrations: MigrationProvider = {
  getMigrations: async () => migrations,
};
