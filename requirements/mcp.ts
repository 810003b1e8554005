/** The MCP wire: both protocol eras, the bridge between them, upstreams. Section numbers are of the MCP reference. */
import type { Requirements } from './requirement.ts';
import { tested } from './requirement.ts';

export const requirements = {
  'mcp.era-pairs': tested(
    'mcp reference §3.1; acceptance: four pairs of eras, stdio and HTTP',
    'Clients of 2025-11-25 and 2026-07-28 list the same tools and get the same results through Remit as directly, from upstreams of either revision over stdio and Streamable HTTP (JSON and streams).',
  ),
  'mcp.official-servers': tested(
    'acceptance: official client and servers',
    'The official clients get the same tools and results of server-filesystem and server-everything through Remit as directly.',
  ),
  'mcp.round-trip': tested(
    'mcp reference §7 F14, §3.2 (5)',
    'Unknown fields, `_meta`, annotations and number spellings survive byte for byte at every level, in all pairs of eras.',
  ),
  'mcp.raw-arguments': tested(
    'design/architecture.md, Records; mcp reference §5 trap 11',
    'The arguments reach the decision, the commitment and the upstream as the bytes that were received.',
  ),
  'mcp.raw-results': tested(
    'design/architecture.md, Records',
    'The outcome commits to the result as the upstream sent it, and the client gets these bytes.',
  ),
  'mcp.hostile-json': tested(
    'mcp reference §2.2; acceptance: hostile JSON',
    'Duplicate keys, integers beyond 2^53, deep nesting, bad UTF-8, lone surrogates and batches are refused with -32700 or -32600, the id echoed where readable, and reach nobody.',
  ),
  'mcp.classifier': tested(
    'mcp reference §2.1, §2.2',
    'The era of a request follows from its body; headers only cross-check. Each rung of the ladder answers with its own code.',
  ),
  'mcp.modern-headers': tested(
    'MCP 2026-07-28, Streamable HTTP; mcp reference §2.1',
    'MCP-Protocol-Version, Mcp-Method, Mcp-Name and Mcp-Param-* are required, decoded and compared as prescribed, and made anew for the upstream.',
  ),
  'mcp.header-encoding': tested(
    'mcp reference §2.1, vectors',
    'Header values outside visible ASCII travel as base64 of UTF-8, and what looks wrapped but is not is refused.',
  ),
  'mcp.param-headers': tested(
    'MCP 2026-07-28, Schema Extension; mcp reference §2.1',
    'x-mcp-header annotations are validated; a tool with an invalid one is left out of the list.',
  ),
  'mcp.header-retry': tested(
    'mcp reference §3.2 (2)',
    'After -32020 of an upstream the list is read again and the call sent once more, not twice.',
  ),
  'mcp.error-codes': tested(
    'mcp reference §2.2',
    'Protocol errors carry the codes and data of the specification; Remit’s own codes lie outside its ranges.',
  ),
  'mcp.http-refusals': tested(
    'mcp reference §2.2, §3.2 (6)',
    'Bad keys, hosts, paths, methods, media types and sizes are refused with 401, 403, 404, 405, 406, 413 and 415.',
  ),
  'mcp.dns-rebinding': tested(
    'MCP, Streamable HTTP, Security; mcp reference §3.2 (6)',
    'A request whose Host or Origin is not on the list of the listener is refused with 403.',
  ),
  'mcp.discover': tested(
    'MCP 2026-07-28, server/discover; mcp reference §3.1',
    'server/discover is synthesised from what Remit itself serves.',
  ),
  'mcp.initialize': tested(
    'MCP 2025-11-25, Lifecycle',
    'initialize agrees to every legacy revision and answers any other with the newest legacy one.',
  ),
  'mcp.legacy-methods': tested('MCP 2025-11-25, Base Protocol', 'Methods that are not served answer -32601 in band.'),
  'mcp.envelope': tested(
    'mcp reference §1, Version, caps, identity',
    'Requests to a 2026-07-28 upstream carry the whole envelope.',
  ),
  'mcp.meta': tested(
    'mcp reference §3.2 (7)',
    '`_meta` of a call goes along, except for the keys that describe one hop.',
  ),
  'mcp.no-capabilities': tested(
    'mcp reference §3.2 (3)',
    'Capabilities that Remit cannot serve are not offered to upstreams.',
  ),
  'mcp.server-requests': tested(
    'mcp reference §1, Server-to-client requests',
    'Sampling, elicitation and roots requests of an upstream are refused with -32601; ping is answered.',
  ),
  'mcp.result-type': tested(
    'mcp reference §1, Result discriminator',
    'resultType is added for modern clients, removed for legacy ones; an unknown one of an upstream is an error.',
  ),
  'mcp.structured-content': tested(
    'mcp reference §3.1, legacy -> modern',
    'Structured content and output schemas that are no objects are wrapped for legacy clients.',
  ),
  'mcp.cache-fields': tested(
    'mcp reference §2.3',
    'Lists filtered for a caller go out with ttlMs 0 and cacheScope private.',
  ),
  'mcp.no-passthrough': tested(
    'mcp reference §4, §3.2 (6)',
    'The caller’s key never reaches an upstream; the upstream credential comes from its configuration.',
  ),
  'mcp.caller-facts': tested(
    'mcp reference §1, clientInfo',
    'Each call reaches the gateway with its caller, its session and the self-declared client.',
  ),
  'mcp.hidden-tool': tested(
    'mcp reference §7 F5',
    'Calling a hidden tool is answered like calling one that does not exist, is recorded, and causes no upstream traffic.',
  ),
  'mcp.prefix': tested(
    'mcp reference §7 F11, F10',
    'Names on /mcp are deterministic, match ^[A-Za-z0-9_-]{1,64}$, keep their telling end, and a name that two tools would share stands for neither; /mcp/{server} leaves names alone.',
  ),
  'mcp.pin': tested(
    'mcp reference §7 F19',
    'Every definition is pinned by the digest of its RFC 8785 form and recorded before it is listed; a call decided on one definition is not sent to another.',
  ),
  'mcp.denial': tested(
    'acceptance: a denial names rule and decision',
    'A denied call is a tool result that names the rule and the decision, also in `_meta["remit/denial"]`.',
  ),
  'mcp.unavailable': tested(
    'design/architecture.md, The way data flows',
    'When no record can be made the call is answered 503 and is not forwarded.',
  ),
  'mcp.session-binding': tested(
    'mcp reference §7 F2',
    'A session id in other hands, or at another endpoint, is answered like one that never existed.',
  ),
  'mcp.refusals': tested(
    'mcp reference §7, F2 and F18',
    'What is turned away before it becomes a call is counted by reason: a foreign or unknown session, what is no message, a body that is too large, another host.',
  ),
  'mcp.session-rotation': tested('mcp reference §7 F3', 'A session survives the rotation of its caller’s key.'),
  'mcp.session-end': tested('MCP 2025-11-25, Session Management', 'DELETE ends a session, once.'),
  'mcp.session-bounds': tested(
    'design/style.md, rule 11',
    'Sessions are bounded in number and idle time; one caller’s sessions never push out another’s.',
  ),
  'mcp.session-required': tested(
    'MCP 2025-11-25, Session Management',
    'A legacy request without a session is refused with 400.',
  ),
  'mcp.session-recorded': tested('design/architecture.md, Records', 'No session opens without its record.'),
  'mcp.progress': tested(
    'MCP, Progress',
    'Progress of an upstream reaches the call that caused it, under the client’s own token, in all pairs of eras.',
  ),
  'mcp.cancel': tested(
    'mcp reference §1, Cancel; §3.2 (7)',
    'A cancelled request, a closed stream and a dropped connection cancel the call upstream, within the session only, and the outcome is unknown.',
  ),
  'mcp.approval-wait': tested(
    'acceptance: a pending approval is visible to the client',
    'While a call waits for a person the client hears progress when it gave a token, and keep-alive comments otherwise; a client that leaves forwards nothing.',
  ),
  'mcp.sse': tested('mcp reference §2.1', 'Event streams are read and written whatever the line breaks and cuts.'),
  'mcp.isolation': tested(
    'mcp reference §7 F3, F4, F6',
    'Each person and agent has an upstream session and a tool list of its own, unless a server is configured as shared.',
  ),
  'mcp.bad-upstream': tested(
    'mcp reference §7 F12',
    'Refused, hung, broken and crashing servers cost their own tools and at most the deadline.',
  ),
  'mcp.breaker': tested('mcp reference §7 F13', 'A failing upstream is paused for longer each time, alone.'),
  'mcp.single-flight': tested('design/style.md, rule 11', 'One connection attempt serves all who wait for it.'),
  'mcp.era-probe': tested(
    'mcp reference §1, era detection; §3.1 traps (e), (f)',
    'The era of an upstream follows from its answer to a probe; 401, 403, 5xx and timeouts over HTTP are no evidence; stdio is probed on a throw-away child.',
  ),
  'mcp.era-verdicts': tested(
    'mcp reference §3.1 trap (d)',
    'A verdict is dated, asked for again after its time, and dropped when contradicted.',
  ),
  'mcp.list-changed': tested('mcp reference §1, Change notifications', 'A changed list is read again.'),
  'mcp.pagination': tested(
    'mcp reference §3.2 (5)',
    'All pages of an upstream’s list are read; the list is in one order; cursors without end are an error.',
  ),
  'mcp.upstream-session': tested(
    'MCP 2025-11-25, Session Management',
    'A session that the upstream forgot is opened again, and a call is sent again only when it surely did not run.',
  ),
  'mcp.upstream-failures': tested(
    'mcp reference §7 F18',
    'Whatever an upstream answers becomes a clear error for the client and executed, errored or unknown for the record.',
  ),
  'mcp.bad-answers': tested(
    'design/style.md, rule 4',
    'Messages that do not follow the protocol are told apart, never thrown.',
  ),
  'mcp.stdio-environment': tested(
    'design/style.md, rule 11',
    'A child process gets PATH, HOME and what is configured.',
  ),
  'mcp.stdio-kill': tested('REVIEW.md, Storage and processes', 'A child process dies with everything it started.'),
  'mcp.bounds': tested('design/style.md, rule 11', 'Lines, events, stderr and connections of upstreams are bounded.'),
  'mcp.keep-alive': tested(
    'stack reference §4 T6',
    'Calls to an HTTP upstream share connections, whether it answers with JSON or with a stream.',
  ),
  'mcp.records': tested(
    'acceptance: every exit leaves its records; mcp reference §7 F18',
    'With the real pipeline a permitted, denied, hidden, approved and rejected call each leave their records, and definitions are in the log before they are listed.',
  ),
  'mcp.exports': tested('design/style.md, rule 1', 'The package offers an explicit list of names.'),
} as const satisfies Requirements;
