/**
 * One sequencer at a time. The lease is a row with a deadline and a fencing token (`epoch`) that each new holder raises,
 * and a lock of the holder's session. A holder whose session ended is replaced at once, one that hangs when its deadline
 * has passed, by the clock of the server.
 *
 * Invariant: being replaced is noticed where it matters. A commit checks the token in its own transaction and holds the
 * row meanwhile (entry-store.ts); the signer refuses a token lower than the highest it has seen. So neither a clock nor a
 * paused process can lead to two holders whose records count.
 */
import type pg from 'pg';

/** Spells "remi". Advisory locks are per database; the second half of the key is the log's. */
const FAMILY = 1919249769;
/** "leas" for the log in use, another number for each other schema: two logs of one database have two sequencers. */
const LOG =
  "CASE current_schema() WHEN 'remit_ledger' THEN 1818585203 ELSE hashtext(current_schema()) & 2147483647 END";
const LOCK = `(${FAMILY}, ${LOG})`;

/** How long a holder may be silent. */
export const LEASE_MS = 10_000;

/** A lease that is held. */
export interface Lease {
  readonly epoch: number;
}

/** Who holds the lease, for messages. */
export interface LeaseHolder {
  readonly holder: string;
  readonly epoch: number;
}

/**
 * Takes the lease if it is free: nobody's session holds the lock, or the holder's deadline has passed; in that case the
 * old session is ended, so that what it may still be doing is undone.
 */
export async function takeLease(client: pg.Client, holder: string): Promise<Lease | LeaseHolder> {
  const { rows: locked } = await client.query<{ free: boolean }>(`SELECT pg_try_advisory_lock${LOCK} AS free`);
  const free = locked[0]?.free === true;
  const taken = await client.query<{ epoch: number }>(
    `UPDATE lease SET epoch = epoch + 1, holder = $1, expires = clock_timestamp() + $2 * interval '1 millisecond'
     WHERE $3 OR expires < clock_timestamp() RETURNING epoch`,
    [holder, LEASE_MS, free],
  );
  const epoch = taken.rows[0]?.epoch;
  if (epoch === undefined) {
    const { rows } = await client.query<LeaseHolder>('SELECT holder, epoch FROM lease');
    return rows[0] ?? { holder: 'nobody', epoch: 0 };
  }
  if (!free) await endOldSession(client);
  return { epoch };
}

/** True while the lease is still ours: the deadline is moved. */
export async function renewLease(client: pg.Client, { epoch }: Lease): Promise<boolean> {
  const { rowCount } = await client.query(
    "UPDATE lease SET expires = clock_timestamp() + $2 * interval '1 millisecond' WHERE epoch = $1",
    [epoch, LEASE_MS],
  );
  return rowCount === 1;
}

/** Lets a standby take over at once. */
export async function releaseLease(client: pg.Client, { epoch }: Lease): Promise<void> {
  await client.query("UPDATE lease SET expires = '-infinity' WHERE epoch = $1", [epoch]);
  await client.query(`SELECT pg_advisory_unlock${LOCK}`);
}

/** A role may end sessions of its own. Where the old session has another role it stays, fenced by its token all the same. */
async function endOldSession(client: pg.Client): Promise<void> {
  const { rows } = await client
    .query<{ ended: boolean }>(
      `SELECT pg_terminate_backend(pid, 5000) AS ended FROM pg_locks
       WHERE locktype = 'advisory' AND granted AND classid = ${FAMILY} AND objid = (${LOG})::oid
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND pid <> pg_backend_pid()`,
    )
    .catch(() => ({ rows: [] }));
  if (rows.some(({ ended }) => ended)) await client.query(`SELECT pg_try_advisory_lock${LOCK}`);
}
