/**
 * The service of s3-server.ts in a thread of its own: code under test may block the thread that it runs in until the
 * service has answered.
 */
import { Worker } from 'node:worker_threads';

/** See s3-server.ts. Each question is asked of the other thread. */
export interface S3Double {
  readonly url: string;
  /** An object's bytes and the headers that are served with it. */
  object(
    key: string,
  ): Promise<{ readonly bytes: Uint8Array; readonly headers: Readonly<Record<string, string>> } | undefined>;
  keys(): Promise<readonly string[]>;
  /** `METHOD key status` of each request, in order. */
  requests(): Promise<readonly string[]>;
  /** What was wrong with requests: signatures, unknown operations. */
  problems(): Promise<readonly string[]>;
  /** Changes one byte of an object. */
  alter(key: string, at: number): Promise<void>;
  /** Answers 500 to everything until called with false. */
  fail(on: boolean): Promise<void>;
  /** Ignores If-None-Match and If-Match, as a service that is no match for S3 would. */
  ignoreConditions(on: boolean): Promise<void>;
  close(): Promise<void>;
}

/** One question to the thread. */
export interface S3Question {
  readonly id: number;
  readonly ask: 'url' | 'object' | 'keys' | 'requests' | 'problems' | 'alter' | 'fail' | 'ignore' | 'close';
  readonly key?: string;
  readonly at?: number;
  readonly on?: boolean;
}

/** Starts it for one bucket in `region`. */
export async function startS3Double(bucket: string, region = 'eu-central-1'): Promise<S3Double> {
  const worker = new Worker(new URL('./s3-double-main.js', import.meta.url), { workerData: { bucket, region } });
  const waiting = new Map<number, (value: unknown) => void>();
  worker.on('message', ({ id, value }: { id: number; value: unknown }) => {
    waiting.get(id)?.(value);
    waiting.delete(id);
  });
  let asked = 0;
  // The thread answers each question with the type that the interface declares (s3-double-main.ts).
  const ask = <T>(question: Omit<S3Question, 'id'>): Promise<T> =>
    new Promise((resolve) => {
      const id = ++asked;
      waiting.set(id, resolve as (value: unknown) => void);
      worker.postMessage({ id, ...question });
    });
  const url = await ask<string>({ ask: 'url' });
  return {
    url,
    object: (key) => ask({ ask: 'object', key }),
    keys: () => ask({ ask: 'keys' }),
    requests: () => ask({ ask: 'requests' }),
    problems: () => ask({ ask: 'problems' }),
    alter: (key, at) => ask({ ask: 'alter', key, at }),
    fail: (on) => ask({ ask: 'fail', on }),
    ignoreConditions: (on) => ask({ ask: 'ignore', on }),
    async close() {
      await ask({ ask: 'close' });
      await worker.terminate();
    },
  };
}
