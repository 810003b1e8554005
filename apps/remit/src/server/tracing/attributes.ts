/**
 * Every attribute that a span may carry, from one table: the tracer's types and docs/reference/traces.md. Names are those
 * of the OpenTelemetry conventions for MCP where there is one; ours begin with `remit.`. No argument, no answer, no person.
 */

/** On which spans: the call, a step, the forward step. */
interface AttributeRow {
  readonly on: string;
  readonly says: string;
}

export const SPAN_ATTRIBUTES = {
  'mcp.method.name': { on: 'call, forward', says: '`tools/call`.' },
  'gen_ai.operation.name': { on: 'call, forward', says: '`execute_tool`.' },
  'gen_ai.tool.name': {
    on: 'call, forward',
    says: 'Name of the tool, when its server lists it. A name that the caller invented is left out, also of the name of the span.',
  },
  'mcp.session.id': {
    on: 'call',
    says: 'Id of the session in the records (`s.id`), when there is one. Not the id that the client holds, which is a secret.',
  },
  'mcp.protocol.version': { on: 'call', says: 'Protocol revision that the client speaks.' },
  'network.transport': { on: 'call, forward', says: '`tcp`; `pipe` to a server that speaks over stdio.' },
  'server.address': { on: 'forward', says: 'Host name of the URL of the server.' },
  'server.port': { on: 'forward', says: 'Its port.' },
  'error.type': {
    on: 'all',
    says: 'Why the call was not executed, or left the path at this step: a reason code as in the records, `policy.denied` when the scope alone explains it, `tool_error` when the tool itself reported an error. The status of the span is then Error.',
  },
  'remit.server': { on: 'call, forward', says: 'Configured name of the server; left out for any other name.' },
  'remit.step': { on: 'step, forward', says: 'Name of the step, as in ARCHITECTURE.md.' },
  'remit.decision': {
    on: 'call',
    says: '`permit`, `permit_with_conditions`, `deny`, `deny_not_enforced`; `none`: it could not be recorded.',
  },
  'remit.outcome': {
    on: 'call',
    says: '`executed`, `errored`, `unknown`, `refused`, `not_forwarded`, `unavailable`.',
  },
  'remit.decision.id': { on: 'call', says: 'Id of the record of the decision: `remit trace explain ID`.' },
  'remit.outcome.id': { on: 'call', says: 'Id of the record of the outcome.' },
} as const satisfies Readonly<Record<string, AttributeRow>>;

/** What a span may carry. */
export type SpanAttributes = { readonly [Name in keyof typeof SPAN_ATTRIBUTES]?: string | number };
