/** Operations: metrics, TLS, proxies, outbound calls, what the log may say. */
import type { Requirements } from './requirement.ts';
import { tested } from './requirement.ts';

const OPERATIONS = 'issue 3, Build 5, operations';

export const requirements = {
  'ops.observer.steps': tested(
    OPERATIONS,
    'An observer of the request path hears of each named step with its duration, and of the decision and outcome of each call.',
  ),
  'ops.observer.codes': tested(
    OPERATIONS,
    'What an observer hears of a way off the path is a code of a fixed set, whatever the caller sent.',
  ),
  'ops.metrics.values': tested(
    OPERATIONS,
    '/metrics says for each step its durations and ways out, calls by server, decision and outcome, ledger and witness lag, signer and upstream state, and the process.',
  ),
  'ops.metrics.labels': tested(OPERATIONS, 'No label of a metric holds what a caller invented, a tool or a person.'),
  'ops.metrics.access': tested(
    OPERATIONS,
    '/metrics answers peers on this machine that no proxy speaks for, and others only when metrics.public is set; the Host header is checked.',
  ),
  'ops.metrics.reference': tested(
    'issue 3, Build 6, generated references',
    'docs/reference/metrics.md is generated from the table of metrics; a stale page is red.',
  ),
  'ops.metrics.wire': tested(OPERATIONS, 'The metrics of a running installation count the calls that it answered.'),
  'ops.log.redaction': tested(
    OPERATIONS,
    'The log at level debug holds no key, upstream header, variable, argument, answer or person, also of refused and failed calls.',
  ),
  'ops.log.child-stderr': tested(
    OPERATIONS,
    'What a stdio server wrote before it failed to start is logged without its configured arguments and variables.',
  ),
  'ops.keep-alive': tested(
    OPERATIONS,
    'An idle connection of a client or proxy stays open for longer than they commonly keep it, and a stop does not wait for it.',
  ),
  'ops.tls.listener': tested(
    OPERATIONS,
    'With listen.tls the listener speaks TLS 1.2 or later only; files that are no certificate with its key stop the start.',
  ),
  'ops.tls.reload': tested(
    OPERATIONS,
    'SIGHUP reads the certificate and key again; when they do not fit together the old ones stay in use.',
  ),
  'ops.proxies.default': tested(
    OPERATIONS,
    'What a peer outside listen.trusted-proxies says of others is not believed.',
  ),
  'ops.proxies.source': tested(
    OPERATIONS,
    'The source of a request behind trusted proxies is the nearest address that is not one of them.',
  ),
  'ops.proxies.host': tested(
    OPERATIONS,
    'X-Forwarded-Host, or Forwarded, of a trusted proxy takes the place of the Host header in the host check.',
  ),
  'ops.outbound.private': tested(
    'reference/stack.md §4, T6',
    'A configured name that has a private address is refused before anything is sent, unless it is listed; the checked address is the one that is called.',
  ),
  'ops.outbound.named': tested(
    'reference/stack.md §4, T6',
    'A URL that names an address or localhost is called as configured; a redirect is never followed.',
  ),
  'ops.outbound.ca': tested(
    OPERATIONS,
    'Authorities of a file are believed besides the public ones; names are checked.',
  ),
  'ops.outbound.proxy': tested(OPERATIONS, 'Calls go through the proxy, https through a tunnel.'),
  'ops.outbound.one-host': tested(
    'RFC 9112 §3.2',
    'A request carries one Host header, direct, passed on and in a tunnel.',
  ),
  'ops.outbound.no-proxy': tested(OPERATIONS, 'This machine and the listed hosts are called directly.'),
  'ops.outbound.config': tested(
    OPERATIONS,
    'Proxies, exceptions, authorities and private hosts come from the configuration file, proxies else from the environment.',
  ),
  'ops.outbound.exports': tested('design/style.md, rule 1', 'The package offers an explicit list of names.'),
  'ops.outbound.wire': tested(OPERATIONS, 'HTTP servers and witnesses are called through the guarded dispatcher.'),
} as const satisfies Requirements;
