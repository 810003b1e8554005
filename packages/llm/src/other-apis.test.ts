/** What a caller hears in each API when no provider of the route serves it. */
import { GoogleGenAI } from '@google/genai';
import OpenAI from 'openai';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { providers } from './providers/all.ts';
import type { LlmHouse } from './test-support/llm-house.ts';
import { KEY, openLlmHouse } from './test-support/llm-house.ts';
import { postJson } from './test-support/raw-call.ts';

let house: LlmHouse;
beforeAll(async () => {
  house = await openLlmHouse({
    unscoped: ['hidden'],
    routes: (accounts) =>
      (['openai', 'anthropic', 'google', 'bedrock', 'hidden'] as const).flatMap((name) => {
        // The account of Bedrock is never reached here: no call may come so far.
        const like = accounts[name === 'bedrock' || name === 'hidden' ? 'anthropic' : name];
        if (like === undefined) return [];
        const account = name === 'bedrock' ? { ...like, manifest: providers.bedrock } : like;
        return [{ name: `by-${name}`, targets: [{ account, model: name, weight: 1, rank: 0 }] }];
      }),
  });
});
afterAll(() => house.close());

const apis = {
  chat: ['/v1/chat/completions', { messages: [] }],
  responses: ['/v1/responses', { input: 'hi' }],
  embeddings: ['/v1/embeddings', { input: 'hi' }],
  messages: ['/v1/messages', { max_tokens: 9, messages: [] }],
  count: ['/v1/messages/count_tokens', { messages: [] }],
  gemini: ['/v1beta/models/MODEL:generateContent', { contents: [] }],
} as const;
const served: Readonly<Record<string, readonly string[]>> = {
  openai: ['chat', 'responses', 'embeddings'],
  anthropic: ['messages', 'count'],
  google: ['gemini'],
  bedrock: ['messages'],
};
const cells = Object.entries(served).flatMap(([provider, can]) =>
  Object.entries(apis)
    .filter(([api]) => !can.includes(api))
    .map(([api, [path, body]]) => ({ provider, api, path, body, can })),
);

it.each(cells)(
  '[llm.api-not-served] $api of a model at $provider: 404 with what to use instead, at once',
  async ({ provider, path, body, can }) => {
    const before = house.mock.seen.length;
    const model = `by-${provider}`;
    const answer = await postJson(
      house.url,
      path.replace('MODEL', model),
      path.includes('MODEL') ? body : { model, ...body },
    );
    expect(answer.status, answer.text).toBe(404);
    expect(answer.text).toContain('does not translate');
    for (const api of can) expect(answer.text).toContain(apis[api as keyof typeof apis][0]);
    expect(house.mock.seen).toHaveLength(before);
  },
);

it('[llm.api-not-served] a model that the scope does not show is not there, in any API', async () => {
  const answer = await postJson(house.url, apis.chat[0], { model: 'by-hidden', messages: [] });
  expect(answer).toMatchObject({ status: 404, text: expect.stringContaining('"code":"model_not_found"') as string });
});

it('[llm.api-not-served] SDKs raise it as their error for what is not found, and ask once', async () => {
  const openai = new OpenAI({ apiKey: KEY, baseURL: `${house.url}/v1` });
  await expect(openai.chat.completions.create({ model: 'by-bedrock', messages: [] })).rejects.toMatchObject({
    status: 404,
    code: 'api_not_served',
  });
  const google = new GoogleGenAI({ apiKey: KEY, httpOptions: { baseUrl: house.url } });
  await expect(google.models.generateContent({ model: 'by-bedrock', contents: 'hi' })).rejects.toMatchObject({
    status: 404,
  });
});
