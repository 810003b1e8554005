/** Ids of what a provider keeps in its account: they belong to the account, whose key all callers share. */
import { afterEach, describe, expect, it } from 'vitest';
import type { LlmHouse } from './test-support/llm-house.ts';
import { OTHER_KEY, openLlmHouse } from './test-support/llm-house.ts';
import { postJson as post, rawCall } from './test-support/raw-call.ts';

let house: LlmHouse | undefined;
afterEach(() => house?.close());

async function open(): Promise<LlmHouse> {
  house = await openLlmHouse({});
  return house;
}

describe('ids of the provider account', () => {
  const path = '/v1/responses';
  const body = { model: 'mock', input: 'and now?' };
  const as = (key: string) => ({ authorization: `Bearer ${key}` });

  it('[story.foreign-id] a stored answer is continued by whom it came to, and is nothing to anybody else', async () => {
    const opened = await open();
    const { url, mock } = opened;
    const naming = { ...body, previous_response_id: 'resp_mock' };
    const unknown = { status: 404, text: expect.stringContaining('"code":"unknown_id"') };
    expect(await post(url, path, naming, as(OTHER_KEY))).toEqual(unknown);
    expect(await post(url, path, naming)).toEqual(unknown);
    expect((await post(url, path, body)).status).toBe(200);
    expect((await post(url, path, naming)).status).toBe(200);
    // Also once the provider gives somebody else an answer of the same id.
    expect((await post(url, path, { ...body, stream: true }, as(OTHER_KEY))).status).toBe(200);
    expect(await post(url, path, naming, as(OTHER_KEY))).toEqual(unknown);
    expect(mock.seen).toHaveLength(3);
  });

  it('[story.foreign-id] conversations, files, containers and caches in every API, however the names are written', async () => {
    const { url, mock } = await open();
    const file = { type: 'input_file', file_id: 'file-1' };
    const bodies: readonly (readonly [string, string])[] = [
      [path, JSON.stringify({ ...body, conversation: { id: 'conv_1' } })],
      [path, JSON.stringify({ ...body, input: [{ type: 'message', role: 'user', content: [file] }] })],
      [path, JSON.stringify({ ...body, input: [{ type: 'item_reference', id: 'msg_1' }] })],
      [path, JSON.stringify({ ...body, previous_response_id: 'resp_1' }).replace('_response', '\\u005fresponse')],
      ['/v1/messages', JSON.stringify({ model: 'mock', max_tokens: 9, messages: [], container: 'container_1' })],
      [
        '/v1beta/models/mock:generateContent',
        '{"contents":[{"parts":[{"fileData":{"fileUri":"https://generativelanguage.googleapis.com/v1beta/files/1"}}]}]}',
      ],
      ['/v1beta/models/mock:generateContent', '{"contents":[],"cachedContent":"cachedContents/1"}'],
    ];
    for (const [at, text] of bodies) {
      const answer = await rawCall(url, at, Buffer.from(text));
      expect([answer.status, JSON.stringify(JSON.parse(answer.text))], text).toEqual([
        404,
        expect.stringContaining('unknown_id'),
      ]);
    }
    // Text that only speaks of such names, and files of others by URL, are no ids of the account.
    const said = { ...body, input: 'what does {"file_id":"file-1"} mean?' };
    expect((await post(url, path, said)).status).toBe(200);
    const film = { fileData: { fileUri: 'https://youtu.be/1' } };
    const contents = { contents: [{ parts: [film] }] };
    expect((await post(url, '/v1beta/models/mock:generateContent', contents)).status).toBe(200);
    expect(mock.seen).toHaveLength(2);
  });
});
