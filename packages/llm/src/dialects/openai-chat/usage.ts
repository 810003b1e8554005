/** Usage of Chat Completions: cached, written and reasoning tokens stand inside the totals (llm-gateway reference §2). */
import { NO_USAGE } from '@remit/budget';
import type { ReportedUsage } from '../dialect.ts';
import type { JsonObject } from '../read-json.ts';
import { countAt, objectAt } from '../read-json.ts';

/** `partial` when one of the totals is missing: missing is not zero. An explicit 0 is a number. */
export function chatUsage(usage: JsonObject): ReportedUsage {
  const input = countAt(usage, 'prompt_tokens');
  const output = countAt(usage, 'completion_tokens');
  const inputs = objectAt(usage, 'prompt_tokens_details');
  const outputs = objectAt(usage, 'completion_tokens_details');
  return {
    source: input === undefined || output === undefined ? 'partial' : 'provider',
    models: [
      {
        usage: {
          ...NO_USAGE,
          input: input ?? 0,
          cacheRead: countAt(inputs, 'cached_tokens') ?? 0,
          cacheWrite: countAt(inputs, 'cache_write_tokens') ?? 0,
          inputAudio: countAt(inputs, 'audio_tokens') ?? 0,
          output: output ?? 0,
          reasoning: countAt(outputs, 'reasoning_tokens') ?? 0,
          outputAudio: countAt(outputs, 'audio_tokens') ?? 0,
        },
      },
    ],
  };
}
