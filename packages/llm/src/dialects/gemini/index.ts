/** Gemini generateContent and streamGenerateContent over server-sent events. */
import { editBody } from '../../body/request-body.ts';
import type { Changes, Dialect, LlmRequest, Prepared, Refusal, StreamReader } from '../dialect.ts';
import { createPassingStream } from '../passing-stream.ts';
import { objectAt } from '../read-json.ts';
import { createGathered, readGeminiAnswer } from './answer.ts';
import { readGemini } from './read-request.ts';

/** `POST /v1beta/models/{model}:generateContent` and `:streamGenerateContent?alt=sse`. */
export const geminiGenerate: Dialect = {
  id: 'gemini.generate',
  operation: 'generate_content',
  read: readGemini,
  prepare: prepareGemini,
  answer: readGeminiAnswer,
  stream: createGeminiStream,
  errorBody: geminiErrorBody,
  streamError: (refusal) => `data: ${geminiErrorBody(refusal)}\n\n`,
};

function prepareGemini(request: LlmRequest, { cap }: Changes): Prepared {
  if (cap === undefined || cap === request.cap) return { body: request.body.bytes, changed: [] };
  const config = { ...objectAt(request.body.json, 'generationConfig'), maxOutputTokens: cap };
  const body = editBody(request.body, [{ member: 'generationConfig', raw: JSON.stringify(config) }]);
  return { body, changed: ['/generationConfig/maxOutputTokens'] };
}

/** Every chunk is parsed: usage stands in each of them and the last one wins. */
function createGeminiStream(request: LlmRequest): StreamReader {
  const gathered = createGathered(request.choices);
  let failed = false;
  const stream = createPassingStream({
    notable: () => true,
    take(value) {
      if (objectAt(value, 'error') !== undefined) failed = true;
      gathered.take(value);
      return true;
    },
  });
  return {
    push: stream.push,
    fault: stream.fault,
    end() {
      const facts = gathered.facts();
      const complete = gathered.ended() && !failed && stream.fault() === undefined && !stream.midEvent();
      if (complete) return { complete, facts };
      return { complete, facts: { ...facts, finish: { how: failed ? 'error' : 'truncated', raw: facts.finish.raw } } };
    },
  };
}

const STATUS: Readonly<Record<Refusal['kind'], string>> = {
  authentication: 'UNAUTHENTICATED',
  permission: 'PERMISSION_DENIED',
  not_found: 'NOT_FOUND',
  invalid_request: 'INVALID_ARGUMENT',
  quota: 'RESOURCE_EXHAUSTED',
  rate_limit: 'RESOURCE_EXHAUSTED',
  upstream: 'INTERNAL',
  unavailable: 'UNAVAILABLE',
};

function geminiErrorBody({ kind, code, message, status }: Refusal): string {
  return JSON.stringify({
    error: {
      code: status,
      message,
      status: STATUS[kind],
      details: [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: code, domain: 'remit' }],
    },
  });
}
