/** Foreign logs of Cloudflare, of OpenTelemetry and of other Remit installations: each trap of the log schemas reference. */
import type { Requirements } from './requirement.ts';
import { tested } from './requirement.ts';

export const requirements = {
  'ingest-others.member-path': tested(
    'reference/log-schemas.md §1',
    'The path that a field was read from can be followed in the raw record, through lists, quoted names and encoded text.',
  ),
  'ingest-others.plain-url': tested(
    'reference/log-schemas.md §1.3',
    'Addresses lose user information, query and fragment; those without a scheme and host:port of CONNECT are read.',
  ),
  'ingest-others.datetime': tested(
    'reference/log-schemas.md §1.1',
    'Datetime is read as RFC 3339, unix seconds or unix nanoseconds, as a number or as digits beyond 2^53.',
  ),
  'ingest-others.logpush-optional': tested(
    'reference/log-schemas.md §1.1',
    'A Logpush field exists only if the job lists it: every field may be missing, and is then named with a reason.',
  ),
  'ingest-others.template-trap': tested(
    'reference/log-schemas.md §1.1',
    'Text that the Logpush option CVE-2021-44228 may have rewritten from ${ to x{ is flagged.',
  ),
  'ingest-others.portal-fields': tested(
    'reference/log-schemas.md §2.1',
    'The 19 fields of mcp_portal_logs are read; what the dataset never holds is missing as not_in_source.',
  ),
  'ingest-others.portal-tool-split': tested(
    'reference/log-schemas.md §2.1',
    'Tool names of a portal are split at the first underscore; a name without the server before it is an alias.',
  ),
  'ingest-others.portal-hidden': tested(
    'reference/log-schemas.md §2.1',
    'portal_execute and portal_codemode_execute hide the tools really called: the tool is missing as hidden.',
  ),
  'ingest-others.portal-success': tested(
    'reference/log-schemas.md §7',
    'Success shows a permit as far as the call went through; a failure shows no denial.',
  ),
  'ingest-others.gateway-http': tested(
    'reference/log-schemas.md §2.2',
    'gateway_http gives who, address, action, policy and the join key of forensic copies; no network address of a person.',
  ),
  'ingest-others.gateway-network': tested(
    'reference/log-schemas.md §2.2',
    'gateway_network and gateway_dns show who reached for which server and what the policy did; a word that says neither is no decision, and no address of a person is kept.',
  ),
  'ingest-others.gateway-http-older': tested(
    'reference/log-schemas.md §2.2',
    'Older schemas of gateway_http lack columns, and RequestID is empty on some bypasses: each is missing with a reason.',
  ),
  'ingest-others.gateway-http-unsure': tested(
    'reference/log-schemas.md §2.2',
    'Status 0 means that nothing was returned, and an action such as bypass is no decision: both stay unknown.',
  ),
  'ingest-others.keys-over-names': tested(
    'reference/log-schemas.md §1.2',
    'The keys of a record decide what it is, never the name of a file or job.',
  ),
  'ingest-others.access-login': tested(
    'reference/log-schemas.md §2.3',
    'A purpose justification is content of the login and is said not to cover the call.',
  ),
  'ingest-others.forensic-arguments': tested(
    'reference/log-schemas.md §2.4',
    'JSON-RPC arguments and results are recovered from the base64 payload of a forensic copy.',
  ),
  'ingest-others.forensic-join': tested(
    'reference/log-schemas.md §8',
    'GatewayRequestID and RequestID give the same join key.',
  ),
  'ingest-others.forensic-unreadable': tested(
    'reference/log-schemas.md §2.4',
    'A payload that is no base64, no JSON-RPC, several messages, ambiguous or a placeholder gives no arguments, and why.',
  ),
  'ingest-others.audit-two-shapes': tested(
    'reference/log-schemas.md §2.5',
    'Audit logs version 2 are read flat (Logpush) and nested (REST) to the same event.',
  ),
  'ingest-others.audit-failure': tested(
    'reference/log-schemas.md §2.5',
    'The result of an audited action shows a permit when it succeeded and no denial when it failed.',
  ),
  'ingest-others.ai-gateway-rest': tested(
    'reference/log-schemas.md §2.6',
    'REST records give user, model, tokens and content; metadata is JSON text, and only names that start with cf. count.',
  ),
  'ingest-others.ai-gateway-cached': tested(
    'reference/log-schemas.md §2.6',
    'Cache hits skip policies and data loss rules: no decision, and a flag.',
  ),
  'ingest-others.ai-gateway-codes': tested(
    'reference/log-schemas.md §2.6',
    'Refusals are keyed by the error code, not by the HTTP status.',
  ),
  'ingest-others.ai-gateway-decrypt': tested(
    'reference/log-schemas.md §2.7',
    'Encrypted Logpush fields are opened with RSA-OAEP/SHA-256 and AES-256-GCM, whose last 16 bytes are the tag.',
  ),
  'ingest-others.ai-gateway-no-time': tested(
    'reference/log-schemas.md §2.7',
    'Logpush events without a timestamp have the time of receipt and say so.',
  ),
  'ingest-others.ai-gateway-wrong-key': tested(
    'reference/log-schemas.md §2.7',
    'Without a key or with a wrong one content is missing as encrypted; changed data is missing as unreadable.',
  ),
  'ingest-others.otlp-mcp': tested(
    'reference/log-schemas.md §6',
    'MCP spans give tool, trace and session; arguments are read as an object or as JSON text; a JSON-RPC id joins nothing.',
  ),
  'ingest-others.otlp-int64': tested(
    'reference/log-schemas.md §6',
    'Integers of OTLP JSON come as digits; one that a number cannot hold is missing, not rounded.',
  ),
  'ingest-others.otlp-override': tested(
    'reference/log-schemas.md §6',
    'Attributes of a record override those of its resource.',
  ),
  'ingest-others.otlp-time': tested(
    'reference/log-schemas.md §6',
    'A timeUnixNano of 0 gives the observed time; without any, the time of receipt with its mark.',
  ),
  'ingest-others.otlp-older-names': tested(
    'reference/log-schemas.md §6',
    'Older names such as gen_ai.system are read beside the names of today.',
  ),
  'ingest-others.otlp-unknown-outcome': tested(
    'reference/log-schemas.md §1',
    'A span without error, status or code leaves the outcome unknown.',
  ),
  'ingest-others.otlp-event-name': tested(
    'reference/log-schemas.md §6',
    'The name of an event is taken from eventName, the attribute event.name or the body.',
  ),
  'ingest-others.agentcore-call': tested(
    'reference/log-schemas.md §3.4',
    'A denial at call time carries the policies that determined it and names no principal.',
  ),
  'ingest-others.agentcore-list': tested(
    'reference/log-schemas.md §3.4',
    'A list-time filter is another kind of evidence and no decision on a call.',
  ),
  'ingest-others.agentcore-log-only': tested(
    'reference/log-schemas.md §3.4',
    'A decision in LOG_ONLY mode is marked as not enforced.',
  ),
  'ingest-others.agentcore-child': tested(
    'reference/log-schemas.md §3.4',
    'The decision may stand on the child span only: the gateway span then has none, and says so.',
  ),
  'ingest-others.cloudwatch-spans': tested(
    'reference/log-schemas.md §3.4',
    'Spans of the log group aws/spans are read with their plain object of attributes.',
  ),
  'ingest-others.remit-records': tested(
    'reference/ledger.md §2',
    'Each decision and outcome of another Remit log is an event; both carry the leaf hash of the decision.',
  ),
  'ingest-others.remit-custody': tested(
    'reference/ledger.md §1.2, §1.3',
    'Another Remit log is verified with a key from outside and a tree that matches, asserted without a key, contradicted otherwise.',
  ),
  'ingest-others.remit-leaves': tested(
    'reference/ledger.md §2',
    'The raw record of an event is the leaf of the other log, byte for byte.',
  ),
  'ingest-others.one-owner': tested(
    'reference/log-schemas.md §1.2',
    'A record is of one source, found by its keys; network and DNS records of Cloudflare are of none here.',
  ),
  'ingest-others.custody-said': tested(
    'reference/log-schemas.md §7',
    'Every source says who vouches for it before ingest; only a vendor that signs its files can reach grade B.',
  ),
  'ingest-others.coverage-page': tested(
    'reference/log-schemas.md §7',
    'The page of sources shows for every dataset what it can prove, its custody and its ceiling.',
  ),
  'ingest-others.hostile': tested(
    'reference/log-schemas.md §1',
    'No record throws: whatever it holds becomes a valid leaf whose every field has a path, or is refused with a reason.',
  ),
  'ingest-others.logpush-file': tested(
    'reference/log-schemas.md §1.1, §1.2',
    'One Logpush file holds records of several datasets and encodings of time; what is of none is listed, never guessed.',
  ),
  'ingest-others.fields-found': tested(
    'reference/log-schemas.md §1',
    'Every field of a leaf is found in its raw record under the path that it names.',
  ),
  'ingest-others.otlp-document': tested(
    'reference/log-schemas.md §6',
    'One OTLP document holds many spans: the raw record is the exact bytes of one span, mapped with its resource.',
  ),
  'ingest-others.rest-pages': tested(
    'reference/log-schemas.md §2.5, §2.6',
    'Pages of the REST API and a single answer are taken apart into records.',
  ),
  'ingest-others.sealed-content': tested(
    'reference/log-schemas.md §2.7',
    'Content that Cloudflare encrypted is committed to when the key is given, and opened again only with the key.',
  ),
  'ingest-others.remit-ingested': tested(
    'reference/ledger.md §2',
    'A pack of another Remit is ingested record by record: the raw record is the leaf, decision and outcome share an id.',
  ),
  'ingest-others.remit-command': tested(
    'issue 4, 1: another Remit’s exported ledger',
    'remit ingest takes a pack or log folder of another Remit, verified with --remit-key, and says what is wrong with one.',
  ),
  'ingest-others.ai-gateway-command': tested(
    'reference/log-schemas.md §2.7',
    'remit ingest opens encrypted fields with --ai-gateway-key, keeps the key nowhere and refuses a file that is no key.',
  ),
  'ingest-others.drawn-events': tested(
    'issue 4, acceptance: ten traces drawn by seed',
    'Of events drawn by a seed, real ones where the shared data is there, every field is found in the record of its digest.',
  ),
} as const satisfies Requirements;
