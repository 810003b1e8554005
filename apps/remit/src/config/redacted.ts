/** The configuration as it may be kept for good: what was configured, without anything that may be a secret. */
import type { Json } from '@remit/core';
import type { FileConfig, FileServer } from './schema.ts';

/**
 * Names of headers and variables stay, their values go; so do a program's arguments, which often hold tokens, and a
 * URL's user information and query, also of a proxy or a collector.
 */
export function redactedConfig(file: FileConfig): Json {
  const { proxy } = file.outbound;
  const outbound = { ...file.outbound, ...(proxy === undefined ? {} : { proxy: withoutSecrets(proxy) }) };
  // That it is PostgreSQL, not where and with which password.
  const store = file.store === 'sqlite' ? 'sqlite' : 'postgres';
  const tiles = file.tiles === 'folder' ? 'folder' : { s3: { bucket: file.tiles.s3.bucket } };
  // Plain data from zod: strings, numbers, booleans, arrays and maps only.
  const telemetry = redactedTelemetry(file.telemetry);
  const llm = redactedModels(file.llm);
  const log = { ...file.log, anchors: file.log.anchors.map(redactedAnchor) };
  const rest = JSON.parse(
    JSON.stringify({ ...file, store, tiles, outbound, telemetry, llm, log, servers: undefined }),
  ) as {
    readonly [key: string]: Json;
  };
  return {
    ...rest,
    servers: Object.fromEntries(Object.entries(file.servers).map(([name, server]) => [name, redactedServer(server)])),
  };
}

function redactedTelemetry({ otlp }: FileConfig['telemetry']): unknown {
  if (otlp === undefined) return {};
  return { otlp: { ...otlp, endpoint: withoutSecrets(otlp.endpoint), headers: Object.keys(otlp.headers).sort() } };
}

/** Which credentials an account has, and no more of them: a key may stand in the file itself. */
function redactedModels({ providers, ...rest }: FileConfig['llm']): unknown {
  const accounts = Object.entries(providers).map(
    ([name, { kind, url, region, headers, ...secrets }]): [string, object] => [
      name,
      {
        kind,
        ...(url === undefined ? {} : { url: withoutSecrets(url) }),
        ...(region === undefined ? {} : { region }),
        headers: Object.keys(headers).sort(),
        credentials: Object.keys(secrets).sort(),
      },
    ],
  );
  return { ...rest, providers: Object.fromEntries(accounts) };
}

function redactedAnchor(anchor: FileConfig['log']['anchors'][number]): unknown {
  return { ...anchor, url: withoutSecrets(anchor.url), headers: Object.keys(anchor.headers).sort() };
}

function withoutSecrets(text: string): string {
  const { protocol, host, pathname } = new URL(text);
  return `${protocol}//${host}${pathname}`;
}

function redactedServer(server: FileServer): Json {
  const common = { isolation: server.isolation, era: server.era, 'timeout-seconds': server['timeout-seconds'] };
  if ('url' in server) {
    return {
      ...common,
      url: withoutSecrets(server.url),
      headers: Object.keys(server.headers).sort(),
    };
  }
  return { ...common, command: server.command, arguments: server.args.length, env: Object.keys(server.env).sort() };
}
