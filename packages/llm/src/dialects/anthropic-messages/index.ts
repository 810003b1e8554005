/** Anthropic Messages, and the counting of its tokens. */
import { NO_USAGE } from '@remit/budget';
import { LlmFinish } from '@remit/record';
import type { Edit } from '../../body/request-body.ts';
import { editBody } from '../../body/request-body.ts';
import { bedrockBody } from '../../providers/bedrock/body.ts';
import type { AnswerFacts, Changes, Dialect, LlmRequest, Prepared } from '../dialect.ts';
import { countAt, parseAnswer } from '../read-json.ts';
import { readMessagesAnswer } from './answer.ts';
import { messagesErrorBody } from './errors.ts';
import { readMessages } from './read-request.ts';
import { createMessagesStream } from './stream.ts';

const shared = {
  prepare: prepareMessages,
  stream: createMessagesStream,
  errorBody: messagesErrorBody,
  streamError: (refusal: Parameters<typeof messagesErrorBody>[0]) =>
    `event: error\ndata: ${messagesErrorBody(refusal)}\n\n`,
};

/** `POST /v1/messages`. */
export const anthropicMessages: Dialect = {
  ...shared,
  id: 'anthropic.messages',
  operation: 'chat',
  read: (body) => readMessages(body, true),
  answer: readMessagesAnswer,
};

/** `POST /v1/messages/count_tokens`: carries a prompt, costs nothing. */
export const anthropicCount: Dialect = {
  ...shared,
  id: 'anthropic.count_tokens',
  operation: 'count_tokens',
  read: (body) => readMessages(body, false),
  answer: readCount,
};

function prepareMessages(request: LlmRequest, changes: Changes): Prepared {
  if (changes.envelope === 'bedrock')
    return bedrockBody(request.body, changes.cap === request.cap ? undefined : changes.cap);
  const edits: Edit[] = [];
  if (changes.model !== request.model) edits.push({ member: 'model', raw: JSON.stringify(changes.model) });
  if (request.hasOutput && changes.cap !== undefined && changes.cap !== request.cap)
    edits.push({ member: 'max_tokens', raw: JSON.stringify(changes.cap) });
  return { body: editBody(request.body, edits), changed: edits.map(({ member }) => `/${member}`) };
}

function readCount(body: Uint8Array): AnswerFacts | undefined {
  const value = parseAnswer(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8'));
  if (countAt(value, 'input_tokens') === undefined) return undefined;
  return {
    models: [],
    usage: { source: 'provider', models: [{ usage: NO_USAGE }] },
    finish: { how: LlmFinish.Complete, raw: [] },
    calls: [],
  };
}
