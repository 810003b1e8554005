/**
 * (j) The measurement of (a) with the log on PostgreSQL: the same upstream, the same raw proxy, and in turn with them a
 * gateway on SQLite and one on PostgreSQL, which runs on the same machine. CPU of the server is told beside.
 */
import type { TestPostgres } from '@remit/testing/postgres';
import { startPostgres } from '@remit/testing/postgres';
import { modernEcho } from './calls.ts';
import { compare, rowOf } from './compare.ts';
import type { Effort } from './effort.ts';
import type { Section } from './figures.ts';
import { launch, program } from './launch.ts';
import { startRemit } from './remit-under-test.ts';

/** The bound and the goal of (a). */
const MOST = 4;
const GOAL = 2.5;

/** Measures the three paths at concurrency 1 and 32. Rejects where no server can run. */
export async function gatewayOnPostgres(effort: Effort): Promise<Section> {
  const server = await startPostgres();
  if (server.kind === 'absent') throw new Error(server.reason);
  try {
    return await compared(server, effort);
  } finally {
    // Also when a program does not start.
    await server.stop();
  }
}

async function compared(server: TestPostgres, effort: Effort): Promise<Section> {
  const quick = effort === 'quick';
  const upstream = await launch(program('fixed-upstream'), []);
  const origin = `http://127.0.0.1:${String(upstream.said['port'])}`;
  const proxy = await launch(program('raw-proxy'), [origin]);
  const fixed = { fixed: `{ url: "${origin}/mcp", era: "2026-07-28" }` };
  const onSqlite = await startRemit(fixed);
  const onPostgres = await startRemit(fixed, {}, `store: { postgres: { url: "${await server.newDatabase()}" } }\n`);
  try {
    const paths = [
      {
        name: 'raw proxy',
        target: modernEcho(`http://127.0.0.1:${String(proxy.said['port'])}`, '/mcp'),
        pid: proxy.pid,
      },
      { name: 'on SQLite', target: modernEcho(onSqlite.url, '/mcp/fixed', onSqlite.agentKey), pid: onSqlite.pid },
      {
        name: 'on PostgreSQL',
        target: modernEcho(onPostgres.url, '/mcp/fixed', onPostgres.agentKey),
        pid: onPostgres.pid,
        server: server.pid(),
      },
    ];
    const rounds = quick ? 3 : 8;
    const warmUp = quick ? 2_000 : 10_000;
    const many = await compare(paths, { rounds, calls: quick ? 1_000 : 4_000, warmUp, concurrency: 32 });
    const one = await compare(paths, { rounds, calls: quick ? 200 : 500, warmUp: 200, concurrency: 1 });
    const rows = [...one, ...many];
    const cpu = (path: string) => rowOf(rows, path, 32)['CPU us/call'];
    const p50 = (path: string) => rowOf(rows, path, 1).p50;
    return {
      title: '(j) a gateway on PostgreSQL and one on SQLite, everything on, before the upstream of (a)',
      how: `${rounds} interleaved rounds after ${warmUp} calls of warm-up each; CPU of gateway, sequencer and signer; CPU of PostgreSQL, on the same machine, beside it.`,
      rows,
      figures: [
        {
          name: 'CPU per call at 32 on PostgreSQL, times the raw proxy',
          value: cpu('on PostgreSQL') / cpu('raw proxy'),
          unit: 'x',
          limit: { atMost: MOST },
          goal: GOAL,
        },
        { name: 'the same on SQLite', value: cpu('on SQLite') / cpu('raw proxy'), unit: 'x' },
        {
          name: 'CPU per call at 32 on PostgreSQL, times SQLite',
          value: cpu('on PostgreSQL') / cpu('on SQLite'),
          unit: 'x',
        },
        {
          name: 'p50 at 1 on PostgreSQL, less that on SQLite',
          value: p50('on PostgreSQL') - p50('on SQLite'),
          unit: 'ms',
        },
      ],
    };
  } finally {
    await onPostgres.stop();
    await onSqlite.stop();
    await proxy.stop();
    await upstream.stop();
  }
}
