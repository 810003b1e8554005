/** How often each SDK, with its own retries on, asks for what a spent budget refuses. */
import { createServer, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI } from '@ai-sdk/openai';
import Anthropic from '@anthropic-ai/sdk';
import { GoogleGenAI } from '@google/genai';
import { generateText } from 'ai';
import OpenAI from 'openai';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { LlmHouse } from './test-support/llm-house.ts';
import { KEY, openLlmHouse } from './test-support/llm-house.ts';

let house: LlmHouse;
let asked = 0;
let url = '';
/** Counts what comes, and passes it on as it is. */
const counter = createServer((req, res) => {
  asked++;
  const { hostname, port } = new URL(house.url);
  const on = send({ hostname, port, path: req.url, method: req.method, headers: req.headers }, (answer) => {
    res.writeHead(answer.statusCode ?? 500, answer.headers);
    answer.pipe(res);
  });
  req.pipe(on);
});
beforeAll(async () => {
  house = await openLlmHouse({
    limits: [
      {
        id: 'month',
        version: 'v1',
        scope: 'org',
        of: '*',
        unit: 'requests',
        window: { kind: 'calendar', per: 'month', zone: 'UTC' },
        amount: 0,
        mode: 'hard',
      },
    ],
  });
  await new Promise<void>((done) => counter.listen(0, '127.0.0.1', done));
  // Shape: a server that listens on a port.
  url = `http://127.0.0.1:${(counter.address() as AddressInfo).port}`;
});
beforeEach(() => {
  asked = 0;
});
afterAll(async () => {
  counter.closeAllConnections();
  counter.close();
  await house.close();
});

const messages = [{ role: 'user' as const, content: 'hi' }];
const calls: readonly (readonly [string, () => Promise<unknown>])[] = [
  ['openai, chat', () => openai().chat.completions.create({ model: 'mock', messages })],
  ['openai, responses', () => openai().responses.create({ model: 'mock', input: 'hi' })],
  ['openai, a stream', () => openai().chat.completions.create({ model: 'mock', messages, stream: true })],
  ['@anthropic-ai/sdk', () => anthropic().messages.create({ model: 'mock', max_tokens: 9, messages })],
  [
    '@anthropic-ai/sdk, a stream',
    () => anthropic().messages.stream({ model: 'mock', max_tokens: 9, messages }).finalMessage(),
  ],
  ['@google/genai', () => google().models.generateContent({ model: 'mock', contents: 'hi' })],
];
const openai = (): OpenAI => new OpenAI({ apiKey: KEY, baseURL: `${url}/v1` });
const anthropic = (): Anthropic => new Anthropic({ apiKey: KEY, baseURL: url });
const google = (): GoogleGenAI => new GoogleGenAI({ apiKey: KEY, httpOptions: { baseUrl: url } });

it.each(calls)('[llm.sdk-retries] %s: one request, and the error names the limit', async (_name, call) => {
  await expect(call()).rejects.toMatchObject({ status: 429, message: expect.stringContaining('month') as string });
  expect(asked).toBe(1);
  expect(house.mock.seen).toHaveLength(0);
});

it.each([
  ['openai', () => createOpenAI({ apiKey: KEY, baseURL: `${url}/v1` }).chat('mock')],
  ['anthropic', () => createAnthropic({ apiKey: KEY, baseURL: `${url}/v1` })('mock')],
] as const)(
  '[llm.sdk-retries] Vercel ai over %s: it knows no such header, waits by itself and asks as often as it was told to',
  async (_name, model) => {
    await expect(generateText({ model: model(), prompt: 'hi', maxRetries: 1 })).rejects.toThrow(/month/);
    expect(asked).toBe(2);
    expect(house.mock.seen).toHaveLength(0);
  },
);
