/** (a) A fixed-answer HTTP upstream: called directly, through a raw proxy (the limit), through Remit with everything on. */
import { modernEcho } from './calls.ts';
import { compare, rowOf } from './compare.ts';
import type { Effort } from './effort.ts';
import { timeFdatasync } from './fdatasync.ts';
import type { Section } from './figures.ts';
import { median } from './figures.ts';
import { launch, program } from './launch.ts';
import { startRemit } from './remit-under-test.ts';

const MOST = 4;
const GOAL = 2.5;
/** Milliseconds that Remit may add to a call at concurrency 1, beside one fdatasync. */
const ADDED_MS = 1;

/** Measures the three paths at concurrency 1 and 32. */
export async function againstProxy(effort: Effort): Promise<Section> {
  const quick = effort === 'quick';
  const upstream = await launch(program('fixed-upstream'), []);
  const origin = `http://127.0.0.1:${String(upstream.said['port'])}`;
  const proxy = await launch(program('raw-proxy'), [origin]);
  const remit = await startRemit({ fixed: `{ url: "${origin}/mcp", era: "2026-07-28" }` });
  try {
    const paths = [
      { name: 'direct', target: modernEcho(origin, '/mcp') },
      {
        name: 'raw proxy',
        target: modernEcho(`http://127.0.0.1:${String(proxy.said['port'])}`, '/mcp'),
        pid: proxy.pid,
      },
      { name: 'remit', target: modernEcho(remit.url, '/mcp/fixed', remit.agentKey), pid: remit.pid },
    ];
    const syncs: number[] = [];
    const between = () => void syncs.push(...timeFdatasync(remit.dir, quick ? 20 : 50));
    const rounds = quick ? 3 : 8;
    const warmUp = quick ? 2_000 : 10_000;
    const many = await compare(paths, { rounds, calls: quick ? 1_000 : 4_000, warmUp, concurrency: 32, between });
    const one = await compare(paths, { rounds, calls: quick ? 200 : 500, warmUp: 200, concurrency: 1, between });
    const rows = [...one, ...many];
    const times = rowOf(rows, 'remit', 32)['CPU us/call'] / rowOf(rows, 'raw proxy', 32)['CPU us/call'];
    const added = rowOf(rows, 'remit', 1).p50 - rowOf(rows, 'raw proxy', 1).p50;
    const sync = median(syncs);
    return {
      title: '(a) HTTP upstream with a fixed answer: direct, raw proxy (node:http + undici), Remit with everything on',
      how: `${rounds} interleaved rounds after ${warmUp} calls of warm-up each; CPU of gateway, sequencer and signer.`,
      rows,
      figures: [
        {
          name: 'CPU per call at 32, times the raw proxy',
          value: times,
          unit: 'x',
          limit: { atMost: MOST },
          goal: GOAL,
        },
        { name: 'fdatasync of 1 KiB, p50', value: sync, unit: 'ms' },
        { name: 'p50 added at 1, against the raw proxy', value: added, unit: 'ms', limit: { atMost: ADDED_MS + sync } },
      ],
    };
  } finally {
    await remit.stop();
    await proxy.stop();
    await upstream.stop();
  }
}
