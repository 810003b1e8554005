/** The thread behind blocking-reads.ts: one session, one statement after the other. */
import { hash } from 'node:crypto';
import type pg from 'pg';
import { answerQuestions, threadData } from '../blocking/answer-questions.ts';
import { connectPostgres } from './connect.ts';

// Written by blockingDb, in this process.
const { url, name } = threadData() as { url: string; name: string };
let client: pg.Client | undefined;

async function connected(): Promise<pg.Client> {
  if (client !== undefined) return client;
  const made = await connectPostgres(url, name);
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
