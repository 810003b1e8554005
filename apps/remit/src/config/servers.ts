/** Upstream servers as the MCP package takes them, from the configuration file. */
import { resolve } from 'node:path';
import type { ServerConfig } from '@remit/mcp';
import type { UpstreamPlace } from '../server/tracing/call-tracer.ts';
import type { Config } from './load.ts';
import type { FileServer } from './schema.ts';
import { secretTexts } from './secret-text.ts';

/** Resolves relative folders and secret files. Throws with the path when a secret file cannot be read. */
export function serverConfigs(config: Config): ServerConfig[] {
  return Object.entries(config.file.servers).map(([name, server]) => ({
    name,
    transport: transportOf(server, config),
    isolation: server.isolation,
    era: server.era,
    timeoutMs: server['timeout-seconds'] * 1000,
  }));
}

function transportOf(server: FileServer, config: Config): ServerConfig['transport'] {
  if ('url' in server) return { kind: 'http', url: server.url, headers: secretTexts(server.headers, config.base) };
  return {
    kind: 'stdio',
    command: server.command,
    args: server.args,
    cwd: resolve(config.base, server.cwd ?? '.'),
    env: secretTexts(server.env, config.base),
  };
}

/** How a configured server is reached, in the words of the OpenTelemetry conventions; undefined for any other name. */
export function placeOf(config: Config, name: string): UpstreamPlace | undefined {
  if (!Object.hasOwn(config.file.servers, name)) return undefined;
  const server = config.file.servers[name];
  if (server === undefined) return undefined;
  if (!('url' in server)) return { 'network.transport': 'pipe' };
  const { hostname, port, protocol } = new URL(server.url);
  const known = port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
  return { 'network.transport': 'tcp', 'server.address': hostname, 'server.port': known };
}

/** True for servers that run on this machine, whose file system the gateway can look at. */
export function isLocal(config: Config, name: string): boolean {
  const server = config.file.servers[name];
  return server !== undefined && 'command' in server;
}
