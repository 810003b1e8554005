/** OpenAI Responses. */
import type { Edit } from '../../body/request-body.ts';
import { editBody } from '../../body/request-body.ts';
import type { Changes, Dialect, LlmRequest, Prepared, Refusal } from '../dialect.ts';
import { openaiErrorBody } from '../openai-error.ts';
import { readResponsesAnswer } from './answer.ts';
import { readResponses } from './read-request.ts';
import { createResponsesStream } from './stream.ts';

/** `POST /v1/responses`. */
export const openaiResponses: Dialect = {
  id: 'openai.responses',
  operation: 'chat',
  read: readResponses,
  prepare: prepareResponses,
  answer: readResponsesAnswer,
  stream: createResponsesStream,
  errorBody: openaiErrorBody,
  streamError: failedEvent,
};

function prepareResponses(request: LlmRequest, changes: Changes): Prepared {
  const edits: Edit[] = [];
  if (changes.model !== request.model) edits.push({ member: 'model', raw: JSON.stringify(changes.model) });
  if (changes.cap !== undefined && changes.cap !== request.cap)
    edits.push({ member: 'max_output_tokens', raw: JSON.stringify(changes.cap) });
  return { body: editBody(request.body, edits), changed: edits.map(({ member }) => `/${member}`) };
}

/** Clients wait for a terminal event: without one Codex asks again and again (dativo-io/talon#254). */
function failedEvent({ code, message }: Refusal): string {
  const response = { object: 'response', status: 'failed', error: { code, message }, output: [] };
  return `event: response.failed\ndata: ${JSON.stringify({ type: 'response.failed', response })}\n\n`;
}
