import { afterEach, expect, it } from 'vitest';
import type { LlmObserver } from './observer.ts';
import type { LlmHouse } from './test-support/llm-house.ts';
import { KEY, openLlmHouse } from './test-support/llm-house.ts';

let house: LlmHouse | undefined;
afterEach(() => house?.close());

const OURS = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
const THEIRS = `00-${'c'.repeat(32)}-${'d'.repeat(16)}-01`;

/** Writes down what it is told. `gives`: whether it gives a context of its own. */
function listener(gives: boolean): { heard: string[]; observer: LlmObserver } {
  const heard: string[] = [];
  const observer: LlmObserver = {
    begin(call) {
      heard.push(`begin ${call.request.model}`);
      return {
        step: (name, from, to, code) =>
          void heard.push(`${name}${code === undefined ? '' : ` ${code}`}${to < from ? ' !' : ''}`),
        forwarding({ target, attempt, verdict }) {
          heard.push(`> ${target.model} ${attempt} ${verdict.scope?.id}`);
          return gives ? { traceparent: OURS } : undefined;
        },
        firstByte: () => void heard.push('first'),
        answered: ({ out, use, decisionId, outcomeId }) =>
          void heard.push(`< ${out.status} ${use.source} ${decisionId !== outcomeId}`),
        refused: (code, scope) => void heard.push(`refused ${code} ${scope}`),
        end: () => void heard.push('end'),
      };
    },
  };
  return { heard, observer };
}

async function post(url: string, model: string, body: object = {}): Promise<number> {
  const answer = await fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${KEY}`,
      'content-type': 'application/json',
      traceparent: THEIRS,
      tracestate: 'x=1',
    },
    body: JSON.stringify({ model, messages: [], ...body }),
  });
  await answer.text();
  return answer.status;
}

const SENT = ['shape', 'limit-rate', 'decide', 'meter', 'commit-decision'];

it('[llm.observer] hears each step and attempt in order, and its context goes to the provider in place of the caller’s', async () => {
  const { heard, observer } = listener(true);
  house = await openLlmHouse({
    models: ['mock', 'mock:status=500'],
    gateway: { observer, limits: { maxAttempts: 2 } },
  });
  expect(await post(house.url, 'mock', { stream: true })).toBe(200);
  const AFTER = ['forward', 'settle', 'commit-outcome'];
  await expect.poll(() => heard.at(-1)).toBe('end');
  expect(heard.splice(0)).toEqual([
    'begin mock',
    ...SENT,
    '> mock 0 llm-test',
    'first',
    ...AFTER,
    '< executed provider true',
    'end',
  ]);
  expect(house.mock.seen[0]?.headers).toMatchObject({ traceparent: OURS });
  expect(house.mock.seen[0]?.headers).not.toHaveProperty('tracestate');
  expect(await post(house.url, 'mock:status=500')).toBe(500);
  expect(heard.filter((what) => /^[<>]/.test(what))).toEqual([
    '> mock:status=500 0 llm-test',
    '< errored error_status true',
    '> mock:status=500 1 llm-test',
    '< errored error_status true',
  ]);
});

it('[llm.observer] hears why nothing was sent; without a context of its own the caller’s goes on as it came', async () => {
  const { heard, observer } = listener(false);
  const limit = { id: 'l', version: 'v1', scope: 'org', of: '*', unit: 'tokens', mode: 'hard', amount: 1 } as const;
  house = await openLlmHouse({
    models: ['mock', 'hidden'],
    unscoped: ['hidden'],
    limits: [{ ...limit, window: { kind: 'lifetime' } }],
    gateway: { observer },
  });
  expect(await post(house.url, 'nowhere')).toBe(404);
  expect(await post(house.url, 'hidden')).toBe(404);
  expect(await post(house.url, 'mock')).toBe(429);
  expect(heard.filter((what) => what.startsWith('refused'))).toEqual([
    'refused model_not_found undefined',
    'refused model_not_found llm-test',
    'refused budget_exceeded llm-test',
  ]);
  expect(heard.filter((what) => what.startsWith('>'))).toEqual([]);
  await house.close();
  house = await openLlmHouse({ gateway: { observer } });
  expect(await post(house.url, 'mock')).toBe(200);
  expect(house.mock.seen[0]?.headers).toMatchObject({ traceparent: THEIRS, tracestate: 'x=1' });
});
