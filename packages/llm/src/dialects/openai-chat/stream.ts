/**
 * Reads a Chat Completions stream while it passes. A chunk of text alone is looked at, not parsed: it is told apart by
 * the members that it does not hold. Complete is a stream in which every choice has a `finish_reason`; a missing
 * `[DONE]` after that is only noted (llm-gateway reference §1).
 */
import { Buffer } from 'node:buffer';
import { LlmFinish } from '@remit/record';
import { createEventSplitter, eventData } from '../../sse/event-splitter.ts';
import type { AnswerFacts, ChosenTool, LlmRequest, ReportedUsage, StreamReader } from '../dialect.ts';
import { finishOf } from '../finish.ts';
import { countAt, listAt, objectAt, parseAnswer, textAt } from '../read-json.ts';
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
const EMPTY = new Uint8Array();

interface Choice {
  finish?: string;
  readonly calls: { id?: string; name: string; args: string }[];
}

/** A reader at the start of a stream. Leaves out the usage chunk that only the gateway asked for. */
export function createChatStream(request: LlmRequest): StreamReader {
  const splitter = createEventSplitter();
  const choices = new Map<number, Choice>();
  let head: unknown;
  let usage: ReportedUsage | undefined;
  let fault: string | undefined;
  let failed = false;

  const choiceAt = (index: number): Choice => {
    const held = choices.get(index);
    if (held !== undefined) return held;
    const fresh: Choice = { calls: [] };
    choices.set(index, fresh);
    return fresh;
  };

  const take = (chunk: unknown): void => {
    head ??= chunk;
    if (objectAt(chunk, 'error') !== undefined) failed = true;
    const counted = objectAt(chunk, 'usage');
    if (counted !== undefined) usage = chatUsage(counted);
    for (const part of listAt(chunk, 'choices')) {
      const choice = choiceAt(countAt(part, 'index') ?? 0);
      const finish = textAt(part, 'finish_reason');
      if (finish !== undefined) choice.finish = finish;
      const delta = objectAt(part, 'delta');
      for (const call of listAt(delta, 'tool_calls')) gather(choice, countAt(call, 'index'), call);
      if (objectAt(delta, 'function_call') !== undefined) gather(choice, 0, { function: delta?.['function_call'] });
    }
  };

  /** False: the event is the usage chunk that the caller did not ask for. */
  const passes = (event: Buffer): boolean => {
    const data = eventData(event);
    if (data === undefined || data === '[DONE]') return true;
    if (head !== undefined && !NOTABLE.some((member) => data.includes(member))) return true;
    const chunk = parseAnswer(data);
    if (chunk === undefined) {
      fault ??= 'an event of the stream is not JSON';
      return true;
    }
    take(chunk);
    const bare = listAt(chunk, 'choices').length === 0 && objectAt(chunk, 'usage') !== undefined;
    return request.usageAsked || !bare;
  };

  return {
    push(chunk) {
      const events = splitter.push(chunk);
      if (splitter.overlong()) fault ??= 'an event of the stream is too long';
      const passed = events.filter(passes);
      if (passed.length === events.length && splitter.pending() === 0 && sizeOf(events) === chunk.length) return chunk;
      if (passed.length === 0) return EMPTY;
      return passed.length === 1 ? (passed[0] ?? EMPTY) : Buffer.concat(passed);
    },
    fault: () => fault,
    end() {
      const all = [...choices.values()];
      const complete =
        fault === undefined &&
        !failed &&
        splitter.pending() === 0 &&
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

function sizeOf(events: readonly Buffer[]): number {
  return events.reduce((sum, event) => sum + event.length, 0);
}
