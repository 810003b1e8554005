/** Storms of refusals, fallbacks, and callers who do not wait for the end (issue LLM gateway, acceptance). */
import { afterEach, describe, expect, it } from 'vitest';
import { callFault, openFaultHouse, spentOf } from './test-support/fault-house.ts';
import type { LlmHouseOptions } from './test-support/llm-house.ts';
import type { RawAnswer } from './test-support/raw-call.ts';
import { answerOf, callOf, openCall } from './test-support/raw-call.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});
const open = (model: string, over?: LlmHouseOptions) => openFaultHouse(closers, model, over);
const call = callFault;

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
