/** Rate limits on model calls, and what a flood of refusals costs the ledger. */
import type { BudgetLimit } from '@remit/budget';
import type { AnyRecord } from '@remit/record';
import { afterEach, describe, expect, it } from 'vitest';
import type { LlmHouse, LlmHouseOptions } from '../test-support/llm-house.ts';
import { CALLER, KEY, openLlmHouse } from '../test-support/llm-house.ts';

let house: LlmHouse | undefined;
afterEach(() => house?.close());

const open = async (options: LlmHouseOptions) => {
  house = await openLlmHouse(options);
  return house;
};

/** Timers that run only when they are told to. */
function heldTimers() {
  const waiting = new Set<() => void>();
  return {
    waiting,
    after(_ms: number, run: () => void) {
      waiting.add(run);
      return () => void waiting.delete(run);
    },
  };
}

const post = (url: string, path: string, body: object) =>
  fetch(`${url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
const chat = (url: string, over: object = {}) =>
  post(url, '/v1/chat/completions', { model: 'mock', max_tokens: 9, messages: [], ...over });

const spent: BudgetLimit = {
  id: 'none-left',
  version: 'v1',
  scope: 'org',
  of: '*',
  unit: 'requests',
  window: { kind: 'lifetime' },
  amount: 0,
  mode: 'hard',
};

describe('limits on model calls', () => {
  it('[llm.rate-limit] over the calls of a minute nothing is sent; the error is that of the dialect, with retry-after', async () => {
    const { url, mock, decisions } = await open({ gateway: { rates: { person: 2 } } });
    for (let n = 0; n < 2; n++) expect((await chat(url)).status).toBe(200);
    const refused = await chat(url);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(30);
    // A minute is worth waiting for: SDKs may ask again.
    expect(refused.headers.get('x-should-retry')).toBeNull();
    expect(await refused.json()).toMatchObject({
      error: {
        type: 'rate_limit_exceeded',
        code: 'rate_limited',
        message: expect.stringMatching(/at most 2 calls a minute of this person, rule rate-limit\/person/) as string,
      },
    });
    const messages = await post(url, '/v1/messages', { model: 'mock', max_tokens: 9, messages: [] });
    expect([messages.status, await messages.json()]).toMatchObject([
      429,
      { type: 'error', error: { type: 'rate_limit_error' } },
    ]);
    expect(mock.seen).toHaveLength(2);
    expect(decisions().at(-1)?.pol).toEqual({
      dec: 'deny',
      eval: 'not-evaluated',
      rules: ['rate-limit/person'],
      errors: ['rate-limit.exceeded'],
    });
  });

  it('[llm.rate-limit-kinds] agent, key and model have limits of their own; a retry is no further call', async () => {
    for (const kind of ['agent', 'key', 'tool'] as const) {
      const { url, mock } = await open({ models: ['mock:status=500'], gateway: { rates: { [kind]: 1 } } });
      const failing = { model: 'mock:status=500' };
      expect((await chat(url, failing)).status).toBe(500);
      expect(mock.seen, kind).toHaveLength(3);
      const refused = await chat(url, failing);
      expect([refused.status, await refused.text()]).toEqual([
        429,
        expect.stringContaining(`of this ${kind === 'tool' ? 'model' : kind}, rule rate-limit/${kind}`),
      ]);
      await house?.close();
    }
  });

  const flood = async (options: LlmHouseOptions, code: string): Promise<AnyRecord> => {
    const timers = heldTimers();
    const { url, decisions, ledger } = await open({ ...options, gateway: { ...options.gateway, timers } });
    const answers = await Promise.all(Array.from({ length: 40 }, () => chat(url, { tools: [] })));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([429]));
    expect(decisions()).toHaveLength(5);
    for (const run of timers.waiting) run();
    await expect.poll(() => decisions().length).toBe(6);
    const last = ledger.records.at(-1);
    if (last?.t !== 'llm.decision') throw new Error('no decision');
    expect(last).toMatchObject({
      who: { sub: CALLER.sub, agent: CALLER.agent },
      act: { tool: 'mock' },
      pol: { dec: 'deny', errors: [code, 'rate-limit.counted=35'] },
      ask: { dialect: 'openai.chat', stream: false, choices: 1, attempt: 0 },
    });
    expect(last.absent?.['prompt']).toMatch(/^35 refused requests from .* to .*; their content is not kept$/);
    expect(last).not.toHaveProperty('c');
    return last;
  };

  it('[llm.refusals-counted] refusals of one budget cost five records a minute and one that counts the rest', async () => {
    expect(await flood({ limits: [spent] }, 'budget.budget_exceeded')).toMatchObject({ t: 'llm.decision' });
  });

  it('[llm.refusals-counted] so do refusals of a rate limit, and what is counted is recorded when the gateway drains', async () => {
    const { url, decisions, close } = await open({ gateway: { rates: { person: 1, recordedRefusals: 1 } } });
    await chat(url);
    for (let n = 0; n < 4; n++) expect((await chat(url)).status).toBe(429);
    expect(decisions()).toHaveLength(2);
    await close();
    house = undefined;
    expect(decisions().at(-1)?.pol.errors).toEqual(['rate-limit.exceeded', 'rate-limit.counted=3']);
  });
});
