/** Reads and writes API keys. The registry keeps them in memory and comes here at start and on a change. */
import type { Kysely } from 'kysely';
import { storeError } from './errors.ts';
import type { ApiKeyTable, ControlSchema } from './schema.ts';

/** One stored key. */
export interface StoredKey {
  readonly id: string;
  /** Lowercase hex SHA-256 of the token. */
  readonly hash: string;
  /** Handle of the person. */
  readonly person: string;
  readonly agent?: string;
  readonly roles: readonly string[];
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly revokedAt?: number;
}

export interface KeyRepository {
  /** All keys, revoked ones too, oldest first. */
  all(): Promise<readonly StoredKey[]>;
  /** Resolves when the row is committed to disk. @throws RemitError `store.not-written`; the database's error when the id or the hash exists. */
  insert(key: StoredKey): Promise<void>;
  /** Marks a key revoked; false when it does not exist or is revoked already. Resolves when committed to disk. @throws RemitError `store.not-written`. */
  revoke(id: string, at: number): Promise<boolean>;
}

/** The repository over one database. */
export function createKeyRepository(db: Kysely<ControlSchema>): KeyRepository {
  return {
    async all() {
      const rows = await db.selectFrom('api_key').selectAll().orderBy('created_at').orderBy('id').execute();
      return rows.map(fromRow);
    },
    async insert(key) {
      await written(db.insertInto('api_key').values(toRow(key)).execute());
    },
    async revoke(id, at) {
      const done = await written(
        db
          .updateTable('api_key')
          .set({ revoked_at: at })
          .where('id', '=', id)
          .where('revoked_at', 'is', null)
          .executeTakeFirst(),
      );
      return done.numUpdatedRows === 1n;
    },
  };
}

/** A full or broken disk as an error of the table; a broken rule of the schema is a surprise and stays what it is. */
async function written<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
    // SQLite's name, and the class of SQLSTATE "integrity constraint violation".
    if (code.startsWith('SQLITE_CONSTRAINT') || code.startsWith('23')) throw error;
    throw storeError('store.not-written', code, { cause: error });
  }
}

function toRow(key: StoredKey): ApiKeyTable {
  return {
    id: key.id,
    hash: key.hash,
    person: key.person,
    agent: key.agent ?? null,
    roles: JSON.stringify(key.roles),
    created_at: key.createdAt,
    revoked_at: key.revokedAt ?? null,
  };
}

function fromRow(row: ApiKeyTable): StoredKey {
  return {
    id: row.id,
    hash: row.hash,
    person: row.person,
    ...(row.agent === null ? {} : { agent: row.agent }),
    roles: rolesOf(row),
    createdAt: row.created_at,
    ...(row.revoked_at === null ? {} : { revokedAt: row.revoked_at }),
  };
}

function rolesOf(row: ApiKeyTable): string[] {
  const roles: unknown = JSON.parse(row.roles);
  if (!Array.isArray(roles) || !roles.every((role) => typeof role === 'string'))
    throw new TypeError(`api_key ${row.id}: roles is not an array of strings`);
  return roles;
}
