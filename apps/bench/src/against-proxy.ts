/** (a) A fixed-answer HTTP upstream: called directly, through a raw proxy (the limit), through Remit with everything on. */
import { modernEcho } from './calls.ts';
import { cpuOfAll, familyOf } from './cpu.ts';
import { launch, program } from './launch.ts';
import type { Measured, Target } from './load.ts';
import { drive } from './load.ts';
import { startRemit } from './remit-under-test.ts';

export interface Row extends Measured {
  readonly path: string;
  readonly concurrency: number;
  /** CPU of all processes between client and upstream, in microseconds per call. */
  readonly cpuPerCall: number;
}

/** Measures the three paths at concurrency 1 and 32. */
export async function againstProxy(calls: number): Promise<Row[]> {
  const upstream = await launch(program('fixed-upstream'), []);
  const origin = `http://127.0.0.1:${String(upstream.said['port'])}`;
  const proxy = await launch(program('raw-proxy'), [origin]);
  const remit = await startRemit({ fixed: `{ url: "${origin}/mcp", era: "2026-07-28" }` });
  try {
    const rows: Row[] = [];
    for (const concurrency of [1, 32]) {
      const share = concurrency === 1 ? Math.ceil(calls / 4) : calls;
      rows.push(await measure('direct', modernEcho(origin, '/mcp'), share, concurrency, undefined));
      rows.push(
        await measure(
          'raw proxy',
          modernEcho(`http://127.0.0.1:${String(proxy.said['port'])}`, '/mcp'),
          share,
          concurrency,
          proxy.pid,
        ),
      );
      rows.push(
        await measure('remit', modernEcho(remit.url, '/mcp/fixed', remit.agentKey), share, concurrency, remit.pid),
      );
    }
    return rows;
  } finally {
    await remit.stop();
    await proxy.stop();
    await upstream.stop();
  }
}

async function measure(
  path: string,
  target: Target,
  calls: number,
  concurrency: number,
  pid: number | undefined,
): Promise<Row> {
  // Warm-up: the first thousands of calls compile; they say nothing about the rest.
  await drive(target, Math.min(2_000, calls), concurrency);
  const family = pid === undefined ? [] : familyOf(pid);
  const before = cpuOfAll(family);
  const measured = await drive(target, calls, concurrency);
  return { path, concurrency, ...measured, cpuPerCall: (cpuOfAll(family) - before) / calls };
}
