/**
 * PostgreSQL for code that reads as it reads SQLite: one statement at a time, answered before the next line runs. A thread
 * of its own speaks to the server and this thread sleeps until the answer is there.
 *
 * For readers, which run beside the gateway (reports, checks, start-up) and for the sequencer's once-a-second publishing;
 * never for an append.
 */
import { fileURLToPath } from 'node:url';
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { ReadDb } from '../db/open-database.ts';
import type { BlockingAnswer, BlockingQuestion } from './blocking-worker.ts';

/** Longest wait for one answer; above the limits of the session itself, which then says more. */
const WAIT_MS = 60_000;

/** Reads, and what the publisher writes. */
export interface BlockingDb extends ReadDb {
  readonly engine: 'postgres';
  /** Rows of one statement whose parameters are `$1`, `$2` and so on. */
  query<Row>(sql: string, params: readonly unknown[]): Row[];
}

/** Starts the thread; the server is reached with the first statement. `name`: what the server shows for the session. */
export function blockingDb(url: string, name: string): BlockingDb {
  const { port1, port2 } = new MessageChannel();
  const signal = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(workerFile(), {
    workerData: { url, name, signal, port: port2 },
    transferList: [port2],
    env: {},
  });
  worker.unref();
  port1.unref();
  let asked = 0;
  let closed = false;

  const query = <Row>(sql: string, params: readonly unknown[]): Row[] => {
    if (closed) throw new Error('this reader is closed');
    const id = ++asked;
    const question: BlockingQuestion = { id, sql, params };
    port1.postMessage(question);
    for (const until = performance.now() + WAIT_MS; ; ) {
      // Only our own thread writes to this port.
      const got = receiveMessageOnPort(port1)?.message as BlockingAnswer | undefined;
      if (got !== undefined && got.id === id) {
        if ('failed' in got) throw new Error(`PostgreSQL: ${got.failed}`);
        // The statement names its columns and the caller their types.
        return got.rows as Row[];
      }
      if (got !== undefined) continue;
      const left = until - performance.now();
      if (left <= 0) throw new Error(`PostgreSQL did not answer within ${WAIT_MS} ms`);
      Atomics.wait(signal, 0, id - 1, left);
    }
  };

  return {
    engine: 'postgres',
    query,
    prepare<Params extends unknown[], Row>(sql: string) {
      const numbered = numberedParameters(sql);
      const all = (...params: Params): Row[] => query<Row>(numbered, params);
      return {
        all,
        get: (...params: Params): Row | undefined => all(...params)[0],
        iterate: (...params: Params) => all(...params).values(),
      };
    },
    close() {
      if (closed) return;
      closed = true;
      const question: BlockingQuestion = { id: 0, sql: '', params: [] };
      port1.postMessage(question);
      port1.close();
    },
  };
}

/** `?` of SQLite as `$1`, `$2`. The statements hold no other question mark. */
function numberedParameters(sql: string): string {
  let n = 0;
  return sql.replaceAll('?', () => `$${++n}`);
}

/** Always the compiled one, also when this module runs from its sources in a test. */
function workerFile(): string {
  const compiled = import.meta.url.endsWith('.ts') ? '../../dist/postgres/' : './';
  return fileURLToPath(new URL(`${compiled}blocking-worker.js`, import.meta.url));
}
