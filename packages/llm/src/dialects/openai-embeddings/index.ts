/** OpenAI Embeddings: no output tokens, no stream. */
import { NO_USAGE } from '@remit/budget';
import type { Result } from '@remit/core';
import { err, ok } from '@remit/core';
import { LlmFinish } from '@remit/record';
import type { RequestBody } from '../../body/request-body.ts';
import { editBody } from '../../body/request-body.ts';
import type { AnswerFacts, Dialect, LlmRequest } from '../dialect.ts';
import { openaiErrorBody } from '../openai-error.ts';
import { createPassingStream } from '../passing-stream.ts';
import { countAt, listAt, objectAt, parseAnswer, pick, textAt } from '../read-json.ts';

/** Top-level members that may be changed before sending. */
export const EMBEDDINGS_MEMBERS = ['model'];

/** `POST /v1/embeddings`. */
export const openaiEmbeddings: Dialect = {
  id: 'openai.embeddings',
  operation: 'embeddings',
  read: readEmbeddings,
  prepare(request, { model }) {
    const edits = model === request.model ? [] : [{ member: 'model', raw: JSON.stringify(model) }];
    return { body: editBody(request.body, edits), changed: edits.map(({ member }) => `/${member}`) };
  },
  answer: readEmbeddingsAnswer,
  stream: () => ({
    ...createPassingStream({ notable: () => false, take: () => true }),
    end: () => ({ complete: false, facts: NOTHING }),
  }),
  errorBody: openaiErrorBody,
  streamError: (refusal) => `data: ${openaiErrorBody(refusal)}\n\n`,
};

const NOTHING: AnswerFacts = { models: [], finish: { how: LlmFinish.Error, raw: [] }, calls: [] };

function readEmbeddings(body: RequestBody): Result<LlmRequest, string> {
  const { json } = body;
  const model = textAt(json, 'model');
  if (model === undefined) return err('model is missing or not a text');
  if (json['input'] === undefined) return err('input is missing');
  return ok({
    body,
    model,
    stream: false,
    hasOutput: false,
    beyondCap: 0,
    choices: 1,
    tools: [],
    toolList: undefined,
    params: pick(json, ['dimensions', 'encoding_format']),
    system: undefined,
    unbounded: [],
    refused: [],
    toolResults: [],
    usageAsked: true,
  });
}

function readEmbeddingsAnswer(body: Uint8Array): AnswerFacts | undefined {
  const value = parseAnswer(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8'));
  if (listAt(value, 'data').length === 0) return undefined;
  const model = textAt(value, 'model');
  const input = countAt(objectAt(value, 'usage'), 'prompt_tokens');
  return {
    models: model === undefined ? [] : [model],
    ...(input === undefined
      ? {}
      : { usage: { source: 'provider' as const, models: [{ usage: { ...NO_USAGE, input } }] } }),
    finish: { how: LlmFinish.Complete, raw: [] },
    calls: [],
  };
}
