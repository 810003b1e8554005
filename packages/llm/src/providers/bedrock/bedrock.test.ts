/** Calls of the Messages API that Bedrock serves: signatures, bodies, frames, exceptions, usage, prices. */
import Anthropic from '@anthropic-ai/sdk';
import { costOf, createPriceTable, genaiPriceRows, NO_USAGE } from '@remit/budget';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EVENTS, flipped, message, SSE } from '../../test-support/bedrock-answers.ts';
import type { BedrockDouble } from '../../test-support/bedrock-double.ts';
import { AWS, chunk, exception, frame, REGION, startBedrockDouble } from '../../test-support/bedrock-double.ts';
import { exchangesFolder, readExchanges } from '../../test-support/exchanges.ts';
import type { LlmHouse } from '../../test-support/llm-house.ts';
import { KEY, openLlmHouse } from '../../test-support/llm-house.ts';
import { rawCall } from '../../test-support/raw-call.ts';
import { providers } from '../all.ts';
import { createBedrockSigner } from './sign.ts';

const MODEL = 'us.anthropic.claude-sonnet-4-5-20250929-v1:0';
const LIMIT = { id: 'money', version: 'v1', scope: 'org', of: '*', unit: 'nanousd', mode: 'hard' } as const;
const messages = [{ role: 'user' as const, content: 'hi' }];
let double: BedrockDouble;
let house: LlmHouse;

beforeEach(async () => {
  double = await startBedrockDouble();
  const sign = createBedrockSigner({ credentials: AWS, region: REGION, now: Date.now });
  const account = { name: 'aws', manifest: providers.bedrock, url: double.url, region: REGION, sign, headers: {} };
  house = await openLlmHouse({
    models: [],
    unpriced: true,
    limits: [{ ...LIMIT, window: { kind: 'lifetime' }, amount: 1_000_000_000 }],
    routes: () => [{ name: 'sonnet', targets: [{ account, model: MODEL, weight: 1, rank: 0 }] }],
    gateway: { limits: { maxAttempts: 1 } },
  });
});
afterEach(async () => {
  await house.close();
  await double.close();
});

const client = (): Anthropic => new Anthropic({ apiKey: KEY, baseURL: house.url, maxRetries: 0 });
const balance = () => [...house.budgets.all(Date.now())][0];
const counted = (input: number, output: number) => ({
  'content-type': 'application/json',
  'x-amzn-bedrock-input-token-count': String(input),
  'x-amzn-bedrock-output-token-count': String(output),
});
const STREAM = { 'content-type': 'application/vnd.amazon.eventstream' };
/** 1,000 tokens at 3.30 $ and 20 at 16.50 $ a million: a tenth above the global price. */
const COST = 3_300_000 + 330_000;

describe('a call that Bedrock serves', () => {
  it('[llm.bedrock-signed] is signed over the body as sent, with region and session token, and carries no key of a caller', async () => {
    double.next({ headers: counted(1_000, 20), body: Buffer.from(JSON.stringify(message)) });
    const answer = await client().messages.create({ model: 'sonnet', max_tokens: 50, messages, stop_sequences: ['x'] });
    expect(answer).toMatchObject({ content: message.content, usage: message.usage });
    expect(double.problems).toEqual([]);
    const [seen] = double.seen;
    expect(seen?.path).toBe('/model/us.anthropic.claude-sonnet-4-5-20250929-v1%3A0/invoke');
    expect(JSON.parse(String(seen?.body))).toEqual({
      anthropic_version: 'bedrock-2023-05-31',
      max_tokens: 50,
      messages,
      stop_sequences: ['x'],
    });
    expect(JSON.stringify(seen?.headers)).not.toContain(KEY);
    expect(house.decisions()[0]).toMatchObject({
      model: { prov: 'aws', req: 'sonnet', route: MODEL, region: REGION },
      ask: { changed: ['/anthropic_version', '/model'] },
    });
  });

  it('[llm.bedrock-price] costs what its area costs, a tenth above the global price, by the model that was asked for', async () => {
    double.next({ headers: counted(1_000, 20), body: Buffer.from(JSON.stringify(message)) });
    await client().messages.create({ model: 'sonnet', max_tokens: 50, messages });
    expect(balance()).toMatchObject({ settled: COST, held: 0 });
    expect(house.outcomes()[0]).toMatchObject({
      model: { resp: [message.model] },
      use: { source: 'provider', models: [{ model: MODEL, input: 1_000, output: 20 }] },
    });
    const row = createPriceTable(genaiPriceRows()).row('aws', MODEL.replace('us.', 'global.'));
    if (row === undefined) throw new Error('no global price');
    expect((costOf(row, { ...NO_USAGE, input: 1_000, output: 20 }, Date.now()) * 11n) / 10n).toBe(BigInt(COST));
  });

  it('[llm.bedrock-usage] settles the bound where headers and body count differently', async () => {
    double.next({ headers: counted(1_001, 20), body: Buffer.from(JSON.stringify(message)) });
    await client().messages.create({ model: 'sonnet', max_tokens: 50, messages });
    expect(house.outcomes()[0]?.use?.source).toBe('bound');
    expect(balance()).toMatchObject({ settled: house.decisions()[0]?.bud?.up.nanousd, held: 0 });
  });

  it('[llm.bedrock-stream] streams: frames come out as the same server-sent events, and the SDK reads them', async () => {
    double.next({ headers: STREAM, body: Buffer.concat(EVENTS.map(chunk)) });
    const body = { model: 'sonnet', max_tokens: 50, messages, stream: true };
    const raw = await rawCall(house.url, '/v1/messages', body);
    expect([raw.status, raw.headers['content-type'], raw.text]).toEqual([200, 'text/event-stream', SSE]);
    const final = await client().messages.stream({ model: 'sonnet', max_tokens: 50, messages }).finalMessage();
    expect(final.content[0]).toMatchObject({ type: 'text', text: 'wörd ' });
    expect(double.problems).toEqual([]);
    expect(double.seen.map(({ path }) => path.split('/').at(-1))).toEqual(
      Array.from({ length: 2 }, () => 'invoke-with-response-stream'),
    );
    expect(String(double.seen[0]?.body)).not.toContain('"stream"');
    expect(balance()).toMatchObject({ settled: 2 * COST, held: 0 });
    expect(house.outcomes()[0]).toMatchObject({ out: { status: 'executed' }, fin: { how: 'complete' } });
  });

  const failing: readonly (readonly [string, Buffer, boolean, object])[] = [
    [
      'an exception in the stream',
      Buffer.concat([...EVENTS.slice(0, 4).map(chunk), exception('throttlingException', 'Too many tokens')]),
      false,
      { how: 'error', raw: ['throttlingException'] },
    ],
    [
      'an exception after what looked like its end',
      Buffer.concat([...EVENTS.map(chunk), exception('modelStreamErrorException', 'no')]),
      false,
      { how: 'error', raw: ['modelStreamErrorException'] },
    ],
    ['a socket that ends', Buffer.concat(EVENTS.slice(0, 4).map(chunk)), true, { how: 'truncated' }],
    [
      'a stream that ends in the middle of a frame',
      Buffer.concat(EVENTS.slice(0, 5).map(chunk)).subarray(0, -3),
      false,
      { how: 'truncated' },
    ],
    ['a checksum that is wrong', flipped(Buffer.concat(EVENTS.map(chunk)), 400), false, { how: 'truncated' }],
    ['no frames at all', Buffer.from('<html>not a stream</html>'), false, { how: 'truncated' }],
    [
      'a frame without an event',
      frame({ ':event-type': 'chunk', ':message-type': 'event' }, '{}'),
      false,
      { how: 'truncated' },
    ],
  ];
  it('[llm.bedrock-cut] a stream that is not whole is an error in the dialect, and its bound is settled (BerriAI/litellm#32159)', async () => {
    for (const [what, body, cut, fin] of failing) {
      double.next({ headers: STREAM, body, cut });
      const raw = await rawCall(house.url, '/v1/messages', { model: 'sonnet', max_tokens: 50, messages, stream: true });
      const last = raw.text.trimEnd().split('\n\n').at(-1) ?? '';
      expect(last, what).toMatch(/^event: error\ndata: \{"type":"error","error":\{"type":"api_error"/);
      expect(house.outcomes().at(-1), what).toMatchObject({
        out: { status: 'unknown' },
        fin,
        use: { source: 'bound' },
      });
      await expect(
        client().messages.stream({ model: 'sonnet', max_tokens: 50, messages }).finalMessage(),
        what,
      ).rejects.toThrow(/ended before its end/);
    }
    const bounds = house.decisions().reduce((sum, { bud }) => sum + (bud?.up.nanousd ?? 0), 0);
    expect(balance()).toMatchObject({ settled: bounds, held: 0 });
  });

  it('[llm.bedrock-errors] errors of Bedrock come in the form of the Messages API, in its own words', async () => {
    const status = [400, 403, 429, 500, 503];
    const types = ['invalid_request_error', 'api_error', 'rate_limit_error', 'api_error', 'overloaded_error'];
    for (const [n, code] of status.entries()) {
      double.next({ status: code, headers: { 'retry-after': '7' }, body: Buffer.from('{"message":"because"}') });
      const raw = await rawCall(house.url, '/v1/messages', { model: 'sonnet', max_tokens: 50, messages });
      expect([raw.status, raw.headers['retry-after']]).toEqual([code === 403 ? 502 : code, '7']);
      expect(JSON.parse(raw.text)).toMatchObject({
        type: 'error',
        error: { type: types[n], message: 'The provider refused the request: because' },
      });
    }
    expect(balance()).toMatchObject({ settled: 0, held: 0 });
  });

  it.skipIf(exchangesFolder === undefined)(
    '[llm.bedrock-recorded] recorded answers of Anthropic models on Bedrock pass, and their headers agree (skipped: no shared data)',
    async () => {
      const recorded = readExchanges().filter(
        ({ path, req }) => path.endsWith('/invoke') && req.includes('anthropic_version'),
      );
      expect(recorded.length).toBeGreaterThan(0);
      for (const { req, res, tokenHeaders } of recorded) {
        double.next({ headers: { 'content-type': 'application/json', ...tokenHeaders }, body: res });
        const { anthropic_version: _, ...rest } = JSON.parse(req) as Record<string, unknown>; // a Messages request
        const raw = await rawCall(house.url, '/v1/messages', { ...rest, model: 'sonnet' });
        expect(raw.text).toBe(res.toString());
        expect(JSON.parse(String(double.seen.at(-1)?.body))).toEqual(JSON.parse(req));
        expect(Object.keys(tokenHeaders).length).toBeGreaterThan(1);
        expect(house.outcomes().at(-1)?.use?.source).toBe('provider');
      }
    },
  );
});
