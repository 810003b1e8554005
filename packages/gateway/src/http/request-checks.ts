/** Pure checks of a request's headers, before its body is read. */
import type { IncomingHttpHeaders } from 'node:http';

/** Names of this machine: the default for both lists. */
export const LOOPBACK_NAMES: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];

/**
 * True when Host, and Origin if there is one, name an allowed host; ports do not matter. Threat: a web page makes a
 * browser resolve its own name to this machine and call the endpoint (DNS rebinding). MCP, Streamable HTTP, Security.
 */
export function hostAllowed(
  headers: { readonly host?: string | undefined; readonly origin?: string | undefined },
  hosts: readonly string[],
): boolean {
  const host = headers.host === undefined ? undefined : hostName(`http://${headers.host}`);
  if (host === undefined || !hosts.includes(host)) return false;
  const origin = headers.origin;
  if (origin === undefined || origin === '') return true;
  const name = /^https?:\/\//i.test(origin) ? hostName(origin) : undefined;
  return name !== undefined && hosts.includes(name);
}

/** Host names of the last headers seen: nearly all requests name the same one. Bounded, for they come from the wire. */
const seenHosts = new Map<string, string | undefined>();
const MAX_SEEN = 64;

function hostName(url: string): string | undefined {
  if (seenHosts.has(url)) return seenHosts.get(url);
  const name = readHostName(url);
  if (seenHosts.size >= MAX_SEEN) seenHosts.clear();
  if (url.length <= 256) seenHosts.set(url, name);
  return name;
}

function readHostName(url: string): string | undefined {
  try {
    const { hostname, pathname, search, username } = new URL(url);
    return pathname === '/' && search === '' && username === '' ? hostname : undefined;
  } catch {
    return undefined;
  }
}

/** The token of an `Authorization: Bearer` header (RFC 6750 §2.1); undefined when there is none. */
export function bearerToken(headers: IncomingHttpHeaders): string | undefined {
  const match = /^Bearer +([A-Za-z0-9\-._~+/]+=*) *$/i.exec(headers.authorization ?? '');
  return match?.[1];
}

/** True for `application/json`, with or without parameters. */
export function isJsonContentType(value: string | undefined): boolean {
  return value?.split(';', 1)[0]?.trim().toLowerCase() === 'application/json';
}
