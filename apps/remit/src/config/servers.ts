/** Upstream servers as the MCP package takes them, from the configuration file. */
import { resolve } from 'node:path';
import type { ServerConfig } from '@remit/mcp';
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

/** True for servers that run on this machine, whose file system the gateway can look at. */
export function isLocal(config: Config, name: string): boolean {
  const server = config.file.servers[name];
  return server !== undefined && 'command' in server;
}
