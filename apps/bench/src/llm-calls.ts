/** The requests that the bench sends to gateways of language models: OpenAI Chat Completions, a prompt of 900 bytes. */
import type { Target } from './load.ts';

const PROMPT_BYTES = 900;
const SYSTEM = 'You answer questions about invoices.';

/** How the answer is wanted: whole, as a stream as fast as it goes, as a stream at the pace of a model. */
export type AnswerKind = 'whole' | 'stream' | 'paced';

/** A chat request at `origin`. `headers`: the key, and what the gateway wants beside it. */
export function chat(origin: string, kind: AnswerKind, headers: Readonly<Record<string, string>> = {}): Target {
  const rest = kind === 'whole' ? {} : { stream: true, stream_options: { include_usage: true } };
  return {
    origin,
    path: '/v1/chat/completions',
    headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
    body(n) {
      const question = `Question ${n}${kind === 'paced' ? ' [paced]' : ''}: `;
      const text = question + 'what is owed, to whom and by when? '.repeat(30);
      return JSON.stringify({
        model: 'gpt-4o-mini',
        messages: [
          { role: 'system', content: SYSTEM },
          { role: 'user', content: text.slice(0, PROMPT_BYTES - SYSTEM.length) },
        ],
        max_tokens: 256,
        temperature: 0.2,
        ...rest,
      });
    },
    right:
      kind === 'whole'
        ? (status, body) => status === 200 && body.includes('"finish_reason":"stop"') && body.includes('"usage":{')
        : (status, body) => status === 200 && body.includes('"usage":{') && body.endsWith('data: [DONE]\n\n'),
  };
}
