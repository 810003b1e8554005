/** Reads a Messages stream while it passes. Complete is a stream with `message_stop` (llm-gateway reference §1). */
import { LlmFinish } from '@remit/record';
import type { ChosenTool, StreamReader } from '../dialect.ts';
import { finishOf } from '../finish.ts';
import { createPassingStream } from '../passing-stream.ts';
import type { JsonObject } from '../read-json.ts';
import { countAt, objectAt, textAt } from '../read-json.ts';
import { calledBy, messageFacts, STOP_REASONS } from './answer.ts';
import { laterUsage } from './usage.ts';

/** A reader at the start of a stream. */
export function createMessagesStream(): StreamReader {
  const calls = new Map<number, ChosenTool & { args: string }>();
  let message: JsonObject | undefined;
  let usage: JsonObject | undefined;
  let reason: string | undefined;
  let stopped = false;
  let failed = false;

  const stream = createPassingStream({
    // Deltas of text and thinking are most of a stream; only those of arguments matter here.
    notable: (data) => !data.includes('"content_block_delta"') || data.includes('"input_json_delta"'),
    take(event) {
      switch (textAt(event, 'type')) {
        case 'message_start':
          message = objectAt(event, 'message');
          usage = laterUsage(usage, objectAt(message, 'usage') ?? {});
          break;
        case 'content_block_start': {
          const call = calledBy(objectAt(event, 'content_block'));
          const index = countAt(event, 'index');
          if (call !== undefined && index !== undefined) calls.set(index, { ...call, args: '' });
          break;
        }
        case 'content_block_delta': {
          const call = calls.get(countAt(event, 'index') ?? -1);
          if (call !== undefined) call.args += textAt(objectAt(event, 'delta'), 'partial_json') ?? '';
          break;
        }
        case 'message_delta':
          reason = textAt(objectAt(event, 'delta'), 'stop_reason') ?? reason;
          usage = laterUsage(usage, objectAt(event, 'usage') ?? {});
          break;
        case 'message_stop':
          stopped = true;
          break;
        case 'error':
          failed = true;
          break;
        default:
          break;
      }
      return true;
    },
  });

  return {
    push: stream.push,
    fault: stream.fault,
    end() {
      const complete = stopped && !failed && stream.fault() === undefined && !stream.midEvent();
      const raw = reason === undefined ? [] : [reason];
      const finish = complete
        ? finishOf(raw.length === 0 ? ['none'] : raw, STOP_REASONS)
        : { how: failed ? LlmFinish.Error : LlmFinish.Truncated, raw };
      const chosen = [...calls.values()].map(({ args, ...call }) => (args === '' ? call : { ...call, args }));
      return { complete, facts: messageFacts(message, usage, finish, chosen) };
    },
  };
}
