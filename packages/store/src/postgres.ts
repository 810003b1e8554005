/**
 * PostgreSQL for the control store: the same tables and migrations as SQLite, in a schema of their own.
 *
 * Threat: a role, a database or a configuration file may set `synchronous_commit = off`, and a commit would be
 * acknowledged before it is on disk. Every connection says `on` for itself, and the store asks again after a write,
 * together with `fsync`, which only the server's configuration can turn off (ledger reference §5).
 */
import type { Dialect, Kysely } from 'kysely';
import { PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { storeError } from './errors.ts';
import type { ControlSchema } from './schema.ts';

/** Schema of the control tables. The ledger's own tables lie in another one. */
export const CONTROL_SCHEMA = 'remit_control';
/** Connections at most: the registry reads at start and writes one change at a time. */
const MAX_CONNECTIONS = 4;
const CONNECT_TIMEOUT_MS = 5_000;
/** A server whose machine is gone answers nothing at all: the client gives up a little later than the server would. */
const ANSWER_TIMEOUT_MS = 12_000;
/** Longest one statement may take. A server that hangs must not hang the administration. */
const STATEMENT_TIMEOUT_MS = 10_000;
/** Longest a transaction may wait for its next statement: a process that was stopped in one must not hold its rows. */
const IDLE_IN_TRANSACTION_MS = 10_000;
/** Object id of the type int8 (pg_type). */
const INT8 = 20;
/** Classes of values that a commit is durable with: `remote_apply` is `on` and more. */
const DURABLE_COMMIT: ReadonlySet<unknown> = new Set(['on', 'remote_apply']);

/** A pool of connections; Kysely ends it when it is destroyed. Connects to nothing yet. `url`: `postgres://...`. */
export function postgresDialect(url: string): Dialect {
  const pool = new pg.Pool({
    connectionString: withSettings(url),
    max: MAX_CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    query_timeout: ANSWER_TIMEOUT_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    keepAlive: true,
    application_name: 'remit-control',
    types: { getTypeParser: typeParser },
  });
  // An idle connection that breaks is dropped by the pool; the next query opens another one or says why not.
  pool.on('error', () => {});
  // One that breaks while it is asked tells whoever asked; without a listener of its own the process would end.
  pool.on('connect', (client) => void client.on('error', () => {}));
  return new PostgresDialect({ pool });
}

/** Settings of the session travel with its start, so that no statement can come before them. */
function withSettings(url: string): string {
  const parsed = new URL(url);
  const own = `-c synchronous_commit=on -c search_path=${CONTROL_SCHEMA}`;
  parsed.searchParams.set('options', [parsed.searchParams.get('options') ?? '', own].join(' ').trim());
  return parsed.href;
}

/** int8 comes as text; a number that JavaScript would round is refused, not rounded. */
function typeParser(oid: number, format?: 'text' | 'binary'): (value: string) => unknown {
  // Proof: the driver's parsers of text take a text.
  if (oid !== INT8 || format === 'binary') return pg.types.getTypeParser(oid, 'text') as (value: string) => unknown;
  return (value) => {
    const number = Number(value);
    if (!Number.isSafeInteger(number)) throw new RangeError('int8 beyond 2^53');
    return number;
  };
}

/**
 * Writes, then asks the session how durable that write was.
 * @throws RemitError `store.not-durable` unless the server syncs and the session waits for it.
 */
export async function assertPostgresDurable(db: Kysely<ControlSchema>): Promise<void> {
  await db.connection().execute(async (connection) => {
    await sql`COMMENT ON TABLE api_key IS 'API keys of Remit: hashes and handles'`.execute(connection);
    const found = await sql<{ commit: string; fsync: string }>`
      SELECT current_setting('synchronous_commit') AS commit, current_setting('fsync') AS fsync`.execute(connection);
    const { commit, fsync } = found.rows[0] ?? {};
    if (!DURABLE_COMMIT.has(commit) || fsync !== 'on')
      throw storeError('store.not-durable', `synchronous_commit is ${commit}, fsync is ${fsync}`);
  });
}
