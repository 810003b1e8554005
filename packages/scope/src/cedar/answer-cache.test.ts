import { utf8 } from '@remit/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileScope } from '../compile-scope.ts';
import { randomContext, randomScope } from '../random-scope.fixture.ts';
import { rememberAnswers } from './answer-cache.ts';
import type { CedarAnswer } from './cedar-port.ts';
import { wasmCedar } from './cedar-port.ts';

const validity = { from: 1_000, to: 2_000 };
const allow: CedarAnswer = { allow: true, reason: ['r'], errors: [] };

const sorted = (answer: CedarAnswer | undefined) => answer && { ...answer, reason: [...answer.reason].sort() };

describe('remembered answers', () => {
  it('[scope.remembered] are what Cedar answers, for random scopes, contexts and times around both ends', () => {
    const counts = { asked: 0, remembered: 0 };
    const cases = randomScope.chain((scope) => {
      const compiled = compileScope(scope, utf8('source'));
      const contexts = compiled.tools.map((tool) =>
        fc.array(
          fc.tuple(
            randomContext(tool),
            fc.constantFrom(compiled.from - 1, compiled.from, compiled.from + 1, compiled.to, compiled.to + 1),
          ),
          { minLength: 12, maxLength: 12 },
        ),
      );
      return fc.record({ compiled: fc.constant(compiled), contexts: fc.tuple(...contexts) });
    });
    fc.assert(
      fc.property(cases, ({ compiled, contexts }) => {
        for (const [i, tool] of compiled.tools.entries()) {
          expect(wasmCedar.load('remembered', tool).ok).toBe(true);
          const { agent } = compiled;
          const ask = (context: Parameters<typeof remember>[0]) => {
            counts.asked += 1;
            return wasmCedar.ask({ slot: 'remembered', agent, server: tool.server, tool: tool.tool, context });
          };
          const remember = rememberAnswers(compiled, (context) => ask(context));
          for (const [context, at] of contexts[i] ?? [])
            for (const now of [context['now'] ?? at, at]) {
              const before = counts.asked;
              const remembered = remember({ ...context, now });
              if (counts.asked === before) counts.remembered += 1;
              // Cedar gives the determining policies in no order; judge.ts sorts them.
              expect(sorted(remembered)).toEqual(sorted(ask({ ...context, now })));
            }
        }
      }),
      { numRuns: 150 },
    );
    console.log(`answers of Cedar: ${counts.remembered} remembered and right`);
    expect(counts.remembered).toBeGreaterThan(500);
  });

  it('are asked for once, whatever the time within the validity', () => {
    let asked = 0;
    const remember = rememberAnswers(validity, () => {
      asked += 1;
      return allow;
    });
    for (const now of [1_000, 1_001, 2_000]) expect(remember({ now, approved: false })).toBe(allow);
    expect(asked).toBe(1);
    for (const now of [999, 2_001]) remember({ now, approved: false });
    expect(asked).toBe(3);
    remember({ now: 1_500, approved: true });
    remember({ now: 1_500, approved: 'false' });
    remember({ now: 1_500, approved: false, 'when.a': true });
    expect(asked).toBe(6);
  });

  it('[scope.fail-closed] never hold an answer with an error, or none', () => {
    const answers: (CedarAnswer | undefined)[] = [undefined, { ...allow, errors: ['r'] }, allow];
    const remember = rememberAnswers(validity, () => answers.shift());
    const context = { now: 1_500, approved: false };
    expect(remember(context)).toBeUndefined();
    expect(remember(context)?.errors).toEqual(['r']);
    expect(remember(context)).toEqual(allow);
    expect(remember(context)).toEqual(allow);
  });

  it('are bounded', () => {
    let asked = 0;
    const remember = rememberAnswers(validity, () => {
      asked += 1;
      return allow;
    });
    for (let n = 0; n < 257; n++) remember({ now: 1_500, n });
    remember({ now: 1_500, n: 256 });
    expect(asked).toBe(257);
    remember({ now: 1_500, n: 0 });
    expect(asked).toBe(258);
  });
});
