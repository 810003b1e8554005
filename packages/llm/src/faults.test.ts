/**
 * What providers do wrong, through the gateway over real sockets: the caller gets an answer or an error in its own dialect,
 * the record says what is known, and no budget stays held (issue LLM gateway, acceptance; reference §3, §10).
 */
import type { Socket } from 'node:net';
import { createServer } from 'node:net';
import { Pool } from 'undici';
import { afterEach, describe, expect, it } from 'vitest';
import {
  boundsOf,
  callFault,
  expectBound,
  expectCutStream,
  expectError,
  openFaultHouse,
  spentOf,
} from './test-support/fault-house.ts';
import type { LlmHouse, LlmHouseOptions } from './test-support/llm-house.ts';
import { STREAMING } from './test-support/raw-call.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});
const open = (model: string, over?: LlmHouseOptions) => openFaultHouse(closers, model, over);
const call = callFault;

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
