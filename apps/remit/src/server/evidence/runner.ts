/** Runs reading jobs in worker threads: a report over a large log must not delay one call. */
import { Worker } from 'node:worker_threads';
import type { StorePlace } from '@remit/ledger';
import type { Job, JobResults } from './jobs.ts';

export interface EvidenceRunner {
  /**
   * Runs one job over the data folder as it is now. `ended`: over this ended log instead of the current one. Rejects with
   * the job's error, or when `signal` breaks it off.
   */
  run<J extends Job>(job: J, signal?: AbortSignal, ended?: string): Promise<JobResults[J['kind']]>;
}

/** What the worker posts. */
export type WorkerAnswer =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly message: string };

/** One thread a job: it opens its own read-only connection and goes away with what it allocated. */
export function createEvidenceRunner(dataDir: string, store: StorePlace): EvidenceRunner {
  return {
    run<J extends Job>(job: J, signal?: AbortSignal, ended?: string) {
      return new Promise<JobResults[J['kind']]>((resolve, reject) => {
        const worker = new Worker(new URL('./worker.js', import.meta.url), {
          workerData: { dataDir, store, job, ended },
        });
        const end = () => void worker.terminate();
        signal?.addEventListener('abort', end, { once: true });
        if (signal?.aborted === true) end();
        worker.once('message', (answer: WorkerAnswer) => {
          // The worker answers each kind with its own result type (see perform in worker.ts).
          if (answer.ok) resolve(answer.value as JobResults[J['kind']]);
          else reject(new Error(answer.message));
        });
        worker.once('error', reject);
        worker.once('exit', (code) => {
          signal?.removeEventListener('abort', end);
          reject(new Error(`the reading thread ended with code ${code} before it answered`));
        });
      });
    },
  };
}
