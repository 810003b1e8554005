/** The servers behind one endpoint, and how tools are called there. */
import type { ServerConfig } from '../server-config.ts';

/** One endpoint. */
export interface EndpointView {
  /** Path of the endpoint, for records. */
  readonly path: string;
  readonly servers: readonly ServerConfig[];
  /** True on `/mcp`: names carry the server's name. */
  readonly prefixed: boolean;
}

/** The view of all servers, or of one; undefined for a server that is not configured. */
export function endpointView(servers: readonly ServerConfig[], name: string | undefined): EndpointView | undefined {
  if (name === undefined) return { path: '/mcp', servers, prefixed: true };
  const server = servers.find((one) => one.name === name);
  return server === undefined ? undefined : { path: `/mcp/${name}`, servers: [server], prefixed: false };
}
