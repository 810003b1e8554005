/** How an answer ended, from the words of its choices. Unknown words are `error`, never `complete` (llm-gateway reference §3). */
import { LlmFinish } from '@remit/record';

/** From the ending that says least about success to the one that says most. */
const WORST_FIRST = [
  LlmFinish.Error,
  LlmFinish.Aborted,
  LlmFinish.Truncated,
  LlmFinish.Filtered,
  LlmFinish.Length,
  LlmFinish.Paused,
  LlmFinish.ToolUse,
  LlmFinish.Complete,
] as const;

/** The ending of an answer with these choices: the worst of them. Without any word: truncated. */
export function finishOf(
  raw: readonly string[],
  words: Readonly<Record<string, LlmFinish>>,
): { how: LlmFinish; raw: readonly string[] } {
  const hows = new Set(raw.map((word) => words[word] ?? LlmFinish.Error));
  return { how: WORST_FIRST.find((how) => hows.has(how)) ?? LlmFinish.Truncated, raw };
}
