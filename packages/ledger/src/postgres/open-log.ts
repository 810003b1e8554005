/** Opens the ledger's tables for the sequencer: makes them when they are missing, checks version and origin, takes the lease. */
import { hostname } from 'node:os';
import type { Result } from '@remit/core';
import { err, ok } from '@remit/core';
import type pg from 'pg';
import type { DatabaseRefusal } from '../db/open-database.ts';
import { createSerial, type Serial } from '../serial.ts';
import { connectPostgres, durabilityOf } from './connect.ts';
import { LEASE_MS, type Lease, releaseLease, renewLease, takeLease } from './lease.ts';
import { POSTGRES_SCHEMA, POSTGRES_VERSION } from './schema.ts';

/** How often a sequencer that waits for the lease asks again. */
const ASK_MS = 250;

/** The log's tables with the lease held. */
export interface PostgresLog {
  /** The one session that commits. Its end is the end of the lease. */
  readonly client: pg.Client;
  /** One statement after the other: the session takes no two at once. */
  readonly serial: Serial;
  readonly lease: Lease;
  /** Resolves with the reason when the lease or the session is lost. */
  readonly lost: Promise<string>;
  /** Gives the lease back and ends the session. */
  close(): Promise<void>;
}

/** Why there is no lease: another sequencer has it. `detail` names it. */
export interface LeaseHeld {
  readonly kind: 'held';
  readonly detail: string;
}

/**
 * Opens the log of `origin`. Waits for the lease for at most `waitMs`, or for ever with `undefined`; `onWait` is told once
 * who has it. Rejects when the server cannot be reached.
 */
export async function openPostgresLog(deps: {
  url: string;
  origin: string;
  waitMs: number | undefined;
  onWait(holder: string): void;
}): Promise<Result<PostgresLog, DatabaseRefusal | LeaseHeld>> {
  const client = await connectPostgres(deps.url, 'remit-sequencer');
  try {
    const refusal = await prepareTables(client, deps.origin);
    const lease = refusal ?? (await waitForLease(client, deps));
    if ('kind' in lease) {
      await client.end();
      return err(lease);
    }
    // Asked after the writes above (connect.ts).
    const durable = await durabilityOf(client);
    if (!durable.ok) throw new Error(`PostgreSQL could lose a commit: ${durable.says}. Set fsync = on on the server.`);
    return ok(held(client, lease));
  } catch (error) {
    await client.end().catch(() => {});
    throw error;
  }
}

/** Makes the tables of a new log, or says why those that are there are not of this log and version. */
export async function prepareTables(client: pg.Client, origin: string): Promise<DatabaseRefusal | undefined> {
  await client.query('BEGIN');
  try {
    // Two sequencers may start at once on an empty database.
    await client.query('SELECT pg_advisory_xact_lock(1919249769, 1937072749)');
    const { rows: found } = await client.query<{ there: boolean }>("SELECT to_regclass('meta') IS NOT NULL AS there");
    if (found[0]?.there !== true) {
      // A name without anything to quote (log-schema.ts).
      const { rows: paths } = await client.query<{ schema: string }>("SELECT current_setting('search_path') AS schema");
      await client.query(`CREATE SCHEMA IF NOT EXISTS ${paths[0]?.schema ?? ''}`);
      await client.query(POSTGRES_SCHEMA);
      await client.query("INSERT INTO meta (key, value) VALUES ('origin', $1), ('version', $2)", [
        origin,
        String(POSTGRES_VERSION),
      ]);
    }
    const refusal = await refusalNow(client, origin);
    await client.query('COMMIT');
    return refusal;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    throw error;
  }
}

async function refusalNow(client: pg.Client, origin: string): Promise<DatabaseRefusal | undefined> {
  const { rows } = await client.query<{ key: string; value: string }>('SELECT key, value FROM meta');
  return refusalOf(new Map(rows.map(({ key, value }) => [key, value])), origin);
}

function refusalOf(meta: ReadonlyMap<string, string>, origin: string): DatabaseRefusal | undefined {
  const version = meta.get('version');
  if (version !== String(POSTGRES_VERSION))
    return { kind: 'version', detail: `PostgreSQL schema version ${version}, this software ${POSTGRES_VERSION}` };
  const stored = meta.get('origin');
  if (stored !== origin)
    return { kind: 'origin', detail: `the database holds ${stored ?? 'no origin'}, asked for ${origin}` };
  return undefined;
}

async function waitForLease(
  client: pg.Client,
  deps: { origin: string; waitMs: number | undefined; onWait(holder: string): void },
): Promise<Lease | LeaseHeld | DatabaseRefusal> {
  const me = `${hostname()} process ${process.pid}`;
  const until = deps.waitMs === undefined ? Number.POSITIVE_INFINITY : performance.now() + deps.waitMs;
  for (let told = false; ; ) {
    const taken = await takeLease(client, me);
    // While this one waited the log may have been ended: the tables of that name are then those of the next one.
    const refusal = await refusalNow(client, deps.origin);
    if (refusal !== undefined && !('holder' in taken)) await releaseLease(client, taken);
    if (refusal !== undefined) return refusal;
    if (!('holder' in taken)) return taken;
    if (!told) deps.onWait(taken.holder);
    told = true;
    if (performance.now() >= until) return { kind: 'held', detail: taken.holder };
    await new Promise((resolve) => setTimeout(resolve, ASK_MS));
  }
}

function held(client: pg.Client, lease: Lease): PostgresLog {
  let closed = false;
  let lose: (reason: string) => void = () => {};
  const lost = new Promise<string>((resolve) => {
    lose = resolve;
  });
  client.once('end', () => {
    if (!closed) lose('The connection to PostgreSQL was lost.');
  });
  const serial = createSerial();
  const renew = setInterval(() => {
    serial(() => renewLease(client, lease)).then(
      (ours) => {
        if (!ours) lose(`Another sequencer has taken the lease from epoch ${lease.epoch}.`);
      },
      (error: unknown) => lose(`The lease could not be renewed: ${String(error)}`),
    );
  }, LEASE_MS / 4);
  return {
    client,
    serial,
    lease,
    lost,
    async close() {
      closed = true;
      clearInterval(renew);
      await serial(() => releaseLease(client, lease)).catch(() => {});
      await client.end().catch(() => {});
    },
  };
}
