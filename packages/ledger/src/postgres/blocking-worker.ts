/** The thread behind blocking-reads.ts: runs one statement after the other and wakes the thread that waits. */
import { hash } from 'node:crypto';
import { type MessagePort, workerData } from 'node:worker_threads';
import type pg from 'pg';
import { connectPostgres } from './connect.ts';

/** One statement. Id 0 ends the thread. */
export interface BlockingQuestion {
  readonly id: number;
  readonly sql: string;
  readonly params: readonly unknown[];
}

/** Its rows, or why there are none. */
export type BlockingAnswer =
  | { readonly id: number; readonly rows: readonly unknown[] }
  | { readonly id: number; readonly failed: string };

// Written by blockingDb, in this process.
const { url, name, signal, port } = workerData as { url: string; name: string; signal: Int32Array; port: MessagePort };
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

async function answer({ id, sql, params }: BlockingQuestion): Promise<BlockingAnswer> {
  try {
    const session = await connected();
    const named = hash('sha256', sql).slice(0, 32);
    const { rows } = await session.query<object>({ name: named, text: sql, values: params.map(sendable) });
    return { id, rows };
  } catch (error) {
    return { id, failed: error instanceof Error ? error.message : String(error) };
  }
}

/** Bytes cross threads as Uint8Array; the driver sends a Buffer as they are. */
function sendable(value: unknown): unknown {
  return value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : value;
}

let last: Promise<void> = Promise.resolve();
port.on('message', (question: BlockingQuestion) => {
  last = last.then(async () => {
    if (question.id === 0) {
      await client?.end().catch(() => {});
      port.close();
      return;
    }
    port.postMessage(await answer(question));
    Atomics.store(signal, 0, question.id);
    Atomics.notify(signal, 0);
  });
});
