/**
 * Reads a Chat Completions stream while it passes. A chunk of text alone is looked at, not parsed: it is told apart by
 * the members that it does not hold. Complete is a stream in which every choice has a `finish_reason`; a missing
 * `[DONE]` after that is only noted (llm-gateway reference §1).
 */
import { LlmFinish } from '@remit/record';
import type { AnswerFacts, ChosenTool, LlmRequest, ReportedUsage, StreamReader } from '../dialect.ts';
import { finishOf } from '../finish.ts';
import { createPassingStream } from '../passing-stream.ts';
import { countAt, listAt, objectAt, textAt } from '../read-json.ts';
import { CHAT_FINISH, factsOf } from './answer.ts';
import { chatUsage } from './usage.ts';

/** Members that make a chunk worth parsing. Each stands in quotes, so text that merely says them is parsed in vain only. */
const NOTABLE = [
  '"finish_reason":"',
  '"finish_reason": "',
  '"tool_calls"',
  '"function_call"',
  '"usage":{',
  '"usage": {',
  '"error"',
];

interface Choice {
  finish?: string;
  readonly calls: { id?: string; name: string; args: string }[];
}

/** A reader at the start of a stream. Leaves out the usage chunk that only the gateway asked for. */
export function createChatStream(request: LlmRequest): StreamReader {
  const choices = new Map<number, Choice>();
  let head: unknown;
  let usage: ReportedUsage | undefined;
  let failed = false;

  const choiceAt = (index: number): Choice => {
    const held = choices.get(index);
    if (held !== undefined) return held;
    const fresh: Choice = { calls: [] };
    choices.set(index, fresh);
    return fresh;
  };

  const stream = createPassingStream({
    text: '"content":"',
    notable: (data) => head === undefined || NOTABLE.some((member) => data.includes(member)),
    take(chunk) {
      head ??= chunk;
      if (objectAt(chunk, 'error') !== undefined) failed = true;
      const counted = objectAt(chunk, 'usage');
      if (counted !== undefined) usage = chatUsage(counted);
      const parts = listAt(chunk, 'choices');
      for (const part of parts) {
        const choice = choiceAt(countAt(part, 'index') ?? 0);
        const finish = textAt(part, 'finish_reason');
        if (finish !== undefined) choice.finish = finish;
        const delta = objectAt(part, 'delta');
        for (const call of listAt(delta, 'tool_calls')) gather(choice, countAt(call, 'index'), call);
        if (objectAt(delta, 'function_call') !== undefined) gather(choice, 0, { function: delta?.['function_call'] });
      }
      return request.usageAsked || parts.length > 0 || counted === undefined;
    },
  });

  return {
    push: stream.push,
    fault: stream.fault,
    end() {
      const all = [...choices.values()];
      const complete =
        stream.fault() === undefined &&
        !failed &&
        !stream.midEvent() &&
        all.length >= request.choices &&
        all.every((choice) => choice.finish !== undefined);
      const raw = all.flatMap(({ finish }) => (finish === undefined ? [] : [finish]));
      return { complete, facts: factsOf(head, ending(complete, failed, raw), all.flatMap(chosen), usage) };
    },
  };
}

function ending(complete: boolean, failed: boolean, raw: readonly string[]): AnswerFacts['finish'] {
  if (complete) return finishOf(raw, CHAT_FINISH);
  return { how: failed ? LlmFinish.Error : LlmFinish.Truncated, raw };
}

function gather(choice: Choice, index: number | undefined, call: unknown): void {
  const called = objectAt(call, 'function') ?? objectAt(call, 'custom');
  const at = index ?? Math.max(0, choice.calls.length - (textAt(call, 'id') === undefined ? 1 : 0));
  if (at > 1_024) return;
  while (choice.calls.length <= at) choice.calls.push({ name: '', args: '' });
  const held = choice.calls[at];
  if (held === undefined) return;
  const id = textAt(call, 'id');
  if (id !== undefined) held.id = id;
  held.name ||= textAt(called, 'name') ?? '';
  held.args += textAt(called, 'arguments') ?? textAt(called, 'input') ?? '';
}

function chosen({ calls }: Choice): ChosenTool[] {
  return calls
    .filter(({ name }) => name !== '')
    .map(({ id, name, args }) => ({
      ...(id === undefined ? {} : { id }),
      name,
      ...(args === '' ? {} : { args }),
    }));
}
