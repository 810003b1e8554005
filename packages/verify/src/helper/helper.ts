/**
 * Threads beside the one that works. They are started with the first job and keep no process alive that has nothing else to
 * do. A thread that ends takes nothing with it: its jobs fail, and the verification or the pack with them.
 */
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Answer, Job } from './jobs.ts';
import type { Answered } from './thread.ts';

/** See the module header. */
export interface Helper {
  /** Threads that work at the same time. */
  readonly threads: number;
  /** Gives the job to the thread that has least to do. */
  run(job: Job): Promise<Answer>;
  close(): Promise<void>;
}

/** Above this a pool only takes memory: each thread holds one unpacked file. */
const MOST_THREADS = 4;

interface Thread {
  readonly worker: Worker;
  readonly waiting: Map<number, { resolve(answer: Answer): void; reject(error: Error): void }>;
}

/** `entry`: the file a thread starts with; it calls `serveHelper`. */
export function createHelper(entry: string | URL = entryFile()): Helper {
  const threads = Math.max(1, Math.min(MOST_THREADS, availableParallelism()));
  const started: Thread[] = [];
  let jobs = 0;

  const start = (): Thread => {
    const worker = new Worker(entry);
    worker.unref();
    const thread: Thread = { worker, waiting: new Map() };
    const fail = (error: Error) => {
      for (const { reject } of thread.waiting.values()) reject(error);
      thread.waiting.clear();
    };
    worker.on('message', (answered: Answered) => {
      const job = thread.waiting.get(answered.n);
      thread.waiting.delete(answered.n);
      if (thread.waiting.size === 0) worker.unref();
      if ('failed' in answered) job?.reject(new Error(answered.failed));
      else job?.resolve(answered.answer);
    });
    worker.on('error', fail);
    worker.on('exit', (code) => fail(new Error(`a helper thread ended with code ${code}`)));
    started.push(thread);
    return thread;
  };

  return {
    threads,
    async run(job) {
      const idle = started.find(({ waiting }) => waiting.size === 0);
      const thread = idle ?? (started.length < threads ? start() : leastBusy(started)) ?? start();
      return await new Promise<Answer>((resolve, reject) => {
        jobs += 1;
        thread.waiting.set(jobs, { resolve, reject });
        // While a job is under way it is what the process waits for.
        thread.worker.ref();
        thread.worker.postMessage({ n: jobs, job });
      });
    },
    async close() {
      await Promise.all(started.splice(0).map(({ worker }) => worker.terminate()));
    },
  };
}

function leastBusy(threads: readonly Thread[]): Thread | undefined {
  return [...threads].sort((a, b) => a.waiting.size - b.waiting.size)[0];
}

/** The compiled entry, also when this module runs from its sources in a test. */
function entryFile(): string {
  const compiled = import.meta.url.endsWith('.ts') ? '../../dist/helper/' : './';
  return fileURLToPath(new URL(`${compiled}entry.js`, import.meta.url));
}
