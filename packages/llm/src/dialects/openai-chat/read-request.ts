/** Reads a Chat Completions request (llm-gateway reference §1, "Chat"). */
import type { Result } from '@remit/core';
import { err, ok } from '@remit/core';
import type { RequestBody } from '../../body/request-body.ts';
import { isObject } from '../../body/request-body.ts';
import type { LlmRequest, OfferedTool } from '../dialect.ts';
import { countAt, listAt, objectAt, pick, textAt } from '../read-json.ts';

/** Top-level members that may be changed before sending. */
export const CHAT_MEMBERS = ['model', 'max_completion_tokens', 'max_tokens', 'stream_options'];

const PARAMS = [
  'temperature',
  'top_p',
  'n',
  'stop',
  'seed',
  'presence_penalty',
  'frequency_penalty',
  'logit_bias',
  'logprobs',
  'top_logprobs',
  'reasoning_effort',
  'verbosity',
  'response_format',
  'service_tier',
  'tool_choice',
  'parallel_tool_calls',
  'modalities',
];

/** The request as far as the gateway acts on it. */
export function readChat(body: RequestBody): Result<LlmRequest, string> {
  const { json } = body;
  const model = textAt(json, 'model');
  if (model === undefined) return err('model is missing or not a text');
  const messages = json['messages'];
  if (!Array.isArray(messages)) return err('messages is missing or not a list');
  const choices = json['n'] === undefined || json['n'] === null ? 1 : countAt(json, 'n');
  if (choices === undefined || choices < 1) return err('n is not an integer from 1');
  const cap = capOf(json);
  if (cap === 'bad') return err('max_completion_tokens or max_tokens is not an integer from 1');
  const list: readonly unknown[] = messages;
  return ok({
    body,
    model,
    stream: json['stream'] === true,
    ...(cap === undefined ? {} : { cap }),
    hasOutput: true,
    beyondCap: 0,
    choices,
    tools: [...listAt(json, 'tools'), ...listAt(json, 'functions')].flatMap(offered),
    toolList: json['tools'] ?? json['functions'],
    params: pick(json, PARAMS),
    system: list.filter((message) => ['system', 'developer'].includes(textAt(message, 'role') ?? '')),
    unbounded: [
      ...(json['web_search_options'] === undefined ? [] : ['/web_search_options']),
      ...(json['prediction'] === undefined || json['prediction'] === null ? [] : ['/prediction']),
      ...list.flatMap((message, at) => unboundedParts(message, at)),
    ],
    refused: [],
    toolResults: list.flatMap((message) => {
      const id = textAt(message, 'tool_call_id');
      return id === undefined ? [] : [id];
    }),
    usageAsked: objectAt(json, 'stream_options')?.['include_usage'] === true,
  });
}

/** The larger of the two caps: `max_tokens` is the deprecated name, and a provider may read either. */
function capOf(json: Readonly<Record<string, unknown>>): number | undefined | 'bad' {
  let cap: number | undefined;
  for (const key of ['max_completion_tokens', 'max_tokens']) {
    if (json[key] === undefined || json[key] === null) continue;
    const value = countAt(json, key);
    if (value === undefined || value < 1) return 'bad';
    cap = Math.max(cap ?? 0, value);
  }
  return cap;
}

function offered(tool: unknown): OfferedTool[] {
  const type = textAt(tool, 'type');
  const name =
    textAt(objectAt(tool, 'function'), 'name') ?? textAt(objectAt(tool, 'custom'), 'name') ?? textAt(tool, 'name');
  if (name !== undefined) return [{ name }];
  return type === undefined ? [] : [{ name: type, ran: 'provider' }];
}

/** Parts of a message that are not text: how many tokens a picture, a file or a sound costs, no count of bytes says. */
function unboundedParts(message: unknown, at: number): string[] {
  if (!isObject(message) || !Array.isArray(message['content'])) return [];
  const parts: readonly unknown[] = message['content'];
  return parts.flatMap((part, n) =>
    ['text', 'refusal'].includes(textAt(part, 'type') ?? '') ? [] : [`/messages/${at}/content/${n}`],
  );
}
