/**
 * What providers and callers do wrong, through the gateway over real sockets: the caller gets an answer or an error in its
 * own dialect, the record says what is known, and no budget stays held (issue LLM gateway, acceptance; reference §3, §10).
 */
import type { Socket } from 'node:net';
import { createServer } from 'node:net';
import type { BudgetLimit } from '@remit/budget';
import { Pool } from 'undici';
import { afterEach, describe, expect, it } from 'vitest';
import type { LlmHouse, LlmHouseOptions } from './test-support/llm-house.ts';
import { openLlmHouse } from './test-support/llm-house.ts';
import type { Api, RawAnswer } from './test-support/raw-call.ts';
import { answerOf, callOf, openCall, rawCall, STREAMING } from './test-support/raw-call.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const lifetime = { version: 'v1', scope: 'org', of: '*', window: { kind: 'lifetime' }, mode: 'hard' } as const;
const LIMITS: readonly BudgetLimit[] = [
  { ...lifetime, id: 'money', unit: 'nanousd', amount: 100_000_000_000 },
  { ...lifetime, id: 'tokens', unit: 'tokens', amount: 100_000_000 },
  { ...lifetime, id: 'requests', unit: 'requests', amount: 10_000 },
];
const SHORT = { firstByteMs: 150, idleMs: 150, totalMs: 20_000, maxAttempts: 1 };

async function open(model: string, over: LlmHouseOptions = {}): Promise<LlmHouse> {
  const { gateway, ...rest } = over;
  const house = await openLlmHouse({
    models: [model],
    limits: LIMITS,
    ...rest,
    gateway: { ...gateway, limits: { ...SHORT, ...gateway?.limits } },
  });
  closers.push(() => house.close());
  return house;
}

const call = (house: LlmHouse, api: Api, model: string, stream: boolean): Promise<RawAnswer> => {
  const { path, body } = callOf(api, model, stream);
  return rawCall(house.url, path, body);
};

/** Balances of the three limits. */
function spentOf({ budgets }: LlmHouse) {
  const states = [...budgets.all(Date.now())];
  const of = (unit: string) => states.find(({ limit }) => limit.unit === unit);
  return {
    held: states.reduce((sum, { held }) => sum + held, 0),
    money: of('nanousd')?.settled ?? 0,
    tokens: of('tokens')?.settled ?? 0,
    requests: of('requests')?.settled ?? 0,
  };
}

/** All bounds that decisions held, added up. */
function boundsOf(house: LlmHouse) {
  const ups = house.decisions().flatMap(({ bud }) => (bud === undefined ? [] : [bud.up]));
  return {
    held: 0,
    money: ups.reduce((sum, { nanousd }) => sum + nanousd, 0),
    tokens: ups.reduce((sum, { tokens }) => sum + tokens, 0),
    requests: ups.length,
  };
}

/** Every attempt has an outcome, nothing is held, and what is not known was settled at its bound. */
async function expectBound(house: LlmHouse, attempts: number, why: string): Promise<void> {
  await expect.poll(() => house.outcomes().length, { timeout: 10_000 }).toBe(attempts);
  expect(house.outcomes().map(({ out, use }) => [out.status, out.why, use?.source])).toEqual(
    Array.from({ length: attempts }, () => ['unknown', why, 'bound']),
  );
  expect(spentOf(house)).toEqual(boundsOf(house));
  expect(spentOf(house).money).toBeGreaterThan(400_000);
}

/** The end of a stream that was not whole, in each dialect (reference §3). */
function expectCutStream(api: Api, { status, text, clean }: RawAnswer): void {
  expect([status, clean], text).toEqual([200, true]);
  expect(text).not.toContain('[DONE]');
  const last = text.trimEnd().split('\n\n').at(-1) ?? '';
  const data: unknown = JSON.parse(/^data: (.*)$/m.exec(last)?.[1] ?? 'null');
  const message = expect.stringContaining('not a whole answer');
  switch (api) {
    case 'chat':
      return expect(data).toMatchObject({ error: { message, type: 'upstream_error', code: 'stream_truncated' } });
    case 'responses':
      expect(last).toMatch(/^event: response\.failed\n/);
      return expect(data).toMatchObject({
        type: 'response.failed',
        response: { status: 'failed', error: { code: 'stream_truncated', message } },
      });
    case 'messages':
      expect(last).toMatch(/^event: error\n/);
      return expect(data).toMatchObject({ type: 'error', error: { type: 'api_error', message } });
    case 'gemini':
      return expect(data).toMatchObject({ error: { code: 502, message, status: 'INTERNAL' } });
  }
}

/** An error instead of an answer, in each dialect. */
function expectError(api: Api, answer: RawAnswer, status: number, code: string): void {
  expect([answer.status, answer.clean], answer.text).toEqual([status, true]);
  expect(answer.headers['content-type']).toBe('application/json');
  const message = expect.stringMatching(/^The provider /);
  const data: unknown = JSON.parse(answer.text);
  if (api === 'messages') expect(data).toMatchObject({ type: 'error', error: { type: 'api_error', message, code } });
  else if (api === 'gemini')
    expect(data).toMatchObject({ error: { code: status, message, status: 'INTERNAL', details: [{ reason: code }] } });
  else expect(data).toMatchObject({ error: { message, type: 'upstream_error', code } });
}

const all = (house: LlmHouse, model: string, stream: boolean) =>
  Promise.all(STREAMING.map(async (api) => [api, await call(house, api, model, stream)] as const));

describe('in every dialect, a provider that', () => {
  it('[llm.fault-first-byte] takes the request and says nothing: 504, settled at the bound', async () => {
    const model = 'mock:hang=1';
    const house = await open(model);
    const answers = await Promise.all([all(house, model, true), all(house, model, false)]);
    for (const [api, answer] of answers.flat()) expectError(api, answer, 504, 'llm.first-byte-timeout');
    await expectBound(house, 8, 'llm.first-byte-timeout');
    expect(house.mock.seen).toHaveLength(8);
  });

  it('[llm.fault-idle] stops in the middle of a stream: an error in the stream, settled at the bound', async () => {
    const model = 'mock:stall=2;chunks=9';
    const house = await open(model);
    for (const [api, answer] of await all(house, model, true)) expectCutStream(api, answer);
    await expectBound(house, 4, 'llm.idle-timeout');
    expect(house.outcomes().every(({ fin }) => fin?.how === 'truncated')).toBe(true);
  });

  it('[llm.fault-reset] resets the connection in a stream, or before an answer', async () => {
    const model = 'mock:reset=2;chunks=9';
    const house = await open(model);
    for (const [api, answer] of await all(house, model, true)) expectCutStream(api, answer);
    await expectBound(house, 4, 'llm.truncated');
    expect(house.outcomes().every(({ fin }) => fin?.how === 'truncated')).toBe(true);
    for (const [api, answer] of await all(house, model, false)) expectError(api, answer, 502, 'llm.reset');
    expect(spentOf(house)).toEqual(boundsOf(house));
  });

  it('[llm.fault-garbage] sends events that are no JSON, or packs what nobody asked to be packed', async () => {
    const models = ['mock:garbage=sse', 'mock:garbage=gzip'];
    const house = await open('mock', { models });
    for (const model of models) for (const [api, answer] of await all(house, model, true)) expectCutStream(api, answer);
    const outcomes = house.outcomes();
    expect(outcomes).toHaveLength(8);
    expect(outcomes.every(({ out, use }) => out.status === 'unknown' && use?.source === 'bound')).toBe(true);
    expect(spentOf(house)).toEqual(boundsOf(house));
  });

  it('[llm.fault-garbage] answers with a page, with other JSON, with half an answer, or with no HTTP at all', async () => {
    const codes: readonly (readonly [model: string, code: string])[] = [
      ['mock:garbage=html', 'llm.garbage'],
      ['mock:garbage=json', 'llm.garbage'],
      ['mock:short=9', 'llm.truncated'],
      ['mock:garbage=http', 'llm.reset'],
    ];
    const house = await open('mock', { models: codes.map(([model]) => model) });
    for (const [model, code] of codes)
      for (const [api, answer] of await all(house, model, false)) expectError(api, answer, 502, code);
    expect(house.outcomes().map(({ out, use }) => [out.status, out.why, use?.source])).toEqual(
      codes.flatMap(([, code]) => STREAMING.map(() => ['unknown', code, 'bound'])),
    );
    expect(spentOf(house)).toEqual(boundsOf(house));
  });
});

describe('connections that never come about', () => {
  it('[llm.fault-connect] a provider that accepts and never shakes hands: 504, nothing sent, nothing spent', async () => {
    const sockets: Socket[] = [];
    const silent = createServer((socket) => void sockets.push(socket.on('error', () => undefined)));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const address = silent.address();
    const url = `https://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
    const pool = new Pool(url, { connect: { timeout: 200 } });
    closers.push(
      () => pool.destroy(),
      () => {
        for (const socket of sockets) socket.destroy();
        return new Promise((resolve) => silent.close(resolve));
      },
    );
    const house = await open('mock', {
      routes: ({ openai }) => {
        if (openai === undefined) throw new Error('no account');
        return [{ name: 'silent', targets: [{ account: { ...openai, url }, model: 'mock', weight: 1, rank: 0 }] }];
      },
      gateway: { dispatcherFor: () => pool },
    });
    const answer = await call(house, 'chat', 'silent', true);
    expectError('chat', answer, 504, 'llm.connect-timeout');
    expect(answer.text).toContain('Nothing was sent.');
    expect(house.outcomes().map(({ out }) => [out.status, out.why])).toEqual([['refused', 'llm.connect-timeout']]);
    expect(spentOf(house)).toEqual({ held: 0, money: 0, tokens: 0, requests: 0 });
  });

  it('[llm.fault-total] an attempt ends after its longest time, also while it drips', async () => {
    const model = 'mock:gap=40;chunks=1000';
    const house = await open(model, { gateway: { limits: { totalMs: 400 } } });
    expectCutStream('chat', await call(house, 'chat', model, true));
    await expectBound(house, 1, 'llm.total-timeout');
    expect(house.mock.seen).toHaveLength(1);
  });
});

describe('storms', () => {
  const model = 'mock:status=429;retryafter=0';

  it('[llm.fault-429] 200 calls into a 429 storm: each hears of it, and the storm is not made three times as large', async () => {
    const house = await open(model, { gateway: { limits: { maxAttempts: 3 } } });
    const answers: RawAnswer[] = [];
    for (let n = 0; n < 10; n++)
      answers.push(...(await Promise.all(Array.from({ length: 20 }, () => call(house, 'chat', model, false)))));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([429]));
    expect(answers[0]?.headers['retry-after']).toBe('0');
    // The first calls try three times each; then the circuit is open, and each call asks once.
    expect(house.mock.seen.length).toBeLessThanOrEqual(20 * 3 + 180);
    expect(house.outcomes()).toHaveLength(house.mock.seen.length);
    expect(house.outcomes().every(({ use }) => use?.source === 'error_status')).toBe(true);
    expect(spentOf(house)).toEqual({ held: 0, money: 0, tokens: 0, requests: house.mock.seen.length });
  });

  it('[llm.fault-retry-after] a provider that asks for more patience than a caller has is asked once, and the caller told', async () => {
    const patient = 'mock:status=429;retryafter=3600';
    const house = await open(patient, { gateway: { limits: { maxAttempts: 3 } } });
    const answer = await call(house, 'chat', patient, true);
    expect([answer.status, answer.headers['retry-after']]).toEqual([429, '3600']);
    expect(house.mock.seen).toHaveLength(1);
  });

  it('[llm.fault-fallback] another target answers where the first hangs: the first attempt is settled at its bound', async () => {
    const house = await open('mock:hang=1', {
      gateway: { limits: { maxAttempts: 2 } },
      routes: ({ openai }) => {
        if (openai === undefined) throw new Error('no account');
        const target = { account: openai, weight: 1 };
        return [
          {
            name: 'small',
            targets: [
              { ...target, model: 'mock:hang=1', rank: 0 },
              { ...target, model: 'mock', rank: 1 },
            ],
          },
        ];
      },
    });
    const answer = await call(house, 'chat', 'small', true);
    expect([answer.status, answer.text.includes('[DONE]')]).toEqual([200, true]);
    expect(house.outcomes().map(({ use }) => use?.source)).toEqual(['bound', 'provider']);
    const [first] = house.decisions();
    expect(spentOf(house)).toEqual({
      held: 0,
      money: (first?.bud?.up.nanousd ?? 0) + 560_000,
      tokens: (first?.bud?.up.tokens ?? 0) + 160,
      requests: 2,
    });
  });
});

describe('callers', () => {
  it('[llm.fault-caller] half a request and then silence: nothing is decided, held or sent', async () => {
    const house = await open('mock');
    const { path } = callOf('chat', 'mock', false);
    const req = openCall(house.url, path, { 'content-length': 1_000 });
    req.on('error', () => undefined).write('{"model":"mock",');
    await new Promise((resolve) => setTimeout(resolve, 50));
    req.destroy();
    expect((await call(house, 'chat', 'mock', false)).status).toBe(200);
    expect([house.decisions().length, house.mock.seen.length]).toEqual([1, 1]);
    expect(spentOf(house)).toMatchObject({ held: 0, tokens: 160, requests: 1 });
  });

  it('[llm.fault-abort] a caller who leaves before the end is recorded as aborted, with what it cost, never as a success', async () => {
    const model = 'mock:gap=20;chunks=10';
    const house = await open(model);
    const { path, body } = callOf('messages', model, true);
    const req = openCall(house.url, path);
    req.end(JSON.stringify(body));
    const res = await answerOf(req);
    res.once('data', () => req.destroy()).on('error', () => undefined);
    await expect.poll(() => house.outcomes().length, { timeout: 10_000 }).toBe(1);
    expect(house.outcomes()[0]).toMatchObject({
      out: { status: 'executed', why: 'caller-gone' },
      fin: { how: 'aborted', raw: ['end_turn'] },
      use: { source: 'provider', spent: { tokens: 160 } },
    });
    expect(spentOf(house)).toMatchObject({ held: 0, tokens: 160 });
  });
});
