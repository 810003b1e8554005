/** The LLM wire: dialects, streams, usage. */
import type { Requirements } from './requirement.ts';
import { tested } from './requirement.ts';

const surfaces = 'reference/llm-gateway.md §1';
const usage = 'reference/llm-gateway.md §2';
const ending = 'reference/llm-gateway.md §3';

export const requirements = {
  'llm.sse-split': tested(
    'WHATWG HTML §9.2.6',
    'Every split of a stream gives the same whole events, and no byte is lost.',
  ),
  'llm.sse-data': tested('WHATWG HTML §9.2.6', 'Data lines are joined; names and comments are no data.'),
  'llm.sse-long': tested(ending, 'An event beyond the limit ends the reading.'),
  'llm.chat-answers': tested(usage, 'Recorded Chat Completions answers give model, ending, usage and tools.'),
  'llm.chat-splits': tested(
    'issue LLM gateway, acceptance',
    'Every split position of a Chat Completions stream gives the same bytes and facts.',
  ),
  'llm.chat-cut': tested(ending, 'A Chat Completions stream cut before its last finish_reason is not complete.'),
  'llm.chat-usage-chunk': tested(surfaces, 'Usage is asked for in streams and dropped where the caller had not asked.'),
  'llm.chat-usage-choice': tested(usage, 'Usage in a chunk that has a choice is counted, cached tokens included.'),
  'llm.chat-edits': tested(
    'reference/llm-gateway.md, Decided 1',
    'A change touches its member only; unknown fields and their bytes survive.',
  ),
  'llm.chat-refused': tested(
    surfaces,
    'Bodies that two parsers could read differently, or without a model, are refused.',
  ),
  'llm.chat-unbounded': tested(
    'reference/llm-gateway.md §4.3',
    'Input that no byte count bounds is named by its pointer.',
  ),
  'llm.chat-garbage': tested(ending, 'Garbage, errors in a stream and choices that never end are not complete.'),
  'llm.replay': tested(
    usage,
    'Recorded exchanges of every surface are read; those that fit none are counted with the reason.',
  ),
  'llm.replay-usage': tested(usage, 'Usage of whole answers is what genai-prices extracts.'),
  'llm.replay-splits': tested(
    'issue LLM gateway, acceptance',
    'Every split position of every recorded stream gives the same bytes and facts.',
  ),
  'llm.replay-cut': tested(ending, 'A recorded stream that is cut is truncated, never complete.'),
} satisfies Requirements;
