/** Drives several paths in turn, so that a change of the machine's load meets all of them alike. */
import { cpuByProcess, cpuOfAll, cpuSince, familyOf } from './cpu.ts';
import { quantile } from './figures.ts';
import type { Drive, Target } from './load.ts';
import { drive } from './load.ts';

/** One way from the client to the upstream. */
export interface Path {
  readonly name: string;
  readonly target: Target;
  /** Process whose CPU counts, with its descendants; undefined for the direct way. */
  readonly pid?: number;
  /** Command lines of processes that do not count: the upstream's own. */
  readonly without?: readonly string[];
  /** Process of a database server; its CPU, with its descendants, is told beside and does not count. */
  readonly server?: number;
}

/** What one path cost at one concurrency. A type alias, so that it can be a row of a table. */
export type PathRow = {
  readonly path: string;
  readonly concurrency: number;
  readonly calls: number;
  /** CPU of all processes that count, in microseconds per call. */
  readonly 'CPU us/call': number;
  /** CPU of the database server; only where there is one. */
  readonly 'server us/call'?: number;
  /** Calls per CPU second. */
  readonly 'calls/CPU s': number;
  readonly 'calls/s': number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
};

export interface Plan {
  readonly rounds: number;
  /** Calls of one path in one round, and before the first round. */
  readonly calls: number;
  readonly warmUp: number;
  readonly concurrency: number;
  /** Runs between the rounds. */
  readonly between?: () => void;
  /** How calls are made and what of them is timed. Default: whole calls. */
  readonly drive?: Drive;
}

/** Measures all paths in interleaved rounds and adds each path's rounds up. */
export async function compare(paths: readonly Path[], plan: Plan): Promise<PathRow[]> {
  const run = plan.drive ?? drive;
  const sums = paths.map(() => ({ cpu: 0, server: 0, seconds: 0, times: [] as number[] }));
  for (const { target } of paths) await run(target, plan.warmUp, plan.concurrency);
  for (let round = 0; round < plan.rounds; round++) {
    for (const [i, path] of paths.entries()) {
      const sum = sums[i];
      if (sum === undefined) continue;
      // After the warm-up: by then every process that serves the path has been started.
      const family = path.pid === undefined ? [] : familyOf(path.pid, path.without);
      const before = cpuOfAll(family);
      const beside = path.server === undefined ? undefined : cpuByProcess(path.server);
      const measured = await run(path.target, plan.calls, plan.concurrency);
      sum.cpu += cpuOfAll(family) - before;
      if (path.server !== undefined && beside !== undefined) sum.server += cpuSince(beside, path.server);
      sum.seconds += measured.seconds;
      sum.times.push(...measured.times);
    }
    plan.between?.();
  }
  return paths.map(({ name, pid, server: beside }, i) => {
    const { cpu, server, seconds, times } = sums[i] ?? { cpu: 0, server: 0, seconds: 0, times: [] };
    const perCall = pid === undefined ? Number.NaN : cpu / times.length;
    return {
      path: name,
      concurrency: plan.concurrency,
      calls: times.length,
      'CPU us/call': perCall,
      ...(beside === undefined ? {} : { 'server us/call': server / times.length }),
      'calls/CPU s': Math.round(1e6 / perCall),
      'calls/s': Math.round(times.length / seconds),
      p50: quantile(times, 0.5),
      p95: quantile(times, 0.95),
      p99: quantile(times, 0.99),
    };
  });
}

/** The row of a path, which was measured. */
export function rowOf(rows: readonly PathRow[], path: string, concurrency: number): PathRow {
  const row = rows.find((one) => one.path === path && one.concurrency === concurrency);
  if (row === undefined) throw new Error(`${path} at concurrency ${concurrency} was not measured`);
  return row;
}
