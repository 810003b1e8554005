/** Which requests go through the proxy: all but those to this machine and those that `no-proxy` names. */
import { BlockList, isIP } from 'node:net';
import { isLoopbackHost } from './private-address.ts';

/** True for what a list of exceptions may hold: `*`, a name, an IP address, or a CIDR block; a name or address with a port. */
export function isNoProxyEntry(entry: string): boolean {
  return entry === '*' || block(entry) !== undefined || isIP(bare(entry)) !== 0 || NAME.test(entry);
}

const NAME = /^\.?[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*(?::\d{1,5})?$/;

/** Decides for one URL. A name stands for its subdomains too, with or without a leading dot. */
export function usesProxy(url: URL, noProxy: readonly string[]): boolean {
  if (isLoopbackHost(url.hostname)) return false;
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
  return !noProxy.some((entry) => excepted(url.hostname, port, entry.toLowerCase()));
}

function excepted(hostname: string, port: string, entry: string): boolean {
  if (entry === '*') return true;
  const host = bare(hostname);
  const list = block(entry);
  const version = isIP(host);
  if (list !== undefined) return version !== 0 && list.check(host, version === 4 ? 'ipv4' : 'ipv6');
  if (isIP(bare(entry)) !== 0) return bare(entry) === host;
  const [name = '', only] = entry.replace(/^\./, '').split(':');
  if (only !== undefined && only !== port) return false;
  return host === name || (version === 0 && host.endsWith(`.${name}`));
}

function block(entry: string): BlockList | undefined {
  const [address = '', prefix = '', more] = entry.split('/');
  const version = isIP(address);
  if (version === 0 || more !== undefined || !/^\d{1,3}$/.test(prefix)) return undefined;
  if (Number(prefix) > (version === 4 ? 32 : 128)) return undefined;
  const list = new BlockList();
  list.addSubnet(address, Number(prefix), version === 4 ? 'ipv4' : 'ipv6');
  return list;
}

function bare(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1');
}
