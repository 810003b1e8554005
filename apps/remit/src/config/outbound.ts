/** How servers, witnesses and the collector of traces are called, from the configuration file and, where it says nothing, from the environment. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { OutboundOptions } from '@remit/outbound';
import type { Config } from './load.ts';

/** Throws with the path when the file of authorities cannot be read or holds no certificate. */
export function outboundOptions(config: Config): OutboundOptions {
  const { proxy, 'no-proxy': noProxy, 'ca-file': caFile, 'private-hosts': privateHosts } = config.file.outbound;
  const { noProxy: fromEnvironment = [], ...proxies } = config.proxies ?? {};
  return {
    proxy: proxy === undefined ? proxies : { https: proxy, http: proxy },
    noProxy: noProxy ?? fromEnvironment,
    privateHosts,
    ...(caFile === undefined ? {} : { ca: authorities(resolve(config.base, caFile)) }),
  };
}

function authorities(path: string): string {
  const text = readFileSync(path, 'utf8');
  if (!text.includes('-----BEGIN CERTIFICATE-----'))
    throw new Error(`outbound.ca-file: ${path} holds no PEM certificate.`);
  return text;
}
