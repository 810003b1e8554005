/** The APIs that callers speak, by the path they call (llm-gateway reference §1). A list of what is allowed, no general proxy. */
import { anthropicCount, anthropicMessages } from './anthropic-messages/index.ts';
import { MESSAGES_MEMBERS } from './anthropic-messages/read-request.ts';
import type { Dialect } from './dialect.ts';
import { geminiGenerate } from './gemini/index.ts';
import { GEMINI_MEMBERS } from './gemini/read-request.ts';
import { openaiChat } from './openai-chat/index.ts';
import { CHAT_MEMBERS } from './openai-chat/read-request.ts';
import { EMBEDDINGS_MEMBERS, openaiEmbeddings } from './openai-embeddings/index.ts';
import { openaiResponses } from './openai-responses/index.ts';
import { RESPONSES_MEMBERS } from './openai-responses/read-request.ts';

/** Where a request is to go, as its path says. */
export interface Target {
  readonly dialect: Dialect;
  /** Top-level members of the body that the gateway may change. */
  readonly members: readonly string[];
  /** Where the API names it in the path (Gemini). */
  readonly model?: string;
  readonly stream?: boolean;
}

const BY_PATH: Readonly<Record<string, Target>> = {
  '/v1/chat/completions': { dialect: openaiChat, members: CHAT_MEMBERS },
  '/v1/responses': { dialect: openaiResponses, members: RESPONSES_MEMBERS },
  '/v1/embeddings': { dialect: openaiEmbeddings, members: EMBEDDINGS_MEMBERS },
  '/v1/messages': { dialect: anthropicMessages, members: MESSAGES_MEMBERS },
  '/v1/messages/count_tokens': { dialect: anthropicCount, members: MESSAGES_MEMBERS },
};
/** The paths that name no model. */
export const FIXED_PATHS: readonly string[] = Object.keys(BY_PATH);
const GEMINI = /^\/v1(?:beta|alpha)?\/models\/([^/]{1,256}):(generateContent|streamGenerateContent)$/;

/**
 * The API and target of a POST. `path`: without the query. Undefined: no such endpoint. A model id in the path is
 * decoded once; one that is still encoded after that names nothing.
 */
export function targetOf(path: string): Target | undefined {
  const fixed = BY_PATH[path];
  if (fixed !== undefined) return fixed;
  const [, encoded, method] = GEMINI.exec(path) ?? [];
  const model = encoded === undefined ? undefined : decodedOnce(encoded);
  if (model === undefined) return undefined;
  return { dialect: geminiGenerate, members: GEMINI_MEMBERS, model, stream: method === 'streamGenerateContent' };
}

function decodedOnce(text: string): string | undefined {
  try {
    const decoded = decodeURIComponent(text);
    return /[%/]/.test(decoded) ? undefined : decoded;
  } catch {
    return undefined;
  }
}
