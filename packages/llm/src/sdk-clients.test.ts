/** The real SDKs, unchanged but for base URL and key, through the gateway to the mock provider. */
import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI } from '@ai-sdk/openai';
import Anthropic from '@anthropic-ai/sdk';
import { GoogleGenAI } from '@google/genai';
import { generateText, streamText } from 'ai';
import OpenAI from 'openai';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { LlmHouse } from './test-support/llm-house.ts';
import { KEY, openLlmHouse } from './test-support/llm-house.ts';

const TOOL = 'mock:tool=read_text_file';
const CUT = 'mock:cut=2;chunks=9';
let house: LlmHouse;
beforeAll(async () => {
  house = await openLlmHouse({ models: ['mock', TOOL, CUT] });
});
afterAll(() => house.close());

const openai = (): OpenAI => new OpenAI({ apiKey: KEY, baseURL: `${house.url}/v1`, maxRetries: 0 });
const anthropic = (): Anthropic => new Anthropic({ apiKey: KEY, baseURL: house.url, maxRetries: 0 });
const google = (): GoogleGenAI => new GoogleGenAI({ apiKey: KEY, httpOptions: { baseUrl: house.url } });

it('[llm.sdk-openai] openai: chat, responses and streams, with tools', async () => {
  const messages = [{ role: 'user' as const, content: 'hi' }];
  const chat = await openai().chat.completions.create({ model: 'mock', messages });
  expect(chat.choices[0]?.message.content).toBe('word');
  expect(chat.usage?.prompt_tokens).toBe(120);
  let text = '';
  for await (const chunk of await openai().chat.completions.create({ model: 'mock', messages, stream: true }))
    text += chunk.choices[0]?.delta.content ?? '';
  expect(text).toBe('word0 word1 word2 word3 word4 ');
  const called = await openai().chat.completions.create({
    model: TOOL,
    messages,
    tools: [{ type: 'function', function: { name: 'read_text_file', parameters: { type: 'object' } } }],
  });
  expect(called.choices[0]?.message.tool_calls?.[0]?.id).toBe('call_mock');
  const response = await openai().responses.create({ model: 'mock', input: 'hi' });
  expect(response.output_text).toBe('word');
  const events: string[] = [];
  for await (const event of await openai().responses.create({ model: 'mock', input: 'hi', stream: true }))
    events.push(event.type);
  expect(events.at(-1)).toBe('response.completed');
});

it('[llm.sdk-anthropic] @anthropic-ai/sdk: messages and streams, with tools', async () => {
  const messages = [{ role: 'user' as const, content: 'hi' }];
  const message = await anthropic().messages.create({ model: 'mock', max_tokens: 64, messages });
  expect(message.content[0]).toMatchObject({ type: 'text', text: 'word' });
  const stream = anthropic().messages.stream({ model: TOOL, max_tokens: 64, messages });
  const final = await stream.finalMessage();
  expect(final.content[0]).toMatchObject({ type: 'tool_use', id: 'toolu_mock', input: { path: '/srv/a' } });
  expect(final.usage).toMatchObject({ input_tokens: 120, output_tokens: 40 });
});

it('[llm.sdk-google] @google/genai: generateContent and streams', async () => {
  const answer = await google().models.generateContent({ model: 'mock', contents: 'hi' });
  expect(answer.text).toBe('word');
  let text = '';
  for await (const chunk of await google().models.generateContentStream({ model: 'mock', contents: 'hi' }))
    text += chunk.text ?? '';
  expect(text).toBe('word0 word1 word2 word3 word4 ');
});

it('[llm.sdk-vercel] Vercel ai over both providers', async () => {
  const viaOpenai = createOpenAI({ apiKey: KEY, baseURL: `${house.url}/v1` });
  const viaAnthropic = createAnthropic({ apiKey: KEY, baseURL: `${house.url}/v1` });
  expect((await generateText({ model: viaOpenai.chat('mock'), prompt: 'hi', maxRetries: 0 })).text).toBe('word');
  expect((await generateText({ model: viaAnthropic('mock'), prompt: 'hi', maxRetries: 0 })).text).toBe('word');
  const { textStream } = streamText({ model: viaOpenai.chat('mock'), prompt: 'hi', maxRetries: 0 });
  let text = '';
  for await (const part of textStream) text += part;
  expect(text).toBe('word0 word1 word2 word3 word4 ');
});

it('[llm.truncated] a stream that the provider cuts is an error in each SDK, and unknown in the record', async () => {
  const messages = [{ role: 'user' as const, content: 'hi' }];
  const chat = async (): Promise<void> => {
    for await (const _ of await openai().chat.completions.create({ model: CUT, messages, stream: true }));
  };
  await expect(chat()).rejects.toThrow(/ended before its end/);
  await expect(anthropic().messages.stream({ model: CUT, max_tokens: 9, messages }).finalMessage()).rejects.toThrow(
    /ended before its end/,
  );
  const google_ = async (): Promise<void> => {
    for await (const _ of await google().models.generateContentStream({ model: CUT, contents: 'hi' }));
  };
  await expect(google_()).rejects.toThrow(/ended before its end/);
  const types: string[] = [];
  for await (const event of await openai().responses.create({ model: CUT, input: 'hi', stream: true }))
    types.push(event.type);
  expect(types.at(-1)).toBe('response.failed');
  const cut = house.outcomes().filter(({ model }) => model.req === CUT);
  expect(cut.map(({ out, fin }) => [out.status, fin?.how])).toEqual(cut.map(() => ['unknown', 'truncated']));
  expect(cut).toHaveLength(4);
});

it("[llm.no-inbound-key] the provider gets its own key and never the caller's", () => {
  expect(house.mock.seen.length).toBeGreaterThan(10);
  for (const { headers, path } of house.mock.seen) {
    expect(JSON.stringify(headers)).not.toContain(KEY);
    expect(path).not.toContain(KEY);
    expect(JSON.stringify(headers)).toContain('provider-key-');
  }
});

it('[llm.records] every call is a decision and an outcome that names it, with models, usage and tools', () => {
  const decisions = house.decisions();
  const outcomes = house.outcomes();
  expect(outcomes).toHaveLength(decisions.length);
  const chose = outcomes.filter(({ calls }) => calls !== undefined);
  expect(chose.length).toBeGreaterThan(1);
  for (const { calls } of chose) expect(calls?.[0]?.name).toBe('read_text_file');
  expect(decisions.every(({ pol }) => pol.dec === 'permit')).toBe(true);
});
