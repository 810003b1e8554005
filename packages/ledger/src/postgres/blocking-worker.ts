/** The thread behind blocking-reads.ts: one session, one statement after the other. */
import { hash } from 'node:crypto';
import type pg from 'pg';
import { answerQuestions, threadData } from '../blocking/answer-questions.ts';
import { connectPostgres } from './connect.ts';

// Written by blockingDb, in this process.
const { url, name } = threadData() as { url: string; name: string };
let client: pg.Client | undefined;
/** After a server could not be reached, readers are told so at once for this long: each try makes them sleep. */
const AWAY_MS = 1_000;
let awaySince = Number.NEGATIVE_INFINITY;

async function connected(): Promise<pg.Client> {
  if (client !== undefined) return client;
  if (performance.now() - awaySince < AWAY_MS) throw new Error('PostgreSQL could not be reached a moment ago');
  const made = await connectPostgres(url, name).catch((error: unknown) => {
    awaySince = performance.now();
    throw error;
  });
  // The next statement opens another session.
  made.once('end', () => {
    if (client === made) client = undefined;
  });
  client = made;
  return made;
}

async function answer(question: unknown): Promise<readonly object[]> {
  // As above.
  const { sql, params } = question as { sql: string; params: readonly unknown[] };
  const session = await connected();
  const { rows } = await session.query<object>({
    name: hash('sha256', sql).slice(0, 32),
    text: sql,
    values: params.map(sendable),
  });
  return rows;
}

/** Bytes cross threads as Uint8Array; the driver sends a Buffer as they are. */
function sendable(value: unknown): unknown {
  return value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : value;
}

answerQuestions(answer, async () => {
  await client?.end();
});
