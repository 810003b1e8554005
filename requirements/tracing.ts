/** Traces of calls by OTLP, and W3C trace context in and out. */
import type { Requirements } from './requirement.ts';
import { tested } from './requirement.ts';

const OPERATIONS = 'issue 3, Build 5, operations';
const CONVENTIONS = 'log schemas reference §6, OTel MCP';
const W3C = 'W3C Trace Context §3.2, §3.3';

export const requirements = {
  'otlp.steps': tested(
    OPERATIONS,
    'A tracer hears of the begin of a call, each named step, what is forwarded, and the decision, outcome and records of its end.',
  ),
  'otlp.never-decides': tested(
    'log schemas reference §8, OTel span',
    "A client's trace context changes no decision and no answer, and stands in no record.",
  ),
  'otlp.context': tested(
    'mcp reference §3.2 (7); SEP-414',
    'In all pairs of eras the context of the message and of the request are heard, and the upstream gets ours in the header and in _meta; baggage passes.',
  ),
  'otlp.arguments': tested(OPERATIONS, 'Arguments are committed to and sent as received, traced or not.'),
  'otlp.off': tested(OPERATIONS, "Without tracing nothing is read or added, and the client's _meta passes as it came."),
  'otlp.context-format': tested(
    W3C,
    'What does not follow the format is ignored, and what is written always fits into one header.',
  ),
  'otlp.json': tested('OTLP 1.x, JSON Protobuf Encoding', 'Spans are posted in the JSON of OTLP.'),
  'otlp.wire': tested(
    CONVENTIONS,
    'From a real process each call arrives at the collector as a server span with a child for each step and a client span for forward, with the attributes of the conventions and the ids of the records.',
  ),
  'otlp.propagation': tested(
    CONVENTIONS,
    "The message's context is the parent, the request's is linked or stands in for it, and servers over HTTP and stdio are told the span of the step.",
  ),
  'otlp.private': tested(
    OPERATIONS,
    'No span holds an argument, an answer, a made-up tool name, a person or a credential, and the log does not either.',
  ),
  'otlp.loss': tested(
    OPERATIONS,
    'A batch that is not taken is tried again when the collector asks, else counted as lost.',
  ),
  'otlp.failure': tested(
    OPERATIONS,
    'A collector that is away or silent disturbs no call and holds up no shutdown for long.',
  ),
  'otlp.flush': tested(OPERATIONS, 'Shutdown sends what is left.'),
  'otlp.outbound': tested(OPERATIONS, 'The collector is reached over the guarded client: a configured proxy is used.'),
} as const satisfies Requirements;
