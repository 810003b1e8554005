/** What the operator sees of the upstreams. */
import type { ServerConfig } from './server-config.ts';
import type { EraVerdicts } from './upstream/era-verdicts.ts';
import type { UpstreamPool } from './upstream/pool.ts';
import type { Era } from './wire/versions.ts';

/** The state of one configured server, over all its connections. */
export interface ServerStatus {
  readonly name: string;
  readonly transport: 'stdio' | 'http';
  /** As configured, or as the server answered; undefined while nobody asked it. */
  readonly era: Era | undefined;
  /** Connections by state; each belongs to one person and agent, or to all when the server is shared. */
  readonly connections: Readonly<Record<'idle' | 'connected' | 'connecting' | 'paused', number>>;
  /** Tools in the newest list, of whichever connection. */
  readonly tools: number | undefined;
  /** Listed tools that were left out of it; the log says which and why. No names here: who asks for the status may not see them. */
  readonly leftOut: number;
}

/** The state of every server, in the order of the configuration. */
export function serverStatus(
  servers: readonly ServerConfig[],
  pool: UpstreamPool,
  verdicts: EraVerdicts,
): readonly ServerStatus[] {
  return servers.map((server) => {
    const own = [...pool.all()].filter(({ link }) => link.server === server.name);
    const connections = { idle: 0, connected: 0, connecting: 0, paused: 0 };
    for (const { link } of own) connections[link.state] += 1;
    const lists = own.flatMap(({ catalog }) => catalog.last() ?? []);
    const newest = lists.toSorted((a, b) => b.at - a.at)[0];
    const configured = server.era === undefined || server.era === 'auto' ? undefined : server.era;
    return {
      name: server.name,
      transport: server.transport.kind,
      era: configured ?? verdicts.get(server.name),
      connections,
      tools: newest?.tools.size,
      leftOut: newest?.dropped.length ?? 0,
    };
  });
}
