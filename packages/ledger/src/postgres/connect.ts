/**
 * Sessions of the ledger in PostgreSQL. Each says for itself that a commit waits for the disk, whatever role, database or
 * configuration say, and the sequencer asks again after a write (ledger reference §5).
 *
 * The connection must be a session of its own: a pooler that shares sessions between transactions would hand the
 * sequencer's lock to somebody else.
 */
import pg from 'pg';
import { splitSchema } from './log-schema.ts';

const CONNECT_TIMEOUT_MS = 5_000;
/** Longest one statement may take before the session counts as lost. */
const STATEMENT_TIMEOUT_MS = 20_000;
/** A server whose machine is gone answers nothing at all: the client gives up a little later than the server would. */
const ANSWER_TIMEOUT_MS = 25_000;
/** Object id of the type int8 (pg_type). */
const INT8 = 20;
/** A peer that is gone is noticed by both sides after about 5 + 3 x 3 s of silence. */
const KEEPALIVE = '-c tcp_keepalives_idle=5 -c tcp_keepalives_interval=3 -c tcp_keepalives_count=3';

/** A connected session. `name` is what the server shows for it. Rejects when the server cannot be reached. */
export async function connectPostgres(url: string, name: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: withSettings(url),
    application_name: name,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    query_timeout: ANSWER_TIMEOUT_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: 5_000,
    types: { getTypeParser: typeParser },
  });
  // Whoever waits for an answer is told by its promise; without a listener the event would end the process.
  client.on('error', () => {});
  await client.connect();
  return client;
}

/** How the session commits, asked after a write. */
export async function durabilityOf(client: pg.Client): Promise<{ readonly ok: boolean; readonly says: string }> {
  const { rows } = await client.query<{ commit: string; fsync: string }>(
    "SELECT current_setting('synchronous_commit') AS commit, current_setting('fsync') AS fsync",
  );
  const { commit, fsync } = rows[0] ?? {};
  // remote_apply is `on` and more: it waits for the standby's replay too.
  const ok = (commit === 'on' || commit === 'remote_apply') && fsync === 'on';
  return { ok, says: `synchronous_commit is ${commit}, fsync is ${fsync}` };
}

/** The settings travel with the start of the session, so that no statement can come before them. */
function withSettings(address: string): string {
  const { schema, url } = splitSchema(address);
  const parsed = new URL(url);
  const own = `-c synchronous_commit=on -c search_path=${schema} ${KEEPALIVE}`;
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
