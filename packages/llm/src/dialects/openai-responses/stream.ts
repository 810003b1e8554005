/** Reads a Responses stream while it passes: its last event carries the whole response (llm-gateway reference §1, §3). */
import { LlmFinish } from '@remit/record';
import type { StreamReader } from '../dialect.ts';
import { createPassingStream } from '../passing-stream.ts';
import { objectAt, textAt } from '../read-json.ts';
import { responseFacts } from './answer.ts';

const TERMINAL = ['response.completed', 'response.incomplete', 'response.failed'];
const NOTABLE = ['response.created', ...TERMINAL, 'error'].map((type) => `"type":"${type}"`);

/** A reader at the start of a stream. */
export function createResponsesStream(): StreamReader {
  let response: unknown;
  let ended = false;
  let failed = false;

  const stream = createPassingStream({
    notable: (data) => NOTABLE.some((type) => data.includes(type)) || data.includes('"type": "'),
    take(event) {
      const type = textAt(event, 'type') ?? '';
      if (type === 'error') failed = true;
      if (type !== 'response.created' && !TERMINAL.includes(type)) return true;
      response = objectAt(event, 'response');
      ended ||= TERMINAL.includes(type);
      return true;
    },
  });

  return {
    push: stream.push,
    fault: stream.fault,
    end() {
      const whole = stream.fault() === undefined && !stream.midEvent();
      const facts = responseFacts(response);
      if (ended && whole) return { complete: true, facts };
      // `error` ends a stream by itself: it is complete as an error, and no more is to come.
      const how = failed ? LlmFinish.Error : LlmFinish.Truncated;
      return { complete: failed && whole, facts: { ...facts, finish: { how, raw: [] } } };
    },
  };
}
