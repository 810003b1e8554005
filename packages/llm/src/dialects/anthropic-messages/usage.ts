/**
 * Usage of the Messages API: cache tokens stand beside `input_tokens`, numbers of a stream are cumulative, and what an
 * advisor or a compaction used is in no total (llm-gateway reference §2).
 */
import { NO_USAGE } from '@remit/budget';
import type { ReportedUsage } from '../dialect.ts';
import type { JsonObject } from '../read-json.ts';
import { countAt, listAt, objectAt, textAt } from '../read-json.ts';

type Usage = ReportedUsage['models'][number]['usage'];

/** Iterations that the top-level numbers hold. Those of any other type are counted beside them. */
const IN_TOTAL = new Set(['message']);

/** Last value that is not null, field by field: how the numbers of a stream add up. */
export function laterUsage(before: JsonObject | undefined, usage: JsonObject): JsonObject {
  const merged: Record<string, unknown> = { ...before };
  for (const [key, value] of Object.entries(usage)) if (value !== null && value !== undefined) merged[key] = value;
  return merged;
}

/** `partial` when one of the totals is missing: missing is not zero. */
export function messagesUsage(usage: JsonObject): ReportedUsage {
  const complete = countAt(usage, 'input_tokens') !== undefined && countAt(usage, 'output_tokens') !== undefined;
  const beside = listAt(usage, 'iterations').filter((one) => !IN_TOTAL.has(textAt(one, 'type') ?? ''));
  return {
    source: complete ? 'provider' : 'partial',
    models: [
      { usage: countsOf(usage) },
      ...beside.map((one) => {
        const model = textAt(one, 'model');
        return { ...(model === undefined ? {} : { model }), usage: countsOf(one) };
      }),
    ],
  };
}

function countsOf(usage: unknown): Usage {
  const written = countAt(usage, 'cache_creation_input_tokens') ?? 0;
  const hour = countAt(objectAt(usage, 'cache_creation'), 'ephemeral_1h_input_tokens') ?? 0;
  const cacheRead = countAt(usage, 'cache_read_input_tokens') ?? 0;
  const searches = countAt(objectAt(usage, 'server_tool_use'), 'web_search_requests') ?? 0;
  return {
    ...NO_USAGE,
    input: (countAt(usage, 'input_tokens') ?? 0) + cacheRead + written,
    cacheRead,
    cacheWrite: Math.max(0, written - hour),
    cacheWrite1h: Math.min(written, hour),
    output: countAt(usage, 'output_tokens') ?? 0,
    webSearches: searches,
  };
}
