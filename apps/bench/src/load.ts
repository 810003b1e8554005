/** Sends calls at a fixed concurrency and measures each. */
import { performance } from 'node:perf_hooks';
import { Pool } from 'undici';

export interface Target {
  readonly origin: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Body of call number `n`; distinct arguments, so that nothing can be answered from a cache. */
  body(n: number): string;
  /** True when the answer is the right one. */
  right(status: number, body: string): boolean;
}

export interface Measured {
  readonly calls: number;
  readonly seconds: number;
  readonly wrong: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** Runs `calls` calls on `concurrency` connections. */
export async function drive(target: Target, calls: number, concurrency: number): Promise<Measured> {
  const pool = new Pool(target.origin, { connections: concurrency, pipelining: 1 });
  const times = new Float64Array(calls);
  let next = 0;
  let wrong = 0;
  const started = performance.now();
  const worker = async () => {
    for (let n = next++; n < calls; n = next++) {
      const at = performance.now();
      const answer = await pool.request({
        method: 'POST',
        path: target.path,
        headers: target.headers,
        body: target.body(n),
      });
      const text = await answer.body.text();
      times[n] = performance.now() - at;
      if (!target.right(answer.statusCode, text)) wrong += 1;
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  const seconds = (performance.now() - started) / 1000;
  await pool.close();
  times.sort();
  const at = (share: number) => times[Math.min(calls - 1, Math.floor(calls * share))] ?? Number.NaN;
  return { calls, seconds, wrong, p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}
