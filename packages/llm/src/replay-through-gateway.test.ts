/**
 * Every recorded exchange that our surfaces carry, through the whole gateway: client, decision, provider, record. What the
 * caller gets is the recorded answer, what the provider gets the recorded request, but for changes that the record names.
 */
import { extractUsage, findProvider } from '@pydantic/genai-prices';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Case } from './test-support/exchange-cases.ts';
import { caseName, exchangeCases } from './test-support/exchange-cases.ts';
import { exchangesFolder } from './test-support/exchanges.ts';
import type { LlmHouse } from './test-support/llm-house.ts';
import { openLlmHouse } from './test-support/llm-house.ts';
import type { RawAnswer } from './test-support/raw-call.ts';
import { rawCall } from './test-support/raw-call.ts';
import type { ReplayProvider } from './test-support/replay-provider.ts';
import { startReplayProvider } from './test-support/replay-provider.ts';

const skip = exchangesFolder === undefined;
const { cases, left } = exchangeCases();
const ACCOUNT: Readonly<Record<string, string>> = {
  'api.openai.com': 'openai',
  'api.anthropic.com': 'anthropic',
  'generativelanguage.googleapis.com': 'google',
};
let provider: ReplayProvider;
let house: LlmHouse;

beforeAll(async () => {
  provider = await startReplayProvider();
  const hosts = new Map(
    cases.map(({ request, exchange }) => [request.model, ACCOUNT[exchange.host] ?? 'openai-compatible']),
  );
  house = await openLlmHouse({
    models: [],
    routes: (accounts) =>
      [...hosts].map(([name, kind]) => {
        const account = accounts[kind];
        if (account === undefined) throw new Error(`no account ${kind}`);
        return { name, targets: [{ account: { ...account, url: provider.url }, model: name, weight: 1, rank: 0 }] };
      }),
    when: '{ provider-tools: { absent-or: { each: { any: true } } } }',
    gateway: { limits: { maxAttempts: 1 } },
  });
});
afterAll(async () => {
  await house.close();
  await provider.close();
});

/** Plays a case through the gateway. */
function play({ exchange, path, streamed }: Case, cuts: readonly number[] = []): Promise<RawAnswer> {
  const contentType = streamed ? 'text/event-stream' : exchange.contentType || 'application/json';
  provider.next({ status: exchange.status, contentType, body: exchange.res, cuts });
  const query = exchange.query === '' ? '' : `?${exchange.query}`;
  return rawCall(house.url, `${path}${query}`, Buffer.from(exchange.req));
}

/** The recorded answer without the chunk that only the gateway asked for. */
function expectedOf({ exchange, request, streamed }: Case): string {
  const text = exchange.res.toString();
  if (!streamed || request.usageAsked) return text;
  return text
    .split(/(?<=\n\n)/)
    .filter((event) => !/"choices":\s*\[\]/.test(event) || !/"usage":\s*\{/.test(event))
    .join('');
}

/** The body that the provider got, without the members that the record says were changed. */
function withoutChanges(body: Buffer, changed: readonly string[]): unknown {
  const value = JSON.parse(body.toString()) as Record<string, unknown>; // every request is an object
  for (const pointer of changed) Reflect.deleteProperty(value, pointer.split('/')[1] ?? '');
  return value;
}

const FLAVORS: Readonly<Record<string, readonly [provider: string, flavor: string]>> = {
  'openai.chat': ['openai', 'chat'],
  'openai.responses': ['openai', 'responses'],
  'openai.embeddings': ['openai', 'embeddings'],
  'anthropic.messages': ['anthropic', 'default'],
  'gemini.generate': ['google', 'default'],
};

/** Usage as genai-prices reads it, of a stream from the events that carry it; undefined where it reads none. */
function oracle(one: Case): readonly (number | undefined)[] | undefined {
  const flavor = FLAVORS[one.target.dialect.id];
  const known = flavor === undefined ? undefined : findProvider({ providerId: flavor[0] });
  if (flavor === undefined || known === undefined) return undefined;
  try {
    const { usage } = extractUsage(
      known,
      one.streamed ? usageEvent(one) : JSON.parse(String(one.exchange.res)),
      flavor[1],
    );
    return [usage['input_tokens'], usage['output_tokens'] ?? 0];
  } catch {
    return undefined;
  }
}

/** The event of a stream that says what it came to, in the form of a whole answer. */
function usageEvent({ exchange, target }: Case): unknown {
  type Json = Record<string, unknown>;
  const events = [...exchange.res.toString().matchAll(/^data: ?(\{.*\})\r?$/gm)].map(
    ([, data]) => JSON.parse(data ?? '') as Json, // the pattern asks for an object
  );
  const last = (member: string): Json | undefined => events.findLast((event) => (event[member] ?? null) !== null);
  switch (target.dialect.id) {
    case 'openai.responses':
      return last('response')?.['response'];
    case 'anthropic.messages': {
      const message = events.find((event) => event['type'] === 'message_start')?.['message'] as Json;
      const later = Object.entries((last('usage')?.['usage'] ?? {}) as Json).filter(([, value]) => value !== null);
      return { ...message, usage: { ...(message['usage'] as Json), ...Object.fromEntries(later) } };
    }
    case 'gemini.generate':
      return last('usageMetadata');
    default:
      return last('usage');
  }
}

it.skipIf(skip)(
  '[llm.replay-gateway] recorded exchanges pass through the gateway unchanged, and usage is what genai-prices reads (skipped: no shared data)',
  async () => {
    const counts = { ran: 0, agreed: 0, compared: 0, changed: 0 };
    const unread: Record<string, number> = {};
    const wrong: string[] = [];
    let foreign = 0;
    for (const one of cases) {
      const before = house.outcomes().length;
      const answer = await play(one);
      if (answer.status === 404 && answer.text.includes('unknown_id')) {
        foreign += 1;
        continue;
      }
      counts.ran += 1;
      const problems: string[] = [];
      const [decision, outcome] = [house.decisions().at(-1), house.outcomes()[before]];
      if (answer.status !== one.exchange.status || !answer.clean) problems.push(`status ${answer.status}`);
      if (answer.text !== expectedOf(one)) problems.push('another answer');
      const changed = decision?.ask.changed ?? [];
      const { body } = provider.asked();
      if (changed.length > 0) counts.changed += 1;
      const sent = Buffer.from(one.exchange.req);
      if (
        changed.length === 0
          ? !body.equals(sent)
          : JSON.stringify(withoutChanges(body, changed)) !== JSON.stringify(withoutChanges(sent, changed))
      )
        problems.push(`another request, changed ${changed.join()}`);
      if (changed.some((pointer) => pointer !== '/stream_options')) problems.push(`changed ${changed.join()}`);
      const theirs = one.exchange.status === 200 ? oracle(one) : undefined;
      const ours = outcome?.use?.models[0];
      const why =
        one.exchange.status !== 200
          ? `the provider answered ${one.exchange.status}`
          : theirs === undefined
            ? 'genai-prices reads no usage'
            : outcome?.use?.source !== 'provider'
              ? `usage is ${outcome?.use?.source ?? 'missing'}`
              : undefined;
      if (why === undefined) {
        counts.compared += 1;
        if (JSON.stringify([ours?.input, ours?.output]) !== JSON.stringify(theirs))
          problems.push(`usage ${ours?.input}/${ours?.output}, genai-prices ${theirs?.join('/')}`);
      } else unread[why] = (unread[why] ?? 0) + 1;
      if (problems.length === 0) counts.agreed += 1;
      else wrong.push(`${caseName(one)}: ${problems.join('; ')}`);
    }
    console.log('exchanges through the gateway', counts, 'usage not compared', unread, 'do not fit', {
      ...left,
      'names a file or an answer of the account that did not come through here': foreign,
    });
    expect(wrong).toEqual([]);
    expect(counts.ran).toBeGreaterThan(150);
    expect(counts.compared).toBeGreaterThan(130);
    expect(house.decisions()).toHaveLength(house.outcomes().length);
  },
  60_000,
);

it.skipIf(skip)(
  '[llm.replay-gateway-splits] streams that arrive in random pieces give the caller and the record the same as whole ones (skipped: no shared data)',
  async () => {
    const streams = cases.filter(({ streamed, exchange }) => streamed && exchange.status === 200);
    const facts = () => {
      const { out, fin, use, model, calls } = house.outcomes().at(-1) ?? {};
      return JSON.stringify([out?.status, fin, use, model, calls]);
    };
    const whole = new Map<Case, readonly [string, string]>();
    for (const one of streams) whole.set(one, [(await play(one)).text, facts()]);
    let pieces = 0;
    const plays = fc.record({
      one: fc.constantFrom(...streams),
      at: fc.array(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), { minLength: 1, maxLength: 40 }),
    });
    await fc.assert(
      fc.asyncProperty(plays, async ({ one, at }) => {
        const cuts = at.map((share) => 1 + Math.floor(share * (one.exchange.res.length - 1)));
        pieces += cuts.length;
        const answer = await play(one, cuts);
        expect([answer.text, facts()], caseName(one)).toEqual(whole.get(one));
        expect(answer.clean).toBe(true);
      }),
      { numRuns: 120 },
    );
    console.log(`${streams.length} streams, 120 random splits with ${pieces} cuts`);
  },
  60_000,
);
