/** Wires the upstream side: one HTTP pool per server, one connector per link, verdicts shared by all links of a server. */
import type { Clock, Logger } from '@remit/core';
import type { Gateway } from '@remit/gateway';
import type { Dispatcher } from 'undici';
import type { McpLimits } from '../limits.ts';
import type { ServerConfig } from '../server-config.ts';
import { createCatalogCache } from './catalog-cache.ts';
import type { Connector } from './connector.ts';
import type { EraVerdicts } from './era-verdicts.ts';
import { createEraVerdicts } from './era-verdicts.ts';
import { createHttpConnector } from './http/http-connector.ts';
import type { HttpPeer } from './http/http-peer.ts';
import { createHttpPeer } from './http/http-peer.ts';
import type { UpstreamPool } from './pool.ts';
import { createUpstreamPool } from './pool.ts';
import { createStdioConnector } from './stdio/stdio-connector.ts';

/** The upstream side of the handler. */
export interface Upstreams {
  readonly pool: UpstreamPool;
  readonly verdicts: EraVerdicts;
  /** The configuration of a server is no longer in force: see the pool. Its sockets stay for calls that run. */
  retire(server: ServerConfig): void;
  close(): Promise<void>;
}

/** What it needs. */
export interface UpstreamsDeps {
  readonly gateway: Pick<Gateway, 'defineTool'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly limits: McpLimits;
  readonly childEnv: Readonly<Record<string, string>>;
  readonly dispatcherFor?: (url: string) => Dispatcher;
}

/** Opens nothing yet: connections are made when they are first needed. */
export function createUpstreams(deps: UpstreamsDeps): Upstreams {
  const { clock, limits, logger } = deps;
  const verdicts = createEraVerdicts({ clock, maxAgeMs: limits.eraVerdictMs });
  const peers = new Map<ServerConfig, HttpPeer>();

  function connectorFor(server: ServerConfig): Connector {
    const { name, transport, era = 'auto' } = server;
    if (transport.kind === 'stdio') {
      // Nothing else of our own environment: it holds secrets that are not the child's.
      const env = { ...deps.childEnv, ...transport.env };
      return createStdioConnector({ name, server: transport, era, env, limits, verdicts, logger });
    }
    const peer = peers.get(server) ?? createHttpPeer(transport, deps.dispatcherFor);
    peers.set(server, peer);
    return createHttpConnector({ name, peer, era, limits, verdicts });
  }

  const pool = createUpstreamPool({
    connectorFor,
    catalogFor: (link) => createCatalogCache({ ...deps, link, verdicts }),
    clock,
    logger,
    limits,
  });
  return {
    pool,
    verdicts,
    retire(server) {
      pool.retire(server);
      verdicts.drop(server.name);
    },
    async close() {
      await pool.close();
      await Promise.all([...peers.values()].map((peer) => peer.close()));
    },
  };
}
