import { utf8 } from '@remit/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCedarEvaluator } from './cedar/cedar-evaluator.ts';
import { wasmCedar } from './cedar/cedar-port.ts';
import { compileScope } from './compile-scope.ts';
import { compiledOf, EXAMPLE, IN_FORCE } from './example.fixture.ts';
import { ownEvaluator, rememberDecisions } from './policy-evaluator.ts';
import { randomContext, randomScope } from './random-scope.fixture.ts';

describe('evaluators of recorded decisions', () => {
  it('[scope.evaluators] our own and Cedar agree on random scopes and contexts, whole, damaged, remembered or not', () => {
    const cedar = createCedarEvaluator();
    const [own, again] = [rememberDecisions(ownEvaluator), rememberDecisions(cedar)];
    let asked = 0;
    const withContexts = randomScope.chain((scope) => {
      const compiled = compileScope(scope, utf8('source'));
      const contexts = compiled.tools.map((tool) => fc.array(randomContext(tool), { minLength: 6, maxLength: 6 }));
      const damage = fc.constantFrom('none', 'none', 'agent', 'tool', 'now', 'approved', 'extra');
      return fc.record({ compiled: fc.constant(compiled), contexts: fc.tuple(...contexts), damage });
    });
    fc.assert(
      fc.property(withContexts, ({ compiled, contexts, damage }) => {
        for (const context of contexts.flat()) {
          const { [damage]: _, ...less } = context;
          const given = damage === 'extra' ? { ...context, extra: 'x' } : less;
          const expected = ownEvaluator.decide(compiled, given);
          const { dec, rules } = expected ?? {};
          expect(cedar.decide(compiled, given)).toEqual({ dec, rules });
          expect(again.decide(compiled, given)).toEqual({ dec, rules });
          expect(own.decide(compiled, given)).toMatchObject({ dec, rules });
          asked += 1;
        }
      }),
      { numRuns: 150 },
    );
    cedar.close();
    console.log(
      `${asked} decisions by ${ownEvaluator.name} and ${cedar.name} agree; ${again.distinct()} were different`,
    );
    expect(again.distinct()).toBeLessThan(asked);
  });

  it('[scope.evaluators] one that cannot answer says so, and is not remembered', () => {
    const compiled = compiledOf(EXAMPLE);
    const [tool] = compiled.tools;
    const gates = Object.fromEntries(tool?.gates.map(({ key }) => [key, true]) ?? []);
    const act = { server: tool?.server ?? '', tool: tool?.tool ?? '' };
    const context = { agent: compiled.agent, ...act, now: IN_FORCE, approved: false, ...gates };
    const dead = rememberDecisions(createCedarEvaluator({ ...wasmCedar, ask: () => undefined }));
    expect(dead.decide(compiled, context)).toBeUndefined();
    expect(dead.decide(compiled, context)).toBeUndefined();
    expect(dead.distinct()).toBe(2);
    const refused = createCedarEvaluator({ ...wasmCedar, load: () => ({ ok: false, error: 'full' }) });
    expect(refused.decide(compiled, context)).toBeUndefined();
  });
});
