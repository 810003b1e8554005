/** What went wrong elsewhere, through this gateway (llm-gateway reference §1 to §10). docs/llm-failure-stories.md lists all of it. */
import type { BudgetLimit } from '@remit/budget';
import { afterEach, describe, expect, it } from 'vitest';
import type { LlmHouse, LlmHouseOptions } from './test-support/llm-house.ts';
import { openLlmHouse } from './test-support/llm-house.ts';
import { callOf, postJson as post, rawCall, STREAMING } from './test-support/raw-call.ts';
import { startReplayProvider } from './test-support/replay-provider.ts';
import { createDrainPool } from './upstream/drain-pool.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function open(options: LlmHouseOptions): Promise<LlmHouse> {
  const house = await openLlmHouse(options);
  closers.push(() => house.close());
  return house;
}

const limit = (over: Partial<BudgetLimit>): BudgetLimit => ({
  id: 'limit',
  version: 'v1',
  scope: 'person',
  of: '*',
  window: { kind: 'lifetime' },
  mode: 'hard',
  unit: 'requests',
  amount: 1_000,
  ...over,
});

const states = ({ budgets }: LlmHouse) => [...budgets.all(Date.now())];

describe('ways around a budget', () => {
  it('[story.every-surface] every API draws on the limits, streamed or not, counting and embedding too (buttercup#550)', async () => {
    const house = await open({ limits: [limit({})] });
    let calls = 0;
    for (const api of STREAMING)
      for (const stream of [false, true]) {
        const { path, body } = callOf(api, 'mock', stream);
        expect((await rawCall(house.url, path, body)).status).toBe(200);
        calls += 1;
        expect(states(house)[0]).toMatchObject({ settled: calls, held: 0 });
      }
    // The mock answers them with something else; they count all the same.
    await post(house.url, '/v1/embeddings', { model: 'mock', input: 'a' });
    await post(house.url, '/v1/messages/count_tokens', { model: 'mock', messages: [] });
    expect(states(house)[0]?.settled).toBeGreaterThanOrEqual(calls + 2);
    expect(states(house)[0]?.held).toBe(0);
  });

  it('[story.first-request] the first request of a person nobody has seen before is held like any other (BerriAI/litellm#40095)', async () => {
    const house = await open({ limits: [limit({ unit: 'tokens', amount: 100 })] });
    const { path, body } = callOf('chat', 'mock', false);
    expect((await rawCall(house.url, path, body)).status).toBe(429);
    expect(house.mock.seen).toHaveLength(0);
  });

  it('[story.user-header] whom a request names as its user changes no account (BerriAI/litellm#11083)', async () => {
    const house = await open({ limits: [limit({ amount: 1 })] });
    const { path, body } = callOf('chat', 'mock', false);
    expect((await post(house.url, path, body)).status).toBe(200);
    for (const header of ['x-user', 'x-user-id', 'x-litellm-end-user-id', 'openai-user', 'x-remit-user'])
      expect(
        (await post(house.url, path, { ...body, user: `u-${header}` }, { [header]: 'somebody-else' })).status,
      ).toBe(429);
    expect(states(house)).toHaveLength(1);
  });

  it('[story.session-race] 200 requests of one session at once stay within its limit (BerriAI/litellm#34732)', async () => {
    const house = await open({ limits: [limit({ scope: 'session', amount: 5 })] });
    const metadata = { user_id: JSON.stringify({ session_id: 's1' }) };
    const { path, body } = callOf('messages', 'mock', false);
    const answers = await Promise.all(Array.from({ length: 200 }, () => post(house.url, path, { ...body, metadata })));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(5);
    expect(house.mock.seen).toHaveLength(5);
  });
});

describe('routes', () => {
  it('[story.fallback-scope] a fallback is decided for its own model: one outside the scope is not asked (api7/aisix#448)', async () => {
    const house = await open({
      models: [],
      unscoped: ['mock'],
      routes: ({ openai }) => {
        if (openai === undefined) throw new Error('no account');
        const targets = ['mock:status=503', 'mock'].map((model, rank) => ({ account: openai, model, weight: 1, rank }));
        return [{ name: 'small', targets }];
      },
    });
    const { path, body } = callOf('chat', 'small', false);
    expect((await rawCall(house.url, path, body)).status).toBe(404);
    expect(house.mock.seen).toHaveLength(1);
    expect(house.decisions().map(({ pol, model }) => [model.route, pol.dec])).toEqual([
      ['mock:status=503', 'permit'],
      ['mock', 'deny'],
    ]);
  });

  it('[story.upstream-host] no header and no URL of a caller names another provider', async () => {
    const house = await open({});
    const { path, body } = callOf('chat', 'mock', false);
    const headers = {
      'x-portkey-custom-host': 'http://127.0.0.1:1/v1',
      'x-portkey-provider': 'openai',
      'x-forwarded-host': 'evil.example',
      'cf-aig-authorization': 'Bearer x',
      'openai-organization': 'org-1',
    };
    expect((await post(house.url, `${path}?api_base=http://127.0.0.1:1`, body, headers)).status).toBe(200);
    const [seen] = house.mock.seen;
    expect(seen?.path).toBe(path);
    expect(Object.keys(seen?.headers ?? {})).not.toContain('x-portkey-custom-host');
  });

  it('[story.paths] what is not served is not passed on: batches, files, stored answers, realtime, background, double encoding', async () => {
    const house = await open({ models: ['mock', 'a/b'] });
    const paths = [
      '/v1/batches',
      '/v1/files',
      '/v1/fine_tuning/jobs',
      '/v1/realtime',
      '/v1/conversations',
      '/v1/responses/resp_mock',
      '/v1/responses/resp_mock/cancel',
      '/v1/messages/batches',
      '/v1beta/cachedContents',
      '/v1beta/models/mock%253AgenerateContent',
      '/v1beta/models/a%252Fb:generateContent',
      '/v1beta/models/mock:batchGenerateContent',
      '/v1/../v1/files',
    ];
    for (const path of paths) expect((await post(house.url, path, {})).status, path).toBe(404);
    const background = await post(house.url, '/v1/responses', { model: 'mock', input: 'a', background: true });
    expect([background.status, background.text]).toEqual([400, expect.stringContaining('background')]);
    expect(house.mock.seen).toHaveLength(0);
  });
});

it('[story.two-models] of an answer that two models worked on both are named, and each costs its own price', async () => {
  const provider = await startReplayProvider();
  const house = await open({
    models: [],
    limits: [limit({ unit: 'nanousd', amount: 1_000_000_000 })],
    routes: ({ anthropic }) => {
      if (anthropic === undefined) throw new Error('no account');
      const account = { ...anthropic, url: provider.url };
      return ['worker', 'adviser'].map((model) => ({
        name: model,
        targets: [{ account, model, weight: 1, rank: 0 }],
      }));
    },
  });
  closers.push(() => provider.close());
  const advice = { type: 'advisor_message', model: 'adviser', input_tokens: 1_000, output_tokens: 10 };
  const usage = { input_tokens: 100, output_tokens: 20, iterations: [{ type: 'message' }, advice] };
  const message = { id: 'msg_1', type: 'message', role: 'assistant', model: 'worker', content: [], usage };
  const body = Buffer.from(JSON.stringify({ ...message, stop_reason: 'end_turn' }));
  provider.next({ status: 200, contentType: 'application/json', body });
  const { path, body: asked } = callOf('messages', 'worker', false);
  expect((await rawCall(house.url, path, asked)).status).toBe(200);
  const [outcome] = house.outcomes();
  expect(outcome?.model.resp).toEqual(['worker', 'adviser']);
  expect(outcome?.use?.models.map(({ model, input, output }) => [model, input, output])).toEqual([
    ['worker', 100, 20],
    ['adviser', 1_000, 10],
  ]);
  // 1,100 tokens at 2 $ and 30 at 8 $ a million.
  expect(outcome?.use?.spent.nanousd).toBe(1_100 * 2_000 + 30 * 8_000);
});

it('[story.drain-cap] no more answers are read on for callers who have gone than the pool takes (BerriAI/litellm#36008)', () => {
  const pool = createDrainPool(2);
  expect([pool.enter(), pool.enter(), pool.enter()]).toEqual([true, true, false]);
  pool.leave();
  expect([pool.enter(), pool.enter()]).toEqual([true, false]);
});
