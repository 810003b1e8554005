import { Buffer } from 'node:buffer';
import { expect, it } from 'vitest';
import { readBody } from '../../body/request-body.ts';
import { exchangesFolder, readExchanges } from '../../test-support/exchanges.ts';
import type { LlmRequest } from '../dialect.ts';
import { openaiChat } from './index.ts';
import { CHAT_MEMBERS } from './read-request.ts';

const skip = exchangesFolder === undefined;
const chats = readExchanges().filter(({ path, status }) => path.endsWith('/chat/completions') && status === 200);
const streams = chats.filter(({ res }) => res.subarray(0, 5).toString() === 'data:');
const answers = chats.filter((exchange) => !streams.includes(exchange));

function read(text: string): LlmRequest {
  const body = readBody(Buffer.from(text), CHAT_MEMBERS);
  if (!body.ok) throw new Error(body.error);
  const request = openaiChat.read(body.value, {});
  if (!request.ok) throw new Error(request.error);
  return request.value;
}

it.skipIf(skip)(
  '[llm.chat-answers] every recorded answer is read: model, ending, usage, tools (skipped: no shared data)',
  () => {
    expect(answers.length).toBeGreaterThan(35);
    for (const { req, res, file } of answers) {
      const request = read(req);
      const facts = openaiChat.answer(res);
      // Shape: a Chat Completions answer, as recorded.
      const raw = JSON.parse(res.toString()) as {
        model: string;
        usage?: { prompt_tokens: number; completion_tokens: number };
        choices: { finish_reason: string; message: { tool_calls?: { id: string }[] | null } }[];
      };
      expect(facts?.models, file).toEqual([raw.model]);
      expect(facts?.finish.raw).toEqual(raw.choices.map((choice) => choice.finish_reason));
      expect(facts?.usage?.models[0]?.usage.input).toBe(raw.usage?.prompt_tokens);
      expect(facts?.usage?.models[0]?.usage.output).toBe(raw.usage?.completion_tokens);
      expect(facts?.calls.map(({ id }) => id)).toEqual(
        raw.choices.flatMap((choice) => (choice.message.tool_calls ?? []).map(({ id }) => id)),
      );
      expect(request.model.length).toBeGreaterThan(0);
    }
  },
);

it.skipIf(skip)(
  '[llm.chat-splits] every split position of a stream gives the same bytes and the same facts (skipped: no shared data)',
  () => {
    expect(streams.length).toBeGreaterThan(8);
    for (const { req, res, file } of streams) {
      const request = read(req);
      const whole = openaiChat.stream(request);
      const passed = Buffer.from(whole.push(res)).toString();
      const end = whole.end();
      expect(end.complete, file).toBe(true);
      expect(request.usageAsked ? passed : '').toBe(request.usageAsked ? res.toString() : '');
      for (let at = 1; at < res.length; at++) {
        const reader = openaiChat.stream(request);
        const first = reader.push(res.subarray(0, at));
        const second = reader.push(res.subarray(at));
        if (Buffer.concat([first, second]).toString() !== passed)
          throw new Error(`${file}: split at ${at}: other bytes`);
        const again = reader.end();
        if (JSON.stringify(again) !== JSON.stringify(end)) throw new Error(`${file}: split at ${at}: other facts`);
      }
    }
  },
);

it.skipIf(skip)(
  '[llm.chat-cut] a stream cut at any event before its last finish_reason is not complete (skipped: no shared data)',
  () => {
    for (const { req, res, file } of streams) {
      const request = read(req);
      const last = res.lastIndexOf('"finish_reason":"');
      for (let at = res.indexOf('\n\n'); at !== -1 && at < last; at = res.indexOf('\n\n', at + 1)) {
        const reader = openaiChat.stream(request);
        reader.push(res.subarray(0, at + 2));
        expect(reader.end(), `${file} at ${at}`).toMatchObject({
          complete: false,
          facts: { finish: { how: 'truncated' } },
        });
      }
    }
  },
);

it('[llm.chat-usage-chunk] usage is asked for in streams, and the chunk is dropped when the caller had not asked', () => {
  const request = read('{"model":"m","messages":[],"stream":true}');
  const { body, changed } = openaiChat.prepare(request, { model: 'm' });
  expect(Buffer.from(body).toString()).toBe(
    '{"stream_options":{"include_usage":true},"model":"m","messages":[],"stream":true}',
  );
  expect(changed).toEqual(['/stream_options']);
  const reader = openaiChat.stream(request);
  const events = [
    'data: {"model":"m-1","choices":[{"index":0,"delta":{"content":"hi"},"finish_reason":null}],"usage":null}\n\n',
    'data: {"model":"m-1","choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":null}\n\n',
    'data: {"model":"m-1","choices":[],"usage":{"prompt_tokens":0,"completion_tokens":2}}\n\n',
    'data: [DONE]\n\n',
  ];
  const passed = Buffer.from(reader.push(Buffer.from(events.join('')))).toString();
  expect(passed).toBe([events[0], events[1], events[3]].join(''));
  const { complete, facts } = reader.end();
  expect(complete).toBe(true);
  // An explicit 0 is a number, not a missing one (BerriAI/litellm#37992).
  expect(facts.usage).toMatchObject({ source: 'provider', models: [{ usage: { input: 0, output: 2 } }] });
});

it('[llm.chat-usage-choice] usage in a chunk that has a choice is counted too (BerriAI/litellm#36168)', () => {
  const reader = openaiChat.stream(
    read('{"model":"m","messages":[],"stream":true,"stream_options":{"include_usage":true}}'),
  );
  reader.push(
    Buffer.from(
      'data: {"model":"m","choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":{"prompt_tokens":4020,"completion_tokens":1,"prompt_tokens_details":{"cached_tokens":4012}}}\n\n',
    ),
  );
  expect(reader.end().facts.usage?.models[0]?.usage).toMatchObject({ input: 4020, cacheRead: 4012 });
});

it('[llm.chat-edits] a change touches only its member; all other bytes stay', () => {
  const text = '{ "seed" : 1.50, "model":"alias" ,"messages":[ ],"x_unknown":{"a":[1,2.0]},"max_tokens":9000 }';
  const request = read(text);
  const { body, changed } = openaiChat.prepare(request, { model: 'gpt-4o-mini', cap: 512 });
  expect(Buffer.from(body).toString()).toBe(
    '{ "seed" : 1.50, "model":"gpt-4o-mini" ,"messages":[ ],"x_unknown":{"a":[1,2.0]},"max_tokens":512 }',
  );
  expect(changed).toEqual(['/model', '/max_tokens']);
  expect(openaiChat.prepare(request, { model: 'alias', cap: 9000 }).body).toBe(request.body.bytes);
});

it('[llm.chat-refused] bodies that two parsers could read differently, or without a model, are refused', () => {
  expect(readBody(Buffer.from('{"model":"a","model":"b"}'), CHAT_MEMBERS)).toMatchObject({ ok: false });
  for (const text of [
    '{"messages":[]}',
    '{"model":"m"}',
    '{"model":"m","messages":[],"n":0}',
    '{"model":"m","messages":[],"max_tokens":-1}',
  ]) {
    const body = readBody(Buffer.from(text), CHAT_MEMBERS);
    expect(body.ok && openaiChat.read(body.value, {}).ok, text).toBe(false);
  }
});

it('[llm.chat-unbounded] what no byte count bounds is named by its pointer', () => {
  const request = read(
    '{"model":"m","messages":[{"role":"user","content":[{"type":"text","text":"x"},{"type":"image_url","image_url":{"url":"https://a"}}]}],"web_search_options":{},"n":2}',
  );
  expect(request.unbounded).toEqual(['/web_search_options', '/messages/0/content/1']);
  expect(request.choices).toBe(2);
});

it('[llm.chat-garbage] a stream that is not JSON, that says error, or of which one choice never ends is not complete', () => {
  const over = (request: string, stream: string) => {
    const reader = openaiChat.stream(read(request));
    reader.push(Buffer.from(stream));
    return { ...reader.end(), fault: reader.fault() };
  };
  const one = '{"model":"m","messages":[],"stream":true}';
  expect(over(one, 'data: <html>\n\n')).toMatchObject({ complete: false, fault: 'an event of the stream is not JSON' });
  expect(over(one, 'data: {"error":{"message":"x"}}\n\n')).toMatchObject({
    complete: false,
    facts: { finish: { how: 'error' } },
  });
  expect(
    over(
      '{"model":"m","messages":[],"stream":true,"n":2}',
      'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\n',
    ),
  ).toMatchObject({ complete: false });
  expect(over(one, '')).toMatchObject({ complete: false, facts: { finish: { how: 'truncated' } } });
});
