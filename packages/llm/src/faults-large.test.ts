/** 100 MB in and out, and callers who do not read: what the gateway holds of it stays bounded (issue LLM gateway, acceptance). */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import type { BudgetLimit } from '@remit/budget';
import { afterEach, expect, it } from 'vitest';
import type { LlmHouse, LlmHouseOptions } from './test-support/llm-house.ts';
import { openLlmHouse } from './test-support/llm-house.ts';
import { answerOf, callOf, openCall, rawCall } from './test-support/raw-call.ts';

const MB = 1_024 * 1_024;
const LARGE = 100 * MB;
const LIMIT: BudgetLimit = {
  id: 'tokens',
  version: 'v1',
  scope: 'org',
  of: '*',
  window: { kind: 'lifetime' },
  mode: 'hard',
  unit: 'tokens',
  amount: 100_000_000,
};
let house: LlmHouse | undefined;
afterEach(() => house?.close());

async function open(model: string, over: LlmHouseOptions = {}): Promise<LlmHouse> {
  house = await openLlmHouse({ models: [model], limits: [LIMIT], ...over });
  return house;
}

/** Most bytes that the process held beyond what it held before, provider and caller of the test included. */
async function growthOf(work: () => Promise<unknown>): Promise<number> {
  const before = process.memoryUsage().rss;
  let most = before;
  const look = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss());
  }, 5);
  try {
    await work();
  } finally {
    clearInterval(look);
  }
  const grown = Math.max(most, process.memoryUsage.rss()) - before;
  console.log(`grew by at most ${Math.round(grown / MB)} MB`);
  return grown;
}

const balance = ({ budgets }: LlmHouse) => [...budgets.all(Date.now())][0];

/** Resolves when the request takes more, or will take none. */
async function flowing(req: ReturnType<typeof openCall>): Promise<void> {
  while (req.writableNeedDrain && !req.destroyed) await new Promise((resolve) => setTimeout(resolve, 1));
}

/** Sends a body of 100 MB piece by piece and gives the answer, or `reset` when the connection was cut first. */
async function sendLarge(url: string, headers: Record<string, string | number>): Promise<string> {
  const req = openCall(url, callOf('chat', 'mock', false).path, headers);
  const piece = Buffer.alloc(65_536, 0x20);
  const answer = answerOf(req).then(
    async (res) => {
      let text = `${res.statusCode} `;
      for await (const chunk of res) text += String(chunk);
      return text;
    },
    () => 'reset',
  );
  for (let sent = 0; sent < LARGE && !req.destroyed && req.writable; sent += piece.length)
    if (!req.write(piece)) await flowing(req);
  req.end();
  return answer;
}

it('[llm.fault-large] a request of 100 MB is refused, told or cut, and never held, sized or not', async () => {
  const opened = await open('mock');
  const grown = await growthOf(async () => {
    for (const headers of [{ 'content-length': LARGE }, { 'transfer-encoding': 'chunked' }]) {
      const told = await sendLarge(opened.url, headers);
      expect(told).toMatch(/^413 .*"code":"request_too_large"/);
    }
    const packed = gzipSync(Buffer.alloc(LARGE, 0x20));
    const req = openCall(opened.url, '/v1/chat/completions', { 'content-encoding': 'gzip' });
    const answer = answerOf(req);
    req.end(packed);
    expect((await answer).resume().statusCode).toBe(400);
  });
  // The packed body costs the test itself 100 MB; the two others pass.
  expect(grown).toBeLessThan(200 * MB);
  expect([opened.mock.seen.length, opened.decisions().length]).toEqual([0, 0]);
  expect(balance(opened)).toBeUndefined();
});

it('[llm.fault-large] where 100 MB are allowed, a request of 100 MB goes out whole, is held at its bound and settled', async () => {
  const opened = await open('mock', { maxBodyBytes: 128 * MB, limits: [{ ...LIMIT, amount: 200_000_000 }] });
  const start = '{"model":"mock","max_tokens":9,"messages":[{"role":"user","content":"';
  const body = Buffer.concat([Buffer.from(start), Buffer.alloc(LARGE, 0x61), Buffer.from('"}]}')]);
  let answer = { status: 0, text: '' };
  const grown = await growthOf(async () => {
    answer = await rawCall(opened.url, '/v1/chat/completions', body);
  });
  expect(answer.status, answer.text.slice(0, 200)).toBe(200);
  // The body is held whole, and the client and the provider of the test hold it too.
  expect(grown).toBeLessThan(900 * MB);
  expect(opened.mock.seen).toHaveLength(1);
  expect(opened.decisions()[0]?.bud?.up.tokens).toBeGreaterThan(LARGE);
  expect(balance(opened)).toMatchObject({ held: 0, settled: 160 });
});

it('[llm.fault-large] answers of 100 MB that are not streamed end at the bound with an error, four at once', async () => {
  const model = 'mock:flood=100';
  const opened = await open(model, { gateway: { limits: { maxAnswerBytes: 8 * MB, maxAttempts: 3 } } });
  const { path, body } = callOf('chat', model, false);
  const grown = await growthOf(async () => {
    const answers = await Promise.all(Array.from({ length: 4 }, () => rawCall(opened.url, path, body)));
    for (const { status, text } of answers) {
      expect(status).toBe(502);
      expect(JSON.parse(text)).toMatchObject({ error: { type: 'upstream_error', code: 'llm.answer-too-large' } });
    }
  });
  expect(grown).toBeLessThan(160 * MB);
  // Asked once each: what is too large once is too large again.
  expect(opened.mock.seen).toHaveLength(4);
  const bounds = opened.decisions().reduce((sum, { bud }) => sum + (bud?.up.tokens ?? 0), 0);
  expect(balance(opened)).toMatchObject({ held: 0, settled: bounds });
});

it('[llm.fault-large] streams of 100 MB pass whole, four at once, and are settled by their usage', async () => {
  const model = 'mock:chunks=1600;size=65536';
  const opened = await open(model);
  const { path, body } = callOf('messages', model, true);
  const read = async (): Promise<number> => {
    const req = openCall(opened.url, path);
    const answer = answerOf(req);
    req.end(JSON.stringify(body));
    let size = 0;
    let last = '';
    for await (const chunk of await answer) {
      size += (chunk as Buffer).length;
      last = (chunk as Buffer).subarray(-100).toString();
    }
    expect(last).toContain('message_stop');
    return size;
  };
  let sizes: number[] = [];
  const grown = await growthOf(async () => {
    sizes = await Promise.all([read(), read(), read(), read()]);
  });
  expect(Math.min(...sizes)).toBeGreaterThan(LARGE);
  expect(opened.mock.sent()).toBe(sizes.reduce((sum, size) => sum + size, 0));
  // Of each stream at most 16 MB are kept for its commitment.
  expect(grown).toBeLessThan(300 * MB);
  expect(opened.outcomes().map(({ use }) => use?.source)).toEqual(Array.from({ length: 4 }, () => 'provider'));
  expect(opened.outcomes()[0]?.absent?.['answer']).toMatch(/not kept/);
  expect(balance(opened)).toMatchObject({ held: 0, settled: 4 * 160 });
});

it('[llm.fault-slow] a caller who stops reading stops the provider; when it reads on, it gets everything', async () => {
  const model = 'mock:chunks=1600;size=65536';
  // Idle times of the provider do not count while it is the caller who is slow.
  const opened = await open(model, { gateway: { limits: { idleMs: 300 } } });
  const { path, body } = callOf('chat', model, true);
  const req = openCall(opened.url, path);
  const answer = answerOf(req);
  req.end(JSON.stringify(body));
  const res = await answer;
  res.pause();
  let before = -1;
  await expect
    .poll(
      () => {
        const still = opened.mock.sent() === before && before > 0;
        before = opened.mock.sent();
        return still;
      },
      { timeout: 20_000, interval: 700 },
    )
    .toBe(true);
  // Socket buffers on both sides, and no more.
  expect(before).toBeLessThan(40 * MB);
  expect(balance(opened)?.held).toBeGreaterThan(0);
  let text = '';
  let size = 0;
  for await (const chunk of res) {
    size += (chunk as Buffer).length;
    text = `${text}${(chunk as Buffer).subarray(-200).toString()}`.slice(-400);
  }
  expect(text.trimEnd().endsWith('data: [DONE]')).toBe(true);
  expect(size).toBeGreaterThan(LARGE);
  await expect.poll(() => balance(opened)?.held, { timeout: 10_000 }).toBe(0);
  expect(balance(opened)).toMatchObject({ settled: 160 });
  expect(opened.outcomes()[0]?.out.status).toBe('executed');
});

it('[llm.fault-slow] a caller who never reads is cut off; its stream is read for the usage, or settled at the bound', async () => {
  const model = 'mock:chunks=1600;size=65536';
  const opened = await open(model, { gateway: { limits: { callerIdleMs: 300 } } });
  const { path, body } = callOf('chat', model, true);
  const req = openCall(opened.url, path);
  const answer = answerOf(req);
  req.end(JSON.stringify(body));
  const res = await answer;
  res.pause().on('error', () => undefined);
  await expect.poll(() => opened.outcomes().length, { timeout: 20_000 }).toBe(1);
  expect(opened.outcomes()[0]).toMatchObject({
    out: { status: 'executed', why: 'caller-gone' },
    fin: { how: 'aborted' },
    use: { source: 'provider' },
  });
  expect(balance(opened)).toMatchObject({ held: 0, settled: 160 });
  res.destroy();
});

it('[story.memory] hundreds of streams, half of them left by their callers, leave nothing of their content behind (BerriAI/litellm#12685)', async () => {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  const model = 'mock:chunks=4;size=65536';
  // Content goes to the vault; this house has none, so its records alone would keep it.
  const opened = await open(model, {
    recorder: (ledger) => ({ record: (draft) => ledger.record(draft) }),
    gateway: { limits: { drainMs: 2_000 } },
  });
  const { path, body } = callOf('chat', model, true);
  const one = async (leaves: boolean): Promise<void> => {
    const req = openCall(opened.url, path);
    const answer = answerOf(req);
    req.end(JSON.stringify(body));
    const res = await answer;
    res.on('error', () => undefined);
    await new Promise<void>((resolve) => {
      res.on('close', resolve).on('data', () => void (leaves && req.destroy()));
    });
  };
  const wave = async (): Promise<number> => {
    await Promise.all(Array.from({ length: 40 }, (_, n) => one(n % 2 === 0)));
    await expect.poll(() => opened.outcomes().length - opened.decisions().length, { timeout: 10_000 }).toBe(0);
    collect();
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  await wave();
  const before = await wave();
  let after = 0;
  for (let n = 0; n < 3; n++) after = await wave();
  // 120 streams of 256 KB: records of some KB each remain in this test's own ledger.
  expect(after - before).toBeLessThan(120 * 65_536);
});
