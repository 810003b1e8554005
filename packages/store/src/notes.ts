/** Single texts by name, for what can be made anew: caches. */
import type { Kysely } from 'kysely';
import type { ControlSchema } from './schema.ts';

export interface Notes {
  get(name: string): Promise<string | undefined>;
  /** Replaces it. Rejects with the database's error when it cannot be written. */
  set(name: string, value: string): Promise<void>;
}

/** The notes of one database. */
export function createNotes(db: Kysely<ControlSchema>): Notes {
  return {
    async get(name) {
      const row = await db.selectFrom('budget_note').where('name', '=', name).select('value').executeTakeFirst();
      return row?.value;
    },
    async set(name, value) {
      await db
        .insertInto('budget_note')
        .values({ name, value })
        .onConflict((on) => on.column('name').doUpdateSet({ value }))
        .execute();
    },
  };
}
