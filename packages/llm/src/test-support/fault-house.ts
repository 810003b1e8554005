/** A house with three hard limits for tests of faults, and what its books and its answers must say afterwards. */
import type { BudgetLimit } from '@remit/budget';
import { expect } from 'vitest';
import type { LlmHouse, LlmHouseOptions } from './llm-house.ts';
import { openLlmHouse } from './llm-house.ts';
import type { Api, RawAnswer } from './raw-call.ts';
import { callOf, rawCall } from './raw-call.ts';

const lifetime = { version: 'v1', scope: 'org', of: '*', window: { kind: 'lifetime' }, mode: 'hard' } as const;
const LIMITS: readonly BudgetLimit[] = [
  { ...lifetime, id: 'money', unit: 'nanousd', amount: 100_000_000_000 },
  { ...lifetime, id: 'tokens', unit: 'tokens', amount: 100_000_000 },
  { ...lifetime, id: 'requests', unit: 'requests', amount: 10_000 },
];
const SHORT = { firstByteMs: 150, idleMs: 150, totalMs: 20_000, maxAttempts: 1 };

/** Opens one; `closers` gets what closes it. */
export async function openFaultHouse(
  closers: (() => Promise<unknown>)[],
  model: string,
  over: LlmHouseOptions = {},
): Promise<LlmHouse> {
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

/** One small call. */
export const callFault = (house: LlmHouse, api: Api, model: string, stream: boolean): Promise<RawAnswer> => {
  const { path, body } = callOf(api, model, stream);
  return rawCall(house.url, path, body);
};

/** Balances of the three limits. */
export function spentOf({ budgets }: LlmHouse) {
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
export function boundsOf(house: LlmHouse) {
  const ups = house.decisions().flatMap(({ bud }) => (bud === undefined ? [] : [bud.up]));
  return {
    held: 0,
    money: ups.reduce((sum, { nanousd }) => sum + nanousd, 0),
    tokens: ups.reduce((sum, { tokens }) => sum + tokens, 0),
    requests: ups.length,
  };
}

/** Every attempt has an outcome, nothing is held, and what is not known was settled at its bound. */
export async function expectBound(house: LlmHouse, attempts: number, why: string): Promise<void> {
  await expect.poll(() => house.outcomes().length, { timeout: 10_000 }).toBe(attempts);
  expect(house.outcomes().map(({ out, use }) => [out.status, out.why, use?.source])).toEqual(
    Array.from({ length: attempts }, () => ['unknown', why, 'bound']),
  );
  expect(spentOf(house)).toEqual(boundsOf(house));
  expect(spentOf(house).money).toBeGreaterThan(400_000);
}

/** The end of a stream that was not whole, in each dialect (reference §3). */
export function expectCutStream(api: Api, { status, text, clean }: RawAnswer): void {
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
export function expectError(api: Api, answer: RawAnswer, status: number, code: string): void {
  expect([answer.status, answer.clean], answer.text).toEqual([status, true]);
  expect(answer.headers['content-type']).toBe('application/json');
  const message = expect.stringMatching(/^The provider /);
  const data: unknown = JSON.parse(answer.text);
  if (api === 'messages') expect(data).toMatchObject({ type: 'error', error: { type: 'api_error', message, code } });
  else if (api === 'gemini')
    expect(data).toMatchObject({ error: { code: status, message, status: 'INTERNAL', details: [{ reason: code }] } });
  else expect(data).toMatchObject({ error: { message, type: 'upstream_error', code } });
}
