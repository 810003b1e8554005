/** Sends calls at a fixed concurrency and measures each. */
import { performance } from 'node:perf_hooks';
import { Pool } from 'undici';

export interface Target {
  readonly origin: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Body of call number `n`; distinct arguments, so that nothing can be answered from a cache. */
  body(n: number): string;
  /** True when the answer is the right one for call `n`. */
  right(status: number, body: string, n: number): boolean;
}

export interface Measured {
  readonly calls: number;
  readonly seconds: number;
  /** Milliseconds of each call, to its end or to its first byte, in no order. */
  readonly times: readonly number[];
}

/** Drives a target, and says how long each call took. */
export type Drive = (target: Target, calls: number, concurrency: number) => Promise<Measured>;

/** Runs `calls` calls on `concurrency` connections. Throws when an answer was wrong: a fast wrong answer is no figure. */
export async function drive(target: Target, calls: number, concurrency: number): Promise<Measured> {
  const pool = new Pool(target.origin, { connections: concurrency, pipelining: 1 });
  const times: number[] = [];
  let next = 0;
  let wrong = 0;
  let example = '';
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
      times.push(performance.now() - at);
      if (target.right(answer.statusCode, text, n)) continue;
      wrong += 1;
      example = `${answer.statusCode} ${text.slice(0, 300)}`;
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  const seconds = (performance.now() - started) / 1000;
  await pool.close();
  if (wrong > 0)
    throw new Error(`${wrong} of ${calls} answers from ${target.origin}${target.path} were wrong, such as ${example}`);
  return { calls, seconds, times };
}
