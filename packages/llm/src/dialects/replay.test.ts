/** Every recorded exchange that our surfaces carry, read by its dialect; the others are counted with their reason. */
import { Buffer } from 'node:buffer';
import { extractUsage, findProvider } from '@pydantic/genai-prices';
import { expect, it } from 'vitest';
import type { Case } from '../test-support/exchange-cases.ts';
import { caseName, exchangeCases } from '../test-support/exchange-cases.ts';
import { exchangesFolder } from '../test-support/exchanges.ts';

const skip = exchangesFolder === undefined;

/** Recorded by hand without `status`: what is not known is an error, never complete. */
const WITHOUT_STATUS = new Set(['tests/models/cassettes/test_openai_responses/test_openai_previous_response_id.yaml']);

const { cases: all, left } = exchangeCases();
const cases = all.filter(({ exchange }) => exchange.status === 200);

it.skipIf(skip)(
  '[llm.replay] recorded exchanges of every surface are read: model, ending, usage (skipped: no shared data)',
  () => {
    const byDialect: Record<string, number> = {};
    const partial: string[] = [];
    for (const one of cases) {
      const { dialect } = one.target;
      byDialect[dialect.id] = (byDialect[dialect.id] ?? 0) + 1;
      const facts = one.streamed ? read(one) : dialect.answer(one.exchange.res);
      expect(facts, caseName(one)).toBeDefined();
      if (!WITHOUT_STATUS.has(one.exchange.file))
        expect(['truncated', 'error', 'aborted'], caseName(one)).not.toContain(facts?.finish.how);
      if (facts?.usage?.source !== 'provider') partial.push(caseName(one));
    }
    console.log(
      `${cases.length} exchanges read`,
      byDialect,
      'left out',
      left,
      `${partial.length} with partial or no usage`,
    );
    expect(cases.length).toBeGreaterThan(150);
    expect(partial.length).toBeLessThanOrEqual(5);
  },
);

it.skipIf(skip)(
  '[llm.replay-usage] usage of whole answers is what genai-prices extracts (skipped: no shared data)',
  () => {
    const flavors: Record<string, [string, string]> = {
      'openai.chat': ['openai', 'chat'],
      'openai.responses': ['openai', 'responses'],
      'anthropic.messages': ['anthropic', 'default'],
      'gemini.generate': ['google', 'default'],
    };
    let compared = 0;
    for (const one of cases.filter(({ streamed }) => !streamed)) {
      const flavor = flavors[one.target.dialect.id];
      const provider = flavor === undefined ? undefined : findProvider({ providerId: flavor[0] });
      const ours = one.target.dialect.answer(one.exchange.res)?.usage;
      if (flavor === undefined || provider === undefined || ours?.source !== 'provider') continue;
      const theirs = extractUsage(provider, JSON.parse(one.exchange.res.toString()), flavor[1]).usage;
      const [first] = ours.models;
      compared += 1;
      expect([first?.usage.input, first?.usage.output], caseName(one)).toEqual([
        theirs['input_tokens'],
        theirs['output_tokens'],
      ]);
    }
    console.log(`${compared} usages compared with genai-prices`);
    expect(compared).toBeGreaterThan(120);
  },
);

it.skipIf(skip)(
  '[llm.replay-splits] every split position of every recorded stream gives the same bytes and facts (skipped: no shared data)',
  () => {
    const streams = cases.filter(({ streamed }) => streamed);
    expect(new Set(streams.map(({ target }) => target.dialect.id)).size).toBe(4);
    for (const one of streams) {
      const { res } = one.exchange;
      const whole = one.target.dialect.stream(one.request);
      const passed = Buffer.from(whole.push(res)).toString('latin1');
      const end = JSON.stringify(whole.end());
      // Long streams are cut at every position of their first and last events, and at every 7th in between.
      for (let at = 1; at < res.length; at += at > 4_000 && at < res.length - 4_000 ? 7 : 1) {
        const reader = one.target.dialect.stream(one.request);
        const bytes = Buffer.concat([reader.push(res.subarray(0, at)), reader.push(res.subarray(at))]);
        if (bytes.toString('latin1') !== passed) throw new Error(`${caseName(one)}: split at ${at} gives other bytes`);
        if (JSON.stringify(reader.end()) !== end) throw new Error(`${caseName(one)}: split at ${at} gives other facts`);
      }
    }
  },
);

it.skipIf(skip)(
  '[llm.replay-cut] no stream that is cut in its first event is complete (skipped: no shared data)',
  () => {
    for (const one of cases.filter(({ streamed }) => streamed)) {
      const { res } = one.exchange;
      const reader = one.target.dialect.stream(one.request);
      reader.push(res.subarray(0, /\r?\n\r?\n/.exec(res.toString('latin1'))?.index ?? 0));
      const end = reader.end();
      expect(end.complete, caseName(one)).toBe(false);
      expect(end.facts.finish.how, caseName(one)).toBe('truncated');
    }
  },
);

function read(one: Case) {
  const reader = one.target.dialect.stream(one.request);
  reader.push(one.exchange.res);
  expect(reader.fault(), caseName(one)).toBeUndefined();
  const end = reader.end();
  expect(end.complete, caseName(one)).toBe(true);
  return end.facts;
}
