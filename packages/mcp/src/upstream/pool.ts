/**
 * The upstreams in use, by server and principal. Isolation is per person and agent unless a server is configured as
 * shared: two callers that use one upstream credential still get two upstream sessions (F4). Bounded: the link that
 * was idle longest makes room.
 */
import type { Clock, Logger, Result } from '@remit/core';
import { err, ok } from '@remit/core';
import type { Caller } from '@remit/registry';
import type { McpLimits } from '../limits.ts';
import type { ServerConfig } from '../server-config.ts';
import type { CatalogCache } from './catalog-cache.ts';
import type { UpstreamFailure } from './connection.ts';
import type { Connector } from './connector.ts';
import type { Link } from './link.ts';
import { createLink } from './link.ts';

/** One server as one principal reaches it. */
export interface Upstream {
  readonly link: Link;
  readonly catalog: CatalogCache;
}

/** The upstreams of all callers. */
export interface UpstreamPool {
  /** The caller's upstream of a server, made when it is new. Fails when the bound is reached and none is idle. */
  get(server: ServerConfig, caller: Caller): Result<Upstream, UpstreamFailure>;
  all(): Iterable<Upstream>;
  /** New calls get no upstream that was made for this configuration. What runs on one finishes, then it is closed. */
  retire(server: ServerConfig): void;
  close(): Promise<void>;
}

/** How upstreams are made, and how many there may be. */
export interface PoolDeps {
  readonly connectorFor: (server: ServerConfig) => Connector;
  readonly catalogFor: (link: Link) => CatalogCache;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly limits: McpLimits;
}

/** What isolates callers from each other: the person and the agent, not the key, which may be rotated (F3). */
export function principalOf(caller: Caller): string {
  // A handle holds no space, so the two parts cannot run into each other.
  return caller.agent === undefined ? caller.sub : `${caller.sub} ${caller.agent}`;
}

/** An empty pool. */
export function createUpstreamPool(deps: PoolDeps): UpstreamPool {
  const upstreams = new Map<string, Upstream>();
  // By the object: after a change of the configuration, a call that began before it must not lend the old one to others.
  const ids = new WeakMap<ServerConfig, number>();
  const owners = new WeakMap<Upstream, ServerConfig>();
  const retired = new Set<Upstream>();
  let lastId = 0;

  function idOf(server: ServerConfig): number {
    const id = ids.get(server) ?? ++lastId;
    ids.set(server, id);
    return id;
  }

  function makeRoom(): boolean {
    if (upstreams.size < deps.limits.maxUpstreams) return true;
    const idle = [...upstreams].filter(([, { link }]) => !link.busy);
    const oldest = idle.toSorted(([, a], [, b]) => a.link.lastUsed - b.link.lastUsed)[0];
    if (oldest === undefined) return false;
    upstreams.delete(oldest[0]);
    void oldest[1].link.close();
    return true;
  }

  return {
    get(server, caller) {
      const key = server.isolation === 'shared' ? `${idOf(server)}` : `${idOf(server)} ${principalOf(caller)}`;
      const known = upstreams.get(key);
      if (known !== undefined) return ok(known);
      if (!makeRoom())
        return err({ code: 'mcp.upstream-busy', mayHaveRun: false, detail: `${upstreams.size} connections are open` });
      const link = createLink({ ...deps, server: server.name, connector: deps.connectorFor(server) });
      const upstream = { link, catalog: deps.catalogFor(link) };
      upstreams.set(key, upstream);
      owners.set(upstream, server);
      return ok(upstream);
    },
    all: () => upstreams.values(),
    retire(server) {
      for (const old of retired) if (!old.link.busy && old.link.state !== 'connected') retired.delete(old);
      for (const [key, upstream] of upstreams) {
        if (owners.get(upstream) !== server) continue;
        upstreams.delete(key);
        retired.add(upstream);
        upstream.link.retire();
      }
    },
    async close() {
      const open = [...upstreams.values(), ...retired];
      upstreams.clear();
      retired.clear();
      await Promise.all(open.map(({ link }) => link.close()));
    },
  };
}
