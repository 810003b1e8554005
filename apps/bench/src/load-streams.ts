/** Sends calls that are answered as streams, and times the first byte of each. */
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
import type { Drive } from './load.ts';

/** How long after one another the connections begin: callers of a model do not call in step. */
const APART_MS = 17;

/** {@link drive} with the time from the call to the first byte of its body. */
export const driveFirstBytes: Drive = async (target, calls, concurrency) => {
  const pool = new Pool(target.origin, { connections: concurrency, pipelining: 1 });
  const times: number[] = [];
  let next = 0;
  const started = performance.now();
  const worker = async (place: number) => {
    await sleep(place * APART_MS);
    for (let n = next++; n < calls; n = next++) {
      const at = performance.now();
      const { path, headers } = target;
      const answer = await pool.request({ method: 'POST', path, headers, body: target.body(n) });
      let first: number | undefined;
      let text = '';
      for await (const chunk of answer.body) {
        first ??= performance.now() - at;
        text += String(chunk);
      }
      if (!target.right(answer.statusCode, text, n) || first === undefined)
        throw new Error(`a stream from ${target.origin} was wrong: ${answer.statusCode} ${text.slice(-300)}`);
      times.push(first);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, (_, place) => worker(place)));
  const seconds = (performance.now() - started) / 1000;
  await pool.close();
  return { calls, seconds, times };
};
