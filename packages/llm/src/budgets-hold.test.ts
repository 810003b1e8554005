/** Budgets through the whole gateway: races, aborts, retries, unknown prices (llm-gateway reference §4, §10). */
import { setTimeout as sleep } from 'node:timers/promises';
import type { BudgetLimit } from '@remit/budget';
import { afterEach, describe, expect, it } from 'vitest';
import type { LlmHouse, LlmHouseOptions } from './test-support/llm-house.ts';
import { CALLER, KEY, openLlmHouse } from './test-support/llm-house.ts';

let house: LlmHouse | undefined;
afterEach(() => house?.close());

async function open(options: LlmHouseOptions): Promise<LlmHouse> {
  house = await openLlmHouse(options);
  return house;
}

function limit(over: Partial<BudgetLimit>): BudgetLimit {
  return {
    id: 'person-month',
    version: 'v1',
    scope: 'person',
    of: '*',
    unit: 'requests',
    window: { kind: 'calendar', per: 'month', zone: 'UTC' },
    amount: 50,
    mode: 'hard',
    ...over,
  };
}

async function post(
  url: string,
  body: object,
  signal?: AbortSignal,
): Promise<{ status: number; text: string; headers: Headers }> {
  const answer = await fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'mock', messages: [{ role: 'user', content: 'hi' }], ...body }),
    ...(signal === undefined ? {} : { signal }),
  });
  return { status: answer.status, text: await answer.text(), headers: answer.headers };
}

const stateOf = ({ budgets }: LlmHouse, unit: string) =>
  [...budgets.all(Date.now())].find((state) => state.limit.unit === unit);

describe('hard budgets', () => {
  it('[llm.budget-race] 1,000 calls at once at a limit for 50: 50 reach the provider, 950 are told why', async () => {
    const { url, mock, decisions } = await open({ limits: [limit({})] });
    const answers = await Promise.all(Array.from({ length: 1_000 }, () => post(url, {})));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(50);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(950);
    expect(mock.seen).toHaveLength(50);
    expect(decisions().filter(({ pol }) => pol.dec === 'permit')).toHaveLength(50);
  });

  it('[llm.budget-429] a refusal names the limit, what is left and when it starts again, and stops retries', async () => {
    const { url } = await open({ limits: [limit({ unit: 'nanousd', amount: 1_000_000 })] });
    const { status, text, headers } = await post(url, { max_tokens: 4_000 });
    expect(status).toBe(429);
    expect(headers.get('x-should-retry')).toBe('false');
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect(JSON.parse(text)).toMatchObject({ error: { type: 'insufficient_quota', code: 'budget_exceeded' } });
    expect(text).toMatch(
      /Limit person-month allows 0\.001000 USD in \d{4}-\d{2}: .* 0\.001000 USD left\. .* starts again at/,
    );
    expect(text).not.toContain(CALLER.sub);
  });

  it('[llm.budget-settle] what is settled is what the provider reports; the window ends with nothing held', async () => {
    const opened = await open({
      limits: [
        limit({ unit: 'nanousd', amount: 1_000_000_000 }),
        limit({ id: 't', unit: 'tokens', amount: 1_000_000 }),
      ],
    });
    await post(opened.url, { max_tokens: 100 });
    // 120 input tokens at 2 $ and 40 output tokens at 8 $ a million.
    expect(stateOf(opened, 'nanousd')).toMatchObject({ settled: 560_000, held: 0, overrun: 0 });
    expect(stateOf(opened, 'tokens')).toMatchObject({ settled: 160, held: 0 });
    expect(opened.outcomes()[0]?.use).toMatchObject({
      source: 'provider',
      spent: { nanousd: 560_000, tokens: 160, requests: 1 },
    });
  });

  /** What one call with a bound held came to: what was settled, and what would be the bound. */
  const settledOf = async (model: string): Promise<object> => {
    const opened = await open({ models: [model], limits: [limit({ unit: 'nanousd', amount: 1_000_000_000 })] });
    await post(opened.url, { model, max_tokens: 100, stream: model.includes('cut') });
    const bound = opened.decisions()[0]?.bud?.up.nanousd ?? 0;
    const state = stateOf(opened, 'nanousd');
    return {
      worth: bound > 800_000,
      settled: state?.settled === bound,
      held: state?.held,
      source: opened.outcomes()[0]?.use?.source,
    };
  };
  const THE_BOUND = { worth: true, settled: true, held: 0, source: 'bound' };

  it('[llm.budget-no-usage] without usage the bound is settled, never zero', async () => {
    expect(await settledOf('mock:usage=none')).toEqual(THE_BOUND);
  });

  it('[llm.budget-cut] of a cut stream the bound is settled (BerriAI/litellm#37558)', async () => {
    expect(await settledOf('mock:cut=1')).toEqual(THE_BOUND);
  });

  it('[llm.budget-partial] usage without its input tokens is partial: the bound is settled', async () => {
    expect(await settledOf('mock:usage=noprompt')).toEqual(THE_BOUND);
  });

  it('[llm.budget-zero] an explicit zero is a number (BerriAI/litellm#37992)', async () => {
    const model = 'mock:usage=zero';
    const opened = await open({ models: [model], limits: [limit({ unit: 'tokens', amount: 100_000 })] });
    await post(opened.url, { model });
    expect(stateOf(opened, 'tokens')).toMatchObject({ settled: 0, held: 0 });
    expect(opened.outcomes()[0]?.use?.source).toBe('provider');
  });

  it('[llm.budget-error-status] an HTTP error costs a request and nothing else, each retry for itself', async () => {
    const model = 'mock:status=500';
    const opened = await open({
      models: [model],
      limits: [limit({ unit: 'nanousd', amount: 1_000_000_000 }), limit({ id: 'r', amount: 100 })],
    });
    expect((await post(opened.url, { model, max_tokens: 10 })).status).toBe(500);
    expect(stateOf(opened, 'nanousd')).toMatchObject({ settled: 0, held: 0 });
    expect(stateOf(opened, 'requests')).toMatchObject({ settled: 3, held: 0 });
    expect(opened.mock.seen).toHaveLength(3);
    const [first, second] = opened.decisions();
    expect([first?.ask.attempt, second?.ask.attempt]).toEqual([0, 1]);
    expect(second?.cause).toHaveLength(1);
  });

  it('[llm.budget-unsent] a provider that cannot be reached costs nothing', async () => {
    const opened = await open({
      limits: [limit({ amount: 10 })],
      routes: (accounts) => {
        const { openai } = accounts;
        if (openai === undefined) throw new Error('no account');
        return [
          {
            name: 'nowhere',
            targets: [{ account: { ...openai, url: 'http://127.0.0.1:1' }, model: 'mock', weight: 1, rank: 0 }],
          },
        ];
      },
    });
    const { status, text } = await post(opened.url, { model: 'nowhere' });
    expect(status).toBe(502);
    expect(text).toContain('Nothing was sent.');
    expect(stateOf(opened, 'requests')).toMatchObject({ settled: 0, held: 0 });
    expect(opened.outcomes().every(({ out }) => out.status === 'refused')).toBe(true);
  });

  it('[llm.budget-price-unknown] a model without a price is refused under a hard limit in money, and only there', async () => {
    const opened = await open({ unpriced: true, limits: [limit({ unit: 'nanousd', amount: 1_000_000_000 })] });
    const { status, text } = await post(opened.url, {});
    expect([status, JSON.parse(text)]).toMatchObject([403, { error: { code: 'price_unknown' } }]);
    expect(opened.mock.seen).toHaveLength(0);
    await opened.close();
    const soft = await open({
      unpriced: true,
      limits: [
        limit({ unit: 'nanousd', amount: 1, mode: 'soft' }),
        limit({ id: 't', unit: 'tokens', amount: 100_000 }),
      ],
    });
    expect((await post(soft.url, { max_tokens: 9 })).status).toBe(200);
  });

  it('[llm.budget-unbounded] input that no byte count bounds is refused where no context window bounds it', async () => {
    const opened = await open({ unpriced: true, limits: [limit({ unit: 'tokens', amount: 1_000_000 })] });
    const content = [{ type: 'image_url', image_url: { url: 'https://example.com/a.png' } }];
    const { status, text } = await post(opened.url, { messages: [{ role: 'user', content }] });
    expect([status, JSON.parse(text)]).toMatchObject([403, { error: { code: 'input_unbounded' } }]);
    await opened.close();
    const known = await open({ limits: [limit({ unit: 'tokens', amount: 1_000_000 })] });
    expect((await post(known.url, { max_tokens: 9, messages: [{ role: 'user', content }] })).status).toBe(200);
    expect(known.decisions()[0]?.bud?.up.tokens).toBe(128_000 + 9);
  });

  it('[llm.budget-cap] a cap is injected where a limit needs one, and recorded as a change', async () => {
    const opened = await open({ limits: [limit({ unit: 'tokens', amount: 1_000_000 })] });
    await post(opened.url, {});
    expect(JSON.parse(opened.mock.seen[0]?.body ?? '')).toMatchObject({ max_completion_tokens: 4_096 });
    expect(opened.decisions()[0]?.ask).toMatchObject({ max_out: 4_096, changed: ['/max_completion_tokens'] });
    await opened.close();
    const free = await open({});
    await post(free.url, {});
    expect(JSON.parse(free.mock.seen[0]?.body ?? '')).not.toHaveProperty('max_completion_tokens');
  });

  it('[llm.budget-abort] a caller who goes away: the stream is read on for its usage, which is settled', async () => {
    const model = 'mock:gap=30;chunks=8';
    const opened = await open({ models: [model], limits: [limit({ unit: 'tokens', amount: 1_000_000 })] });
    const gone = new AbortController();
    const call = post(opened.url, { model, max_tokens: 50, stream: true }, gone.signal);
    await sleep(100);
    gone.abort();
    await expect(call).rejects.toThrow(/abort/i);
    await expect.poll(() => opened.outcomes().length, { timeout: 5_000 }).toBe(1);
    expect(stateOf(opened, 'tokens')).toMatchObject({ settled: 160, held: 0 });
  });

  it('[llm.budget-not-durable] a decision that is not durable sends nothing and holds nothing', async () => {
    const opened = await open({
      limits: [limit({ amount: 10 })],
      recorder: (ledger) => ({
        record: (draft, committed) =>
          draft.t === 'llm.decision'
            ? { ...ledger.record(draft, committed), durable: Promise.reject(new Error('disk full')) }
            : ledger.record(draft, committed),
      }),
    });
    expect((await post(opened.url, {})).status).toBe(503);
    expect(opened.mock.seen).toHaveLength(0);
    expect(stateOf(opened, 'requests')).toMatchObject({ settled: 0, held: 0 });
  });
});
