/** Reads Gemini answers, whole or gathered from a stream (llm-gateway reference §2, §3). */
import { NO_USAGE } from '@remit/budget';
import { LlmFinish } from '@remit/record';
import type { AnswerFacts, ChosenTool, ReportedUsage } from '../dialect.ts';
import { finishOf } from '../finish.ts';
import type { JsonObject } from '../read-json.ts';
import { countAt, listAt, objectAt, parseAnswer, textAt } from '../read-json.ts';

/** The words of `finishReason`. */
const FINISH_REASONS: Readonly<Record<string, LlmFinish>> = {
  STOP: LlmFinish.Complete,
  MAX_TOKENS: LlmFinish.Length,
  SAFETY: LlmFinish.Filtered,
  RECITATION: LlmFinish.Filtered,
  LANGUAGE: LlmFinish.Filtered,
  BLOCKLIST: LlmFinish.Filtered,
  PROHIBITED_CONTENT: LlmFinish.Filtered,
  SPII: LlmFinish.Filtered,
  IMAGE_SAFETY: LlmFinish.Filtered,
  IMAGE_PROHIBITED_CONTENT: LlmFinish.Filtered,
  CONTINUATION: LlmFinish.Paused,
};

/** What is gathered of an answer, chunk by chunk. */
export interface Gathered {
  take(value: unknown): void;
  /** True when every candidate has ended, or the prompt was blocked. */
  ended(): boolean;
  facts(): AnswerFacts;
}

/** Nothing gathered yet. `choices`: candidates that were asked for. */
export function createGathered(choices: number): Gathered {
  const reasons = new Map<number, string>();
  const calls: ChosenTool[] = [];
  let model: string | undefined;
  let id: string | undefined;
  let usage: JsonObject | undefined;
  let blocked: string | undefined;

  const finish = (): AnswerFacts['finish'] => {
    if (blocked !== undefined) return { how: LlmFinish.Filtered, raw: [blocked] };
    const ending = finishOf([...reasons.values()], FINISH_REASONS);
    return ending.how === LlmFinish.Complete && calls.some(({ ran }) => ran === undefined)
      ? { ...ending, how: LlmFinish.ToolUse }
      : ending;
  };

  return {
    take(value) {
      model = textAt(value, 'modelVersion') ?? model;
      id = textAt(value, 'responseId') ?? id;
      usage = objectAt(value, 'usageMetadata') ?? usage;
      blocked = textAt(objectAt(value, 'promptFeedback'), 'blockReason') ?? blocked;
      for (const candidate of listAt(value, 'candidates')) {
        const reason = textAt(candidate, 'finishReason');
        if (reason !== undefined) reasons.set(countAt(candidate, 'index') ?? 0, reason);
        calls.push(...listAt(objectAt(candidate, 'content'), 'parts').flatMap(chosen));
      }
    },
    ended: () => blocked !== undefined || reasons.size >= choices,
    facts: () => ({
      models: model === undefined ? [] : [model],
      ...(id === undefined ? {} : { id }),
      ...(usage === undefined ? {} : { usage: usageOf(usage) }),
      finish: finish(),
      calls,
    }),
  };
}

/** What an answer that is not streamed says. Undefined: it has neither candidates nor a blocked prompt. */
export function readGeminiAnswer(body: Uint8Array): AnswerFacts | undefined {
  const value = parseAnswer(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8'));
  if (listAt(value, 'candidates').length === 0 && objectAt(value, 'promptFeedback') === undefined) return undefined;
  const gathered = createGathered(1);
  gathered.take(value);
  return gathered.facts();
}

function usageOf(usage: JsonObject): ReportedUsage {
  const prompt = countAt(usage, 'promptTokenCount');
  const thoughts = countAt(usage, 'thoughtsTokenCount') ?? 0;
  const candidates = countAt(usage, 'candidatesTokenCount');
  const total = countAt(usage, 'totalTokenCount');
  const input = (prompt ?? 0) + (countAt(usage, 'toolUsePromptTokenCount') ?? 0);
  // An answer without text leaves candidatesTokenCount out; then the total says that nothing is missing.
  const output = (candidates ?? 0) + thoughts;
  const whole = prompt !== undefined && (candidates !== undefined || total === input + output);
  return {
    source: whole ? 'provider' : 'partial',
    models: [
      {
        usage: {
          ...NO_USAGE,
          input,
          cacheRead: countAt(usage, 'cachedContentTokenCount') ?? 0,
          output,
          reasoning: thoughts,
        },
      },
    ],
  };
}

function chosen(part: unknown): ChosenTool[] {
  const call = objectAt(part, 'functionCall');
  const name = textAt(call, 'name');
  if (name !== undefined) {
    const id = textAt(call, 'id');
    const args = objectAt(call, 'args');
    return [
      { ...(id === undefined ? {} : { id }), name, ...(args === undefined ? {} : { args: JSON.stringify(args) }) },
    ];
  }
  return objectAt(part, 'executableCode') === undefined ? [] : [{ name: 'codeExecution', ran: 'provider' }];
}
