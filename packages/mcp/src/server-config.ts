/** What an upstream MCP server is to this package. The composition root reads it from the configuration. */
import type { Era } from './wire/versions.ts';

/** A child process that speaks newline-delimited JSON-RPC on stdin and stdout. */
export interface StdioServer {
  readonly kind: 'stdio';
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  /** Added to PATH and HOME, which are all the child gets otherwise. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A Streamable HTTP endpoint. */
export interface HttpServer {
  readonly kind: 'http';
  readonly url: string;
  /** Sent with every request. The only source of an upstream Authorization header. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** One upstream server. */
export interface ServerConfig {
  /** Letters, digits and inner dashes, at most 32; see {@link isServerName}. */
  readonly name: string;
  readonly transport: StdioServer | HttpServer;
  /** `principal` (default): every person and agent gets an upstream session of its own. `shared`: one for all. */
  readonly isolation?: 'principal' | 'shared';
  /** Protocol era of the server. `auto` (default) asks it. */
  readonly era?: 'auto' | Era;
  /** Longest wait for an answer, in milliseconds; progress restarts it. */
  readonly timeoutMs?: number;
}

/** True for a usable server name. No underscore: the first underscore of a prefixed tool name ends the server's name. */
export function isServerName(name: string): boolean {
  return /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,30}[A-Za-z0-9])?$/.test(name);
}

/**
 * Checks the whole list at construction.
 * @throws TypeError for a bad or repeated name, an empty command, or a URL that is not http(s).
 */
export function checkServers(servers: readonly ServerConfig[]): void {
  const seen = new Set<string>();
  for (const { name, transport } of servers) {
    if (!isServerName(name))
      throw new TypeError(`server name ${JSON.stringify(name)}: use letters, digits and inner dashes, at most 32`);
    if (seen.has(name)) throw new TypeError(`server name ${JSON.stringify(name)} is used twice`);
    seen.add(name);
    if (transport.kind === 'stdio' && transport.command === '')
      throw new TypeError(`server ${name}: the command is empty`);
    if (transport.kind === 'http' && !/^https?:$/.test(parseProtocol(transport.url)))
      throw new TypeError(`server ${name}: ${JSON.stringify(transport.url)} is not an http or https URL`);
  }
}

function parseProtocol(url: string): string {
  try {
    return new URL(url).protocol;
  } catch {
    return '';
  }
}
