/**
 * Who asks, when proxies stand before the listener. Only an address in listen.trusted-proxies is believed when it says
 * for whom it speaks (RFC 7239, and the X-Forwarded-* headers); everybody else is taken for who connects.
 */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';
import { addAddressOrBlock } from '../config/addresses.ts';

export interface Client {
  /** Address of the client: source of counted rejections. Personal data. */
  readonly source: string;
  /** Host name with port that the client asked for; undefined when there is none, or more than one. */
  readonly host: string | undefined;
}

/** Reads the client of each request. `trusted`: addresses and CIDR blocks. */
export function createClientOf(
  trusted: readonly string[],
): (req: Pick<IncomingMessage, 'headers' | 'socket'>) => Client {
  const list = new BlockList();
  for (const entry of trusted) addAddressOrBlock(list, entry);
  const isTrusted = (address: string): boolean => {
    if (trusted.length === 0) return false;
    const version = isIP(address);
    return version !== 0 && list.check(address, version === 4 ? 'ipv4' : 'ipv6');
  };
  return ({ headers, socket }) => {
    const peer = plain(socket.remoteAddress ?? 'unknown');
    if (!isTrusted(peer)) return { source: peer, host: headers.host };
    const said = forwarded(headers);
    return { source: sourceOf(peer, said.hops, isTrusted), host: said.host ?? headers.host };
  };
}

/** The nearest address that no trusted proxy vouches for as its own: what stands further left, anybody may have written. */
function sourceOf(peer: string, hops: readonly string[], isTrusted: (address: string) => boolean): string {
  let source = peer;
  for (const hop of hops.toReversed()) {
    if (isIP(hop) === 0) return source;
    source = hop;
    if (!isTrusted(hop)) return source;
  }
  return source;
}

/** IPv4 addresses as such, also on a dual-stack socket. */
function plain(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '');
}

interface Said {
  readonly hops: readonly string[];
  readonly host: string | undefined;
}

/**
 * Threat: a proxy that writes one form passes on the other as the client sent it. With both forms neither is believed,
 * and a host name that comes up twice is no host name.
 */
function forwarded(headers: IncomingHttpHeaders): Said {
  const standard = one(headers['forwarded']);
  const addresses = one(headers['x-forwarded-for']);
  const host = one(headers['x-forwarded-host']);
  if (standard === undefined) return { hops: parts(addresses, ',').map(address), host: onlyOne(parts(host, ',')) };
  if (addresses !== undefined || host !== undefined) return { hops: [], host: undefined };
  const elements = parts(standard, ',').map((element) => parts(element, ';'));
  const named = (name: string) =>
    elements.map((pairs) => pairs.find((pair) => pair.toLowerCase().startsWith(`${name}=`))?.slice(name.length + 1));
  return {
    hops: named('for').map((value) => address(value ?? '')),
    host: onlyOne(named('host').flatMap((value) => (value === undefined ? [] : [unquoted(value)]))),
  };
}

function one(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(',') : value;
}

function parts(text: string | undefined, by: string): string[] {
  return text === undefined ? [] : text.split(by).map((part) => part.trim());
}

function onlyOne(values: readonly string[]): string | undefined {
  return values.length > 1 ? '' : values[0];
}

function unquoted(value: string): string {
  return value.replace(/^"(.*)"$/, '$1');
}

/** An address without quotes, brackets and port; anything else as it is, which then is no address. */
function address(value: string): string {
  const text = unquoted(value);
  const bracketed = /^\[([0-9a-fA-F:.]+)\](?::\d+)?$/.exec(text)?.[1];
  return plain(bracketed ?? /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(text)?.[1] ?? text);
}
