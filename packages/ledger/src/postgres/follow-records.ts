/**
 * What other gateways put into the log: each gateway reads the records of a few rare types as they come, so that a key that
 * was revoked or a scope that was declared at one of them holds at all within a second or two. The log is the one version
 * of that state: there is no second table that could say something else.
 *
 * Threat: a gateway that cannot read goes on with keys and scopes that others have taken back. So from a stated bound on it
 * records no decision, and what is not recorded is not forwarded. Reading is asynchronous: a database that hangs holds up no
 * call that is under way.
 */
import type { Logger } from '@remit/core';
import type { Recorder } from '@remit/record';
import type pg from 'pg';
import { RARE_TYPE } from '../db/schema.ts';
import { ledgerError } from '../errors.ts';
import type { LedgerEntry } from '../types.ts';

const EVERY_MS = 1_000;
const STALE_MS = 10_000;
const PAGE = 512;

const NEXT = `
SELECT idx AS "index", entry FROM entry WHERE t = ANY ($1::text[]) AND ${RARE_TYPE} AND idx >= $2 ORDER BY idx LIMIT ${PAGE}`;

/** Records that say or change who may do what. Ends and counts of what was allowed before are recorded all the same. */
const DECIDES: ReadonlySet<string> = new Set([
  'mcp.decision',
  'llm.decision',
  'session.open',
  'approval',
  'registry.change',
  'scope.declare',
  'policy.activate',
]);

/** A reader of what comes. */
export interface RecordFollower {
  /** False from {@link FollowDeps.staleMs} after the last successful reading on. */
  current(): boolean;
  /** The recorder, which throws `ledger.not-current` for decisions while this is not current. */
  guard(recorder: Recorder): Recorder;
  /** Begins to read. `taken` is told the records in the order of the log; a rejection counts as not read. */
  start(taken: (records: readonly LedgerEntry[]) => Promise<void>): void;
  stop(): Promise<void>;
}

/** What {@link followRecords} needs. */
export interface FollowDeps {
  readonly url: string;
  /** Rare types (db/schema.ts). */
  readonly types: readonly string[];
  /** Index from which on records are new: the size of the log before the state was read. */
  readonly from: number;
  /** Milliseconds between two readings; default 1,000. */
  readonly everyMs?: number;
  /** Milliseconds without a reading after which nothing is decided; default 10,000. */
  readonly staleMs?: number;
  readonly logger: Logger;
}

/** Reads nothing before it is started. */
export function followRecords(deps: FollowDeps): RecordFollower {
  const { url, types, logger, everyMs = EVERY_MS, staleMs = STALE_MS } = deps;
  let next = deps.from;
  let readAt = performance.now();
  let session: pg.Client | undefined;
  let stopped = false;
  let failing = false;
  let timer: NodeJS.Timeout | undefined;
  let turn: Promise<void> = Promise.resolve();

  const connected = async (): Promise<pg.Client> => {
    if (session !== undefined) return session;
    // Loaded only when wanted: it brings the driver with it.
    const { connectPostgres } = await import('./connect.ts');
    const made = await connectPostgres(url, 'remit-follower');
    made.once('end', () => {
      if (session === made) session = undefined;
    });
    session = made;
    return made;
  };

  const read = async (taken: (records: readonly LedgerEntry[]) => Promise<void>): Promise<void> => {
    for (;;) {
      // What is committed while the statement is on its way counts for the next one.
      const asked = performance.now();
      const { rows } = await (await connected()).query<LedgerEntry>({
        name: 'next',
        text: NEXT,
        values: [types, next],
      });
      if (rows.length > 0) await taken(rows);
      next = (rows.at(-1)?.index ?? next - 1) + 1;
      readAt = asked;
      if (rows.length < PAGE) return;
    }
  };

  const run = async (taken: (records: readonly LedgerEntry[]) => Promise<void>): Promise<void> => {
    try {
      await read(taken);
      if (failing) logger.info({}, 'what other gateways declare can be read again');
      failing = false;
    } catch (error) {
      if (!failing)
        logger.error({ err: error }, 'what other gateways declare cannot be read; decisions stop when this lasts');
      failing = true;
      await session?.end().catch(() => {});
      session = undefined;
    }
    if (!stopped) plan(taken);
  };
  const plan = (taken: (records: readonly LedgerEntry[]) => Promise<void>): void => {
    timer = setTimeout(() => {
      turn = run(taken);
    }, everyMs);
    timer.unref();
  };

  const current = () => performance.now() - readAt < staleMs;
  return {
    current,
    guard: (recorder) => ({
      record(draft, committed) {
        if (DECIDES.has(draft.t) && !current())
          throw ledgerError('ledger.not-current', `for ${Math.floor((performance.now() - readAt) / 1000)} s`);
        return recorder.record(draft, committed);
      },
    }),
    start(taken) {
      readAt = performance.now();
      turn = run(taken);
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await turn;
      await session?.end().catch(() => {});
    },
  };
}
