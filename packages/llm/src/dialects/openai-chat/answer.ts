/** Reads Chat Completions answers, whole or gathered from a stream. */
import { LlmFinish } from '@remit/record';
import type { AnswerFacts, ChosenTool, ReportedUsage } from '../dialect.ts';
import { finishOf } from '../finish.ts';
import { listAt, objectAt, parseAnswer, textAt } from '../read-json.ts';
import { chatUsage } from './usage.ts';

/** The words of `finish_reason`, and those of compatible providers. */
export const CHAT_FINISH: Readonly<Record<string, LlmFinish>> = {
  stop: LlmFinish.Complete,
  length: LlmFinish.Length,
  model_length: LlmFinish.Length,
  tool_calls: LlmFinish.ToolUse,
  function_call: LlmFinish.ToolUse,
  content_filter: LlmFinish.Filtered,
};

/** What an answer that is not streamed says. Undefined: it has no choices, so it is no answer of this API. */
export function readChatAnswer(body: Uint8Array): AnswerFacts | undefined {
  const value = parseAnswer(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8'));
  const choices = listAt(value, 'choices');
  if (choices.length === 0) return undefined;
  const raw = choices.map((choice) => textAt(choice, 'finish_reason') ?? 'none');
  const calls = choices.flatMap((choice) => callsOf(objectAt(choice, 'message')));
  const usage = objectAt(value, 'usage');
  return factsOf(value, finishOf(raw, CHAT_FINISH), calls, usage === undefined ? undefined : chatUsage(usage));
}

/** The facts that stand beside the choices, in an answer as in each chunk of a stream. */
export function factsOf(
  value: unknown,
  finish: AnswerFacts['finish'],
  calls: readonly ChosenTool[],
  usage: ReportedUsage | undefined,
): AnswerFacts {
  const model = textAt(value, 'model');
  const id = textAt(value, 'id');
  const fingerprint = textAt(value, 'system_fingerprint');
  const tier = textAt(value, 'service_tier');
  return {
    models: model === undefined ? [] : [model],
    ...(id === undefined ? {} : { id }),
    ...(fingerprint === undefined ? {} : { fingerprint }),
    ...(tier === undefined ? {} : { tier }),
    ...(usage === undefined ? {} : { usage }),
    finish,
    calls,
  };
}

function callsOf(message: unknown): ChosenTool[] {
  const legacy = objectAt(message, 'function_call');
  const calls = listAt(message, 'tool_calls').map((call) => ({
    id: textAt(call, 'id'),
    called: objectAt(call, 'function') ?? objectAt(call, 'custom'),
  }));
  return [...calls, ...(legacy === undefined ? [] : [{ id: undefined, called: legacy }])].flatMap(({ id, called }) => {
    const name = textAt(called, 'name');
    if (name === undefined) return [];
    const args = textAt(called, 'arguments') ?? textAt(called, 'input');
    return [{ ...(id === undefined ? {} : { id }), name, ...(args === undefined ? {} : { args }) }];
  });
}
