/**
 * Log events of coding agents (Claude Code, Codex, Gemini CLI): tool runs, decisions of the person or the settings, model
 * requests (shadow MCP reference §6). Every word of it is the client's own.
 */
import { jsonOf, memberOf, ownMember } from '../mapping/member-path.ts';
import { boolOf, textOf } from '../mapping/values.ts';
import { eventName, TELEMETRY } from './classify.ts';
import type { Frame, MapConvention } from './frame.ts';
import { putContent, putCount, putText, putWho } from './frame.ts';

const DECISIONS: ReadonlyMap<string, 'permit' | 'deny' | 'permit_with_conditions'> = new Map([
  ['accept', 'permit'],
  ['accepted', 'permit'],
  ['approved', 'permit'],
  ['auto_accept', 'permit'],
  ['modify', 'permit_with_conditions'],
  ['reject', 'deny'],
  ['rejected', 'deny'],
  ['denied', 'deny'],
]);

/** See the module header. */
export const mapTelemetry: MapConvention = (frame) => {
  const { record, draft, attributes } = frame;
  putWho(frame);
  putText(frame, 'ids.prompt', 'prompt.id', 'prompt_id');
  const event = eventName(record, attributes);
  if (event !== undefined) draft.put('act.method', event.name, event.path);
  const what = TELEMETRY.exec(event?.name ?? '')?.[1];
  if (what === 'api_request' || what === 'api_response') return mapModelCall(frame);
  mapTool(frame);
  mapDecision(frame);
  mapResult(frame);
  return what === 'tool_decision' ? 'policy-decision' : 'tool-call';
};

function mapModelCall(frame: Frame): 'model-call' {
  putText(frame, 'model.req', 'model', 'gen_ai.request.model');
  putCount(frame, 'use.in', 'input_tokens', 'input_token_count');
  putCount(frame, 'use.out', 'output_tokens', 'output_token_count');
  putCount(frame, 'out.ms', 'duration_ms');
  return 'model-call';
}

function mapTool(frame: Frame): void {
  const { draft, attributes } = frame;
  const parameters = attributes('tool_parameters');
  const asText = typeof parameters?.value === 'string';
  const details = asText ? jsonOf(parameters.value) : parameters?.value;
  const path = `${parameters?.path ?? ''}${asText ? '|json' : ''}`;
  const shown = attributes('tool_name', 'function_name', 'gen_ai.tool.name');
  const tool = ownMember(details, 'mcp_tool_name');
  const parts = typeof shown?.value === 'string' ? /^mcp__(.+?)__(.+)$/.exec(shown.value) : null;
  if (tool !== undefined) {
    draft.put('act.tool', tool, memberOf(path, 'mcp_tool_name'));
    draft.put('act.srv', ownMember(details, 'mcp_server_name'), memberOf(path, 'mcp_server_name'));
  } else if (shown !== undefined) {
    draft.put('act.tool', parts?.[2] ?? shown.value, shown.path);
    if (parts?.[1] === undefined) putText(frame, 'act.srv', 'mcp_server_name', 'mcp_server');
    else draft.put('act.srv', parts[1], shown.path);
  } else draft.miss('act.tool', 'not_in_record');
  if (shown !== undefined && (tool !== undefined || parts !== null)) draft.put('act.named', shown.value, shown.path);
  putContent(frame, 'args', 'function_args', 'arguments', 'tool_input');
  putContent(frame, 'result', 'output', 'tool_output');
  // Threat: the client makes the id up. It joins only as the client's word.
  if (putText(frame, 'ids.toolUse', 'tool_use_id', 'call_id') !== undefined) draft.flag('client-asserted-ids');
}

function mapDecision({ draft, attributes }: Frame): void {
  const decision = attributes('decision_type', 'decision');
  const result = DECISIONS.get(textOf(decision?.value).toLowerCase());
  if (decision === undefined) return;
  if (result === undefined) return draft.miss('dec.result', 'unreadable');
  draft.decided(result, 'decision of the client', decision.path);
  const by = attributes('decision_source', 'source');
  if (by !== undefined) draft.put('dec.by', by.value, by.path);
}

function mapResult(frame: Frame): void {
  const success = frame.attributes('success');
  const value = boolOf(success?.value);
  if (success !== undefined && value !== undefined) frame.draft.outcome(value ? 'executed' : 'errored', success.path);
  putCount(frame, 'out.ms', 'duration_ms');
}
