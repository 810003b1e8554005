/** The configuration as it may be kept for good: what was configured, without anything that may be a secret. */
import type { Json } from '@remit/core';
import type { FileConfig, FileServer } from './schema.ts';

/**
 * Names of headers and variables stay, their values go; so do a program's arguments, which often hold tokens, and a
 * URL's user information and query.
 */
export function redactedConfig(file: FileConfig): Json {
  // Plain data from zod: strings, numbers, booleans, arrays and maps only.
  const rest = JSON.parse(JSON.stringify({ ...file, servers: undefined })) as { readonly [key: string]: Json };
  return {
    ...rest,
    servers: Object.fromEntries(Object.entries(file.servers).map(([name, server]) => [name, redactedServer(server)])),
  };
}

function redactedServer(server: FileServer): Json {
  const common = { isolation: server.isolation, era: server.era, 'timeout-seconds': server['timeout-seconds'] };
  if ('url' in server) {
    const url = new URL(server.url);
    return {
      ...common,
      url: `${url.protocol}//${url.host}${url.pathname}`,
      headers: Object.keys(server.headers).sort(),
    };
  }
  return { ...common, command: server.command, arguments: server.args.length, env: Object.keys(server.env).sort() };
}
