/**
 * Makes the dispatchers for everything that Remit calls: one for each configured URL, bound to its host. Redirects are
 * never followed, since a dispatcher does not follow them. Reference stack.md §4, T6.
 */
import { isIP } from 'node:net';
import { rootCertificates } from 'node:tls';
import type { Dispatcher } from 'undici';
import { Pool, ProxyAgent } from 'undici';
import type { Resolve } from './guarded-lookup.ts';
import { guardedLookup, systemResolve } from './guarded-lookup.ts';
import { isLoopbackHost } from './private-address.ts';
import { usesProxy } from './proxy-choice.ts';

/** Plain data, so that it can be handed to another process. */
export interface OutboundOptions {
  /** URL of the proxy for https and for http URLs; may hold a name and a password. Absent: direct. */
  readonly proxy?: { readonly https?: string; readonly http?: string };
  /** Hosts that are called directly: see isNoProxyEntry. */
  readonly noProxy?: readonly string[];
  /** PEM certificates of authorities that are believed besides those that Node brings. */
  readonly ca?: string;
  /** Host names that may have private addresses. */
  readonly privateHosts?: readonly string[];
}

/** The factory. */
export interface Outbound {
  /**
   * A dispatcher for one URL, which the caller closes. Its host may be private when the URL names it as `localhost` or
   * by its address, or when it is one of `privateHosts`; any other name with a private address is refused.
   */
  dispatcherFor(url: string): Dispatcher;
}

/** Sockets to one host at most; further requests wait for one. */
const MAX_SOCKETS = 1_024;
const CONNECT_TIMEOUT_MS = 10_000;

/** Deadlines of requests are the callers' signals: a limit here would end a silent stream. */
const BOUNDS = { connections: MAX_SOCKETS, headersTimeout: 0, bodyTimeout: 0 } as const;

/** Opens nothing yet. `resolve` is for tests; default: the system's. */
export function createOutbound(options: OutboundOptions, resolve: Resolve = systemResolve): Outbound {
  const { proxy = {}, noProxy = [], privateHosts = [] } = options;
  // A list of authorities replaces Node's own, so they stand in it too.
  const trust = options.ca === undefined ? {} : { ca: [...rootCertificates, options.ca] };
  const lookup = guardedLookup(resolve);

  return {
    dispatcherFor(text) {
      const url = new URL(text);
      const uri = url.protocol === 'https:' ? proxy.https : proxy.http;
      if (uri !== undefined && usesProxy(url, noProxy))
        // The proxy resolves names, so the guard against private addresses is the proxy's.
        return new ProxyAgent({
          uri,
          ...BOUNDS,
          proxyTunnel: url.protocol === 'https:',
          requestTls: { ...trust, timeout: CONNECT_TIMEOUT_MS },
          proxyTls: { ...trust, timeout: CONNECT_TIMEOUT_MS },
        });
      // Sockets do not call `lookup` for an address: such a URL names where it goes.
      const named = isLoopbackHost(url.hostname) || isIP(url.hostname.replace(/^\[|\]$/g, '')) !== 0;
      const free = named || privateHosts.includes(url.hostname);
      const connect = { ...trust, timeout: CONNECT_TIMEOUT_MS, ...(free ? {} : { lookup }) };
      return new Pool(url.origin, { ...BOUNDS, connect });
    },
  };
}
