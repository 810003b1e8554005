/** Reads an Anthropic Messages request (llm-gateway reference §1, "Messages"). */
import type { Result } from '@remit/core';
import { err, isRefusal, ok, parseStrictJson } from '@remit/core';
import type { RequestBody } from '../../body/request-body.ts';
import type { LlmRequest, OfferedTool } from '../dialect.ts';
import { countAt, listAt, objectAt, pick, textAt } from '../read-json.ts';

/** Top-level members that may be changed before sending. */
export const MESSAGES_MEMBERS = ['model', 'max_tokens', 'stream'];

const PARAMS = [
  'temperature',
  'top_p',
  'top_k',
  'stop_sequences',
  'thinking',
  'tool_choice',
  'service_tier',
  'output_config',
];
/** Typed tools that the caller runs. Any other type is the provider's own until somebody has looked. */
const CALLER_RUN = /^(custom|bash_|text_editor_|computer_|memory_)/;
/** Blocks whose tokens their bytes bound. */
const TEXT_BLOCKS = new Set([
  'text',
  'tool_use',
  'tool_result',
  'thinking',
  'redacted_thinking',
  'search_result',
  'server_tool_use',
  'tool_reference',
]);

/** The request as far as the gateway acts on it. `hasOutput`: false for counting. */
export function readMessages(body: RequestBody, hasOutput: boolean): Result<LlmRequest, string> {
  const { json } = body;
  const model = textAt(json, 'model');
  if (model === undefined) return err('model is missing or not a text');
  const messages = json['messages'];
  if (!Array.isArray(messages)) return err('messages is missing or not a list');
  const cap = countAt(json, 'max_tokens');
  if (hasOutput && (cap === undefined || cap < 1)) return err('max_tokens is missing or not an integer from 1');
  const list: readonly unknown[] = messages;
  const blocks = list.flatMap((message, at) =>
    listAt(message, 'content').map((block, n) => ({ block, pointer: `/messages/${at}/content/${n}` })),
  );
  const connectors = listAt(json, 'mcp_servers').map((server) => ({
    name: `mcp:${textAt(server, 'name') ?? ''}`,
    ran: 'provider' as const,
  }));
  const session = sessionOf(textAt(objectAt(json, 'metadata'), 'user_id'));
  return ok({
    body,
    model,
    stream: hasOutput && json['stream'] === true,
    ...(hasOutput && cap !== undefined ? { cap } : {}),
    hasOutput,
    beyondCap: 0,
    choices: 1,
    tools: [...listAt(json, 'tools').flatMap(offered), ...connectors],
    toolList: json['tools'],
    params: pick(json, PARAMS),
    system: json['system'],
    unbounded: [
      ...(json['container'] === undefined || json['container'] === null ? [] : ['/container']),
      ...blocks.flatMap(({ block, pointer }) => unboundedBlocks(block, pointer)),
    ],
    refused: [],
    toolResults: blocks.flatMap(({ block }) => {
      const id = textAt(block, 'tool_use_id');
      return id === undefined ? [] : [id];
    }),
    ...(session === undefined ? {} : { session }),
    usageAsked: true,
  });
}

function offered(tool: unknown): OfferedTool[] {
  const name = textAt(tool, 'name') ?? textAt(tool, 'mcp_server_name') ?? textAt(tool, 'type');
  if (name === undefined) return [];
  const type = textAt(tool, 'type');
  return [type === undefined || CALLER_RUN.test(type) ? { name } : { name, ran: 'provider' }];
}

function unboundedBlocks(block: unknown, pointer: string): string[] {
  const inner = listAt(block, 'content').flatMap((part, n) => unboundedBlocks(part, `${pointer}/content/${n}`));
  return TEXT_BLOCKS.has(textAt(block, 'type') ?? '') ? inner : [pointer];
}

/** Claude Code puts a JSON text with its session id into `metadata.user_id` (shadow-mcp reference §6). */
function sessionOf(userId: string | undefined): string | undefined {
  if (userId === undefined || !userId.startsWith('{')) return undefined;
  const parsed = parseStrictJson(userId);
  return isRefusal(parsed) ? undefined : textAt(parsed.value, 'session_id');
}
