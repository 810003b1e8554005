/** (b) The same stdio upstream through mcp-proxy and through Remit; the upstream's own process is in neither sum. */
import { legacyEcho } from './calls.ts';
import { compare, rowOf } from './compare.ts';
import type { Effort } from './effort.ts';
import type { Section } from './figures.ts';
import { inWorkspace } from './launch.ts';
import { startMcpProxy } from './peers.ts';
import { startRemit } from './remit-under-test.ts';

const UPSTREAM = inWorkspace('node_modules/@modelcontextprotocol/server-everything/dist/index.js');
const MOST = 1 / 3;

/** Measures both at concurrency 1 and 32. */
export async function againstMcpProxy(effort: Effort): Promise<Section> {
  const quick = effort === 'quick';
  const peer = await startMcpProxy(process.execPath, [UPSTREAM, 'stdio']);
  const remit = await startRemit({
    everything: `{ command: ${JSON.stringify(process.execPath)}, args: [${JSON.stringify(UPSTREAM)}, stdio] }`,
  });
  try {
    const without = ['server-everything'];
    const paths = [
      { name: 'mcp-proxy', target: await legacyEcho(peer.origin, '/mcp'), pid: peer.pid, without },
      {
        name: 'remit',
        target: await legacyEcho(remit.url, '/mcp/everything', remit.agentKey),
        pid: remit.pid,
        without,
      },
    ];
    const rounds = quick ? 2 : 5;
    const warmUp = quick ? 1_000 : 4_000;
    const many = await compare(paths, { rounds, calls: quick ? 500 : 2_000, warmUp, concurrency: 32 });
    const one = await compare(paths, { rounds, calls: quick ? 100 : 300, warmUp: 100, concurrency: 1 });
    const rows = [...one, ...many];
    return {
      title: '(b) stdio upstream (server-everything, tool echo): mcp-proxy, Remit with everything on',
      how: `${rounds} interleaved rounds after ${warmUp} calls of warm-up each, one session; the upstream's process is in neither sum.`,
      rows,
      figures: [
        {
          name: 'CPU per call at 32, times mcp-proxy',
          value: rowOf(rows, 'remit', 32)['CPU us/call'] / rowOf(rows, 'mcp-proxy', 32)['CPU us/call'],
          unit: 'x',
          limit: { atMost: MOST },
        },
      ],
    };
  } finally {
    await remit.stop();
    await peer.stop();
  }
}
