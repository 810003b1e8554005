/** The header that names the record of a call, and where it must be absent. */
import { afterEach, expect, it } from 'vitest';
import type { LlmHouse } from './test-support/llm-house.ts';
import { openLlmHouse } from './test-support/llm-house.ts';
import { callOf, rawCall, STREAMING } from './test-support/raw-call.ts';

let house: LlmHouse | undefined;
afterEach(() => house?.close());

const EACH = STREAMING.flatMap((api) => [true, false].map((stream) => ({ api, stream })));

it.each(EACH)(
  '[llm.decision-header] an answer of $api, stream $stream, names its decision',
  async ({ api, stream }) => {
    house = await openLlmHouse({});
    const { path, body } = callOf(api, 'mock', stream);
    const { status, headers } = await rawCall(house.url, path, body);
    expect([status, headers['x-remit-decision']]).toEqual([200, house.decisions()[0]?.id]);
  },
);

it('[llm.decision-header] a refusal of a limit names its decision; one that is only counted names none', async () => {
  house = await openLlmHouse({
    limits: [
      {
        id: 'all',
        version: 'v1',
        scope: 'person',
        of: '*',
        unit: 'requests',
        amount: 0,
        mode: 'hard',
        window: { kind: 'lifetime' },
      },
    ],
  });
  const { path, body } = callOf('chat', 'mock', false);
  const said: unknown[] = [];
  for (let i = 0; i < 6; i++) said.push((await rawCall(house.url, path, body)).headers['x-remit-decision']);
  expect(house.decisions().map(({ id }) => id)).toEqual(said.slice(0, 5));
  expect(said[5]).toBeUndefined();
});

it('[llm.decision-header] a hidden model is answered as one that does not exist: the header would tell', async () => {
  house = await openLlmHouse({ models: ['mock', 'hidden'], unscoped: ['hidden'] });
  const { url } = house;
  const ask = (model: string) => {
    const { path, body } = callOf('chat', model, false);
    return rawCall(url, path, body);
  };
  const [hidden, missing] = [await ask('hidden'), await ask('missing')];
  expect(hidden.status).toBe(404);
  // The one was decided on, the other was not.
  expect(house.decisions()).toHaveLength(1);
  expect(Object.keys(hidden.headers)).toEqual(Object.keys(missing.headers));
  expect(hidden.text.replaceAll('hidden', 'missing')).toBe(missing.text);
});
