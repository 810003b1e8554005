/**
 * Remote places for code that reads as it reads a file: asked, and answered before the next line runs. A thread of its own
 * speaks to the other machine and this thread sleeps until the answer is there.
 *
 * For readers, which run beside the gateway (reports, checks, start-up) and for the sequencer's once-a-second publishing;
 * never for an append.
 */
import { fileURLToPath } from 'node:url';
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { ThreadAnswer } from './answer-questions.ts';

/** Longest wait for one answer; above the limits of the work itself, which then says more. */
const WAIT_MS = 60_000;

/** The sleeping side. */
export interface BlockingThread {
  /** Sends plain data and answers what came back. @throws Error with the words of the other side's failure. */
  ask(question: unknown): unknown;
  close(): void;
}

/** Starts the thread of a compiled file below `dist`. `data` is given to it once. */
export function blockingThread(file: string, data: object): BlockingThread {
  const { port1, port2 } = new MessageChannel();
  const signal = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(compiled(file), {
    workerData: { data, signal, port: port2 },
    transferList: [port2],
    env: {},
  });
  worker.unref();
  port1.unref();
  let asked = 0;
  let closed = false;
  return {
    ask(question) {
      if (closed) throw new Error('this reader is closed');
      const id = ++asked;
      port1.postMessage({ id, question });
      for (const until = performance.now() + WAIT_MS; ; ) {
        // Only our own thread writes to this port.
        const got = receiveMessageOnPort(port1)?.message as ThreadAnswer | undefined;
        if (got?.id === id) {
          if ('failed' in got) throw new Error(got.failed);
          return got.value;
        }
        if (got !== undefined) continue;
        const left = until - performance.now();
        if (left <= 0) throw new Error(`no answer within ${WAIT_MS} ms`);
        Atomics.wait(signal, 0, id - 1, left);
      }
    },
    close() {
      if (closed) return;
      closed = true;
      port1.postMessage({ id: 0 });
      port1.close();
    },
  };
}

/** Always the compiled one, also when this module runs from its sources in a test. */
function compiled(file: string): string {
  const dist = import.meta.url.endsWith('.ts') ? '../../dist/' : '../';
  return fileURLToPath(new URL(`${dist}${file}`, import.meta.url));
}
