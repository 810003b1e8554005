/** OpenAI Chat Completions, and what compatible providers make of it. */
import type { Dialect } from '../dialect.ts';
import { openaiErrorBody } from '../openai-error.ts';
import { readChatAnswer } from './answer.ts';
import { prepareChat } from './prepare.ts';
import { readChat } from './read-request.ts';
import { createChatStream } from './stream.ts';

/** `POST /v1/chat/completions`. */
export const openaiChat: Dialect = {
  id: 'openai.chat',
  operation: 'chat',
  read: readChat,
  prepare: prepareChat,
  answer: readChatAnswer,
  stream: createChatStream,
  errorBody: openaiErrorBody,
  // No [DONE]: the openai SDK throws on `data.error` and would take a bare end for success.
  streamError: (refusal) => `data: ${openaiErrorBody(refusal)}\n\n`,
};
