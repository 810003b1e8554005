/** Calls of each API without an SDK: what came over the socket, and how it ended. */
import type { IncomingMessage } from 'node:http';
import { request } from 'node:http';
import { KEY } from './llm-house.ts';

/** APIs that stream. */
export const STREAMING = ['chat', 'responses', 'messages', 'gemini'] as const;
export type Api = (typeof STREAMING)[number];

/** What a call came to. `clean`: the answer ended as its framing says. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
  readonly clean: boolean;
}

/** Path and body of a small request. */
export function callOf(api: Api, model: string, stream: boolean): { path: string; body: object } {
  const messages = [{ role: 'user', content: 'hi' }];
  const streamed = stream ? { stream } : {};
  switch (api) {
    case 'chat':
      return { path: '/v1/chat/completions', body: { model, messages, max_tokens: 50, ...streamed } };
    case 'responses':
      return { path: '/v1/responses', body: { model, input: 'hi', max_output_tokens: 50, ...streamed } };
    case 'messages':
      return { path: '/v1/messages', body: { model, messages, max_tokens: 50, ...streamed } };
    case 'gemini': {
      const method = stream ? 'streamGenerateContent?alt=sse' : 'generateContent';
      const contents = [{ role: 'user', parts: [{ text: 'hi' }] }];
      return {
        path: `/v1beta/models/${encodeURIComponent(model)}:${method}`,
        body: { contents, generationConfig: { maxOutputTokens: 50 } },
      };
    }
  }
}

/** Opens a call with the key of the house; the body is the test's to write. */
export function openCall(url: string, path: string, headers: Readonly<Record<string, string | number>> = {}) {
  return request(`${url}${path}`, {
    method: 'POST',
    agent: false,
    headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json', ...headers },
  });
}

/** Sends a body and reads the answer to its end. Bytes go as they are, anything else as JSON. */
export async function rawCall(url: string, path: string, body: object): Promise<RawAnswer> {
  const req = openCall(url, path);
  const answered = answerOf(req);
  req.end(Buffer.isBuffer(body) ? body : JSON.stringify(body));
  const res = await answered;
  const chunks: Buffer[] = [];
  res.on('data', (chunk: Buffer) => chunks.push(chunk));
  await new Promise<void>((resolve) => {
    res.on('close', resolve).on('error', () => undefined);
  });
  return {
    status: res.statusCode ?? 0,
    headers: res.headers,
    text: Buffer.concat(chunks).toString(),
    clean: res.complete,
  };
}

/** The head of the answer. */
export function answerOf(req: ReturnType<typeof openCall>): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    req.on('response', resolve).on('error', reject);
  });
}

/** Posts JSON with the key of the house, or with what the headers say. */
export async function postJson(url: string, path: string, body: object, headers: Record<string, string> = {}) {
  const answer = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return { status: answer.status, text: await answer.text() };
}
