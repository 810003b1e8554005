/** Which convention an OTLP record follows, by what it holds (log schemas reference §3.4 and §6). */
import type { DatasetInfo, RawRecord } from '../../source.ts';
import { ownMember } from '../mapping/member-path.ts';
import type { Attributes } from './attributes.ts';
import { agentCoreCall, agentCoreList, otlpGenAi, otlpMcp, otlpOther, otlpTelemetry } from './datasets.ts';

/** Name of a log event and where it stands: `eventName`, the attribute `event.name`, or the body. */
export function eventName(record: RawRecord, attributes: Attributes): { name: string; path: string } | undefined {
  const own = record.value['eventName'];
  if (typeof own === 'string' && own !== '') return { name: own, path: 'eventName' };
  const attribute = attributes('event.name');
  if (typeof attribute?.value === 'string') return { name: attribute.value, path: attribute.path };
  const body = ownMember(record.value['body'], 'stringValue');
  return typeof body === 'string' && /^[\w.]{1,128}$/.test(body) ? { name: body, path: 'body.stringValue' } : undefined;
}

/** True for a span, false for a log record, undefined for anything else. */
export function isSpan({ value }: RawRecord): boolean | undefined {
  if (typeof value['spanId'] === 'string' && Object.hasOwn(value, 'startTimeUnixNano')) return true;
  const isLog = Object.hasOwn(value, 'timeUnixNano') || Object.hasOwn(value, 'observedTimeUnixNano');
  return isLog && ['body', 'eventName', 'attributes'].some((name) => Object.hasOwn(value, name)) ? false : undefined;
}

/** Telemetry events by the end of their name, with or without the name of the agent before it. */
export const TELEMETRY =
  /^(?:(?:claude_code|codex|gemini_cli)\.)?(tool_result|tool_call|tool_decision|api_request|api_response)$/;

/** The dataset of a record. */
export function classify(record: RawRecord, attributes: Attributes): DatasetInfo | undefined {
  const span = isSpan(record);
  if (span === undefined) return undefined;
  if (span) {
    const name = record.value['name'];
    if (typeof name === 'string' && name.startsWith('AgentCore.')) return agentCore(name, attributes);
  }
  if (attributes('mcp.method.name') !== undefined) return otlpMcp;
  if (!span && TELEMETRY.test(eventName(record, attributes)?.name ?? '')) return otlpTelemetry;
  return attributes('gen_ai.operation.name', 'gen_ai.provider.name', 'gen_ai.system', 'gen_ai.request.model') ===
    undefined
    ? otlpOther
    : otlpGenAi;
}

function agentCore(name: string, attributes: Attributes): DatasetInfo {
  if (name === 'AgentCore.Policy.PartiallyAuthorizeActions') return agentCoreList;
  if (name === 'AgentCore.Policy.AuthorizeAction' || name === 'AgentCore.Gateway.InvokeTool') return agentCoreCall;
  return attributes('aws.agentcore.policy.authorization_decision') === undefined ? otlpOther : agentCoreCall;
}
