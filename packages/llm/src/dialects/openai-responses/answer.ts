/** Reads responses: whole answers, and the response that the last event of a stream carries. */
import { NO_USAGE } from '@remit/budget';
import { LlmFinish } from '@remit/record';
import type { AnswerFacts, ChosenTool, ReportedUsage } from '../dialect.ts';
import { countAt, listAt, objectAt, parseAnswer, textAt } from '../read-json.ts';

/** What an answer that is not streamed says. Undefined: it is no response. */
export function readResponsesAnswer(body: Uint8Array): AnswerFacts | undefined {
  const value = parseAnswer(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8'));
  return textAt(value, 'object') === 'response' ? responseFacts(value) : undefined;
}

/** The facts of a response object. */
export function responseFacts(response: unknown): AnswerFacts {
  const model = textAt(response, 'model');
  const id = textAt(response, 'id');
  const tier = textAt(response, 'service_tier');
  const usage = usageOf(response);
  const calls = listAt(response, 'output').flatMap(chosen);
  return {
    models: model === undefined ? [] : [model],
    ...(id === undefined ? {} : { id }),
    ...(tier === undefined ? {} : { tier }),
    ...(usage === undefined ? {} : { usage }),
    finish: finishOfResponse(response, calls),
    calls,
    ...(id === undefined ? {} : { ids: [id, ...itemIds(response)] }),
  };
}

function itemIds(response: unknown): string[] {
  return listAt(response, 'output').flatMap((item) => textAt(item, 'id') ?? []);
}

function finishOfResponse(response: unknown, calls: readonly ChosenTool[]): AnswerFacts['finish'] {
  const status = textAt(response, 'status') ?? 'none';
  const reason = textAt(objectAt(response, 'incomplete_details'), 'reason');
  const raw = reason === undefined ? [status] : [status, reason];
  switch (status) {
    case 'completed':
      return { how: calls.some(({ ran }) => ran === undefined) ? LlmFinish.ToolUse : LlmFinish.Complete, raw };
    case 'incomplete':
      if (reason === 'max_output_tokens') return { how: LlmFinish.Length, raw };
      return { how: reason === 'content_filter' ? LlmFinish.Filtered : LlmFinish.Error, raw };
    case 'cancelled':
      return { how: LlmFinish.Aborted, raw };
    default:
      return { how: LlmFinish.Error, raw };
  }
}

function usageOf(response: unknown): ReportedUsage | undefined {
  const usage = objectAt(response, 'usage');
  if (usage === undefined) return undefined;
  const input = countAt(usage, 'input_tokens');
  const output = countAt(usage, 'output_tokens');
  const searches = listAt(response, 'output').filter((item) => textAt(item, 'type') === 'web_search_call').length;
  return {
    source: input === undefined || output === undefined ? 'partial' : 'provider',
    models: [
      {
        usage: {
          ...NO_USAGE,
          input: input ?? 0,
          cacheRead: countAt(objectAt(usage, 'input_tokens_details'), 'cached_tokens') ?? 0,
          cacheWrite: countAt(objectAt(usage, 'input_tokens_details'), 'cache_write_tokens') ?? 0,
          output: output ?? 0,
          reasoning: countAt(objectAt(usage, 'output_tokens_details'), 'reasoning_tokens') ?? 0,
          webSearches: searches,
        },
      },
    ],
  };
}

/** Items of calls that the caller has to run; those of the provider end in `_call` too, but carry no `call_id`. */
function chosen(item: unknown): ChosenTool[] {
  const type = textAt(item, 'type') ?? '';
  if (!type.endsWith('_call')) return [];
  const id = textAt(item, 'call_id');
  const name = [textAt(item, 'namespace'), textAt(item, 'name') ?? type]
    .filter((part) => part !== undefined)
    .join('__');
  const args = textAt(item, 'arguments') ?? textAt(item, 'input');
  const own = id ?? textAt(item, 'id');
  return [
    {
      ...(own === undefined ? {} : { id: own }),
      name,
      ...(args === undefined ? {} : { args }),
      ...(id === undefined ? { ran: 'provider' as const } : {}),
    },
  ];
}
