/**
 * From the name that a client sent to a server and a tool of it. A name that stands for no visible tool causes no
 * traffic to any upstream: hidden and non-existent tools must look the same there too (F5).
 */
import { ok } from '@remit/core';
import type { Gateway, StopSignal } from '@remit/gateway';
import type { Caller } from '@remit/registry';
import type { ServerConfig } from '../server-config.ts';
import type { Catalog, CatalogTool } from '../upstream/catalog.ts';
import type { UpstreamFailure } from '../upstream/connection.ts';
import type { Upstream, UpstreamPool } from '../upstream/pool.ts';
import type { EndpointView } from './endpoint-view.ts';
import { mayBeShortened, splitName } from './tool-names.ts';

/** Stands in records for a server that a name does not name. No configured server can be called so. */
export const NO_SERVER = '*';

/** What a name stands for. */
export type ResolvedTool =
  /** Nothing to forward to: the tool is hidden, not listed, or the name means nothing. */
  | { readonly kind: 'none'; readonly server: string; readonly tool: string }
  | {
      readonly kind: 'found';
      readonly server: ServerConfig;
      readonly upstream: Upstream;
      readonly tool: CatalogTool;
    }
  /** The caller may see the tool, but its server gave no list. */
  | {
      readonly kind: 'failed';
      readonly server: string;
      readonly tool: string;
      /** Digest of the definition in the last list that came, if any. */
      readonly lastSha: string | undefined;
      readonly failure: UpstreamFailure;
    };

/** What resolving needs. */
export interface ResolveDeps {
  readonly gateway: Pick<Gateway, 'visible'>;
  readonly pool: UpstreamPool;
}

/** Resolves a name on an endpoint. The signal bounds the wait for a list, and is asked for when there is one. Never rejects. */
export async function resolveTool(
  deps: ResolveDeps,
  view: EndpointView,
  caller: Caller,
  name: string,
  signal: () => StopSignal,
): Promise<ResolvedTool> {
  const named = nameParts(view, name);
  if (named === undefined) return { kind: 'none', server: NO_SERVER, tool: name };
  const { server, rest } = named;
  const visible = deps.gateway.visible(caller, server.name, rest);
  // A shortened name can only be looked up in the list. It costs a list, for any name of that form.
  if (!visible && !(view.prefixed && mayBeShortened(rest))) return { kind: 'none', server: server.name, tool: rest };
  const upstream = deps.pool.get(server, caller);
  const failed = (failure: UpstreamFailure): ResolvedTool => {
    const lastSha = upstream.ok ? upstream.value.catalog.last()?.tools.get(rest)?.defined.sha : undefined;
    return visible
      ? { kind: 'failed', server: server.name, tool: rest, lastSha, failure }
      : { kind: 'none', server: server.name, tool: rest };
  };
  if (!upstream.ok) return failed(upstream.error);
  const known = upstream.value.catalog.fresh('call');
  const catalog = known === undefined ? await upstream.value.catalog.get('call', signal()) : ok(known);
  if (!catalog.ok) return failed(catalog.error);
  const tool = findTool(view, name, catalog.value);
  return tool === undefined || !deps.gateway.visible(caller, server.name, tool.name)
    ? { kind: 'none', server: server.name, tool: tool?.name ?? rest }
    : { kind: 'found', server, upstream: upstream.value, tool };
}

function nameParts(view: EndpointView, name: string): { server: ServerConfig; rest: string } | undefined {
  if (!view.prefixed) {
    const only = view.servers[0];
    return only === undefined ? undefined : { server: only, rest: name };
  }
  const parts = splitName(name);
  const server = view.servers.find((one) => one.name === parts?.server);
  return parts === undefined || server === undefined ? undefined : { server, rest: parts.rest };
}

function findTool(view: EndpointView, name: string, catalog: Catalog): CatalogTool | undefined {
  const tool = view.prefixed ? catalog.prefixed.get(name) : name;
  return tool === undefined ? undefined : catalog.tools.get(tool);
}
