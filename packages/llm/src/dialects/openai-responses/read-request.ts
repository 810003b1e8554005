/** Reads an OpenAI Responses request (llm-gateway reference §1, "Responses"). */
import type { Result } from '@remit/core';
import { err, ok } from '@remit/core';
import type { RequestBody } from '../../body/request-body.ts';
import type { LlmRequest, OfferedTool } from '../dialect.ts';
import { countAt, listAt, objectAt, pick, textAt } from '../read-json.ts';

/** Top-level members that may be changed before sending. */
export const RESPONSES_MEMBERS = ['model', 'max_output_tokens'];

const PARAMS = [
  'temperature',
  'top_p',
  'reasoning',
  'text',
  'tool_choice',
  'parallel_tool_calls',
  'max_tool_calls',
  'service_tier',
  'truncation',
  'store',
];
/** Tools that the caller runs. Any other type is the provider's own until somebody has looked. */
const CALLER_RUN = new Set(['function', 'custom', 'local_shell', 'apply_patch', 'computer_use_preview', 'computer']);
/** Items and parts whose tokens their bytes bound. */
const TEXT_ITEMS = new Set([
  undefined,
  'message',
  'function_call',
  'function_call_output',
  'custom_tool_call',
  'custom_tool_call_output',
  'local_shell_call',
  'local_shell_call_output',
  'reasoning',
]);
const TEXT_PARTS = new Set(['input_text', 'output_text', 'text', 'refusal', 'summary_text', 'reasoning_text']);
/** Members that add input which does not stand in the body. */
const STORED = ['previous_response_id', 'conversation', 'prompt'];

/** The request as far as the gateway acts on it. */
export function readResponses(body: RequestBody): Result<LlmRequest, string> {
  const { json } = body;
  const model = textAt(json, 'model');
  if (model === undefined) return err('model is missing or not a text');
  const cap = json['max_output_tokens'];
  const capped = cap === undefined || cap === null ? undefined : countAt(json, 'max_output_tokens');
  if (cap !== undefined && cap !== null && (capped === undefined || capped < 1))
    return err('max_output_tokens is not an integer from 1');
  const items = listAt(json, 'input');
  return ok({
    body,
    model,
    stream: json['stream'] === true,
    ...(capped === undefined ? {} : { cap: capped }),
    hasOutput: true,
    beyondCap: 0,
    choices: 1,
    tools: listAt(json, 'tools').flatMap(offered),
    toolList: json['tools'],
    params: pick(json, PARAMS),
    system: json['instructions'],
    unbounded: [
      ...STORED.filter((key) => json[key] !== undefined && json[key] !== null).map((key) => `/${key}`),
      ...items.flatMap(unboundedItem),
    ],
    refused: json['background'] === true ? ['background: the answer and its usage would come outside this call'] : [],
    toolResults: items.flatMap((item) => {
      const id = textAt(item, 'call_id');
      return id !== undefined && (textAt(item, 'type') ?? '').endsWith('_output') ? [id] : [];
    }),
    ...sessionOf(json),
    usageAsked: true,
  });
}

function offered(tool: unknown): OfferedTool[] {
  const type = textAt(tool, 'type') ?? 'unknown';
  // Codex: a namespace holds the functions of one MCP server (shadow-mcp reference §4).
  if (type === 'namespace') {
    const space = textAt(tool, 'name') ?? '';
    return listAt(tool, 'tools')
      .flatMap(offered)
      .map((inner) => ({ ...inner, name: `${space}__${inner.name}` }));
  }
  const name = textAt(tool, 'name') ?? textAt(tool, 'server_label') ?? type;
  return [CALLER_RUN.has(type) ? { name } : { name: type === 'mcp' ? `mcp:${name}` : name, ran: 'provider' }];
}

function unboundedItem(item: unknown, at: number): string[] {
  const pointer = `/input/${at}`;
  if (!TEXT_ITEMS.has(textAt(item, 'type'))) return [pointer];
  return [...listAt(item, 'content'), ...listAt(item, 'output')].some(
    (part) => !TEXT_PARTS.has(textAt(part, 'type') ?? ''),
  )
    ? [pointer]
    : [];
}

/** What Codex says in `client_metadata` (shadow-mcp reference §6). */
function sessionOf(json: RequestBody['json']): Pick<LlmRequest, 'session' | 'thread' | 'cacheKey'> {
  const stated = objectAt(json, 'client_metadata');
  const session = textAt(stated, 'session_id');
  const thread = textAt(stated, 'thread_id');
  const cacheKey = textAt(json, 'prompt_cache_key');
  return {
    ...(session === undefined ? {} : { session }),
    ...(thread === undefined ? {} : { thread }),
    ...(cacheKey === undefined ? {} : { cacheKey }),
  };
}
