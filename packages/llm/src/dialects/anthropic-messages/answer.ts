/** Reads Messages answers, whole or gathered from a stream. */
import { LlmFinish } from '@remit/record';
import type { AnswerFacts, ChosenTool } from '../dialect.ts';
import { finishOf } from '../finish.ts';
import type { JsonObject } from '../read-json.ts';
import { listAt, objectAt, parseAnswer, textAt } from '../read-json.ts';
import { messagesUsage } from './usage.ts';

/** The words of `stop_reason`. */
export const STOP_REASONS: Readonly<Record<string, LlmFinish>> = {
  end_turn: LlmFinish.Complete,
  stop_sequence: LlmFinish.Complete,
  max_tokens: LlmFinish.Length,
  model_context_window_exceeded: LlmFinish.Length,
  tool_use: LlmFinish.ToolUse,
  pause_turn: LlmFinish.Paused,
  compaction: LlmFinish.Paused,
  refusal: LlmFinish.Filtered,
};

/** What an answer that is not streamed says. Undefined: it is no message. */
export function readMessagesAnswer(body: Uint8Array): AnswerFacts | undefined {
  const value = parseAnswer(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8'));
  if (textAt(value, 'type') !== 'message') return undefined;
  const reason = textAt(value, 'stop_reason') ?? 'none';
  const calls = listAt(value, 'content').flatMap((block) => {
    const call = calledBy(block);
    if (call === undefined) return [];
    const input = objectAt(block, 'input');
    return [input === undefined ? call : { ...call, args: JSON.stringify(input) }];
  });
  return messageFacts(value, objectAt(value, 'usage'), finishOf([reason], STOP_REASONS), calls);
}

/** The facts of a message: `message_start` carries them in a stream. */
export function messageFacts(
  message: unknown,
  usage: JsonObject | undefined,
  finish: AnswerFacts['finish'],
  calls: readonly ChosenTool[],
): AnswerFacts {
  const model = textAt(message, 'model');
  const id = textAt(message, 'id');
  const tier = textAt(usage, 'service_tier');
  const container = textAt(objectAt(message, 'container'), 'id');
  const counted = usage === undefined ? undefined : messagesUsage(usage);
  const others = counted?.models.flatMap((one) => (one.model === undefined ? [] : [one.model])) ?? [];
  return {
    models: [...new Set([...(model === undefined ? [] : [model]), ...others])],
    ...(id === undefined ? {} : { id }),
    ...(tier === undefined ? {} : { tier }),
    ...(counted === undefined ? {} : { usage: counted }),
    finish,
    calls,
    ...(container === undefined ? {} : { ids: [container] }),
  };
}

/** The tool that a block calls, without its arguments. */
export function calledBy(block: unknown): ChosenTool | undefined {
  const type = textAt(block, 'type');
  const name = textAt(block, 'name');
  if (name === undefined || (type !== 'tool_use' && type !== 'server_tool_use' && type !== 'mcp_tool_use'))
    return undefined;
  const id = textAt(block, 'id');
  return {
    ...(id === undefined ? {} : { id }),
    name,
    ...(type === 'tool_use' ? {} : { ran: 'provider' as const }),
  };
}
