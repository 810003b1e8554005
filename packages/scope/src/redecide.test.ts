import { utf8 } from '@remit/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wasmCedar } from './cedar/cedar-port.ts';
import { judge } from './cedar/judge.ts';
import { compileScope } from './compile-scope.ts';
import type { CompiledScope, CompiledTool, DerivedContext } from './compiled-scope.ts';
import { createScopeEngine } from './engine.ts';
import { compiledOf, EXAMPLE, IN_FORCE } from './example.fixture.ts';
import { parseScope } from './parse/parse-scope.ts';
import { fileOf, randomArgs, randomContext, randomNow, randomScope } from './random-scope.fixture.ts';
import { redecide } from './redecide.ts';

const noLinks = (path: string): string => path;

function load(compiled: CompiledScope): (tool: CompiledTool, context: DerivedContext) => ReturnType<typeof judge> {
  for (const [i, tool] of compiled.tools.entries()) {
    expect(wasmCedar.validate(tool)).toEqual({ ok: true, value: undefined });
    expect(wasmCedar.load(`agreement-${i}`, tool).ok).toBe(true);
  }
  return (tool, context) =>
    judge(tool, context, (asked) =>
      wasmCedar.ask({
        slot: `agreement-${compiled.tools.indexOf(tool)}`,
        agent: compiled.agent,
        server: tool.server,
        tool: tool.tool,
        context: asked,
      }),
    );
}

describe('deciding again without Cedar', () => {
  it('[scope.redecide] agrees with Cedar on random scopes and random contexts', () => {
    const counts = { permit: 0, deny: 0, escalate: 0, permit_with_conditions: 0 };
    const withContexts = randomScope.chain((scope) => {
      const compiled = compileScope(scope, utf8('source'));
      return fc.record({
        compiled: fc.constant(compiled),
        contexts: fc.tuple(
          ...compiled.tools.map((tool) => fc.array(randomContext(tool), { minLength: 8, maxLength: 8 })),
        ),
      });
    });
    fc.assert(
      fc.property(withContexts, ({ compiled, contexts }) => {
        const ask = load(compiled);
        for (const [i, tool] of compiled.tools.entries())
          for (const context of contexts[i] ?? []) {
            const cedar = ask(tool, context);
            const again = redecide(compiled, context);
            expect({ dec: again.dec, rules: again.rules }).toEqual({ dec: cedar.dec, rules: cedar.rules });
            expect(cedar.eval).toBe('evaluated');
            counts[again.dec] += 1;
          }
      }),
      { numRuns: 250 },
    );
    const total = Object.values(counts).reduce((a, b) => a + b, 0);
    console.log(`${total} decisions by Cedar and without it agree: ${JSON.stringify(counts)}`);
    expect(total).toBeGreaterThanOrEqual(5000);
    for (const count of Object.values(counts)) expect(count).toBeGreaterThan(50);
  });

  it('[scope.redecide] gives the recorded decision of random calls under random scopes', () => {
    const engine = createScopeEngine();
    const counts = { permit: 0, deny: 0, escalate: 0, permit_with_conditions: 0 };
    const call = fc.record({
      server: fc.constantFrom('s1', 's2', 's3'),
      tool: fc.constantFrom('read', 'write.x', 'nothing', '\u0000'),
      args: randomArgs,
      now: randomNow,
      approved: fc.boolean(),
    });
    fc.assert(
      fc.property(randomScope, fc.array(call, { minLength: 12, maxLength: 12 }), (scope, calls) => {
        const compiled = compileScope(scope, utf8('source'));
        expect(engine.activate(compiled).ok).toBe(true);
        for (const one of calls) {
          const {
            dec,
            rules,
            visible,
            enforced,
            context,
            eval: evaluated,
          } = engine.decide({ ...one, agent: 'agent', realpath: noLinks });
          expect(evaluated).toBe('evaluated');
          // What the verifier has is the context as JSON.
          const recorded: DerivedContext = JSON.parse(JSON.stringify(context));
          const again = redecide(compiled, recorded);
          // A scope that only observes shows every tool; what it decides is the same.
          expect({ ...again, visible: again.visible || !enforced }).toEqual({ dec, rules, visible });
          counts[dec] += 1;
        }
      }),
      { numRuns: 300 },
    );
    console.log(`${300 * 12} recorded decisions run again: ${JSON.stringify(counts)}`);
  });

  it('[scope.redecide] a context that lacks something or holds a wrong type is denied by both', () => {
    const spoil = fc.record({ key: fc.nat(), value: fc.constantFrom<unknown>(undefined, 'true', 1, 0, '', 2 ** 60) });
    const compiledWith = randomScope.chain((scope) => {
      const compiled = compileScope(scope, utf8('source'));
      const tool = compiled.tools[0];
      if (tool === undefined) throw new Error('no tool');
      return fc.record({
        compiled: fc.constant(compiled),
        tool: fc.constant(tool),
        context: randomContext(tool),
        spoil,
      });
    });
    let spoiled = 0;
    fc.assert(
      fc.property(compiledWith, ({ compiled, tool, context, spoil: { key: at, value } }) => {
        const needed = [...tool.gates.map((gate) => gate.key), 'now', 'approved'];
        const key = needed[at % needed.length] ?? '';
        // The last policy reads `approved` only where an approval is asked for; Cedar cannot miss what it does not read.
        fc.pre(key !== 'approved' || tool.approval !== undefined);
        fc.pre(!(key === 'now' && (value === 1 || value === 0)));
        const { [key]: _, ...rest } = context;
        const broken = JSON.parse(JSON.stringify({ ...rest, [key]: value })) as DerivedContext; // JSON of a flat object.
        expect(redecide(compiled, broken)).toMatchObject({ dec: 'deny', rules: [] });
        const ask = load(compiled);
        expect(ask(tool, broken).dec).toBe('deny');
        spoiled += 1;
      }),
      { numRuns: 200 },
    );
    console.log(`${spoiled} incomplete contexts denied`);
  });
});

describe('by hand', () => {
  const compiled = compiledOf(EXAMPLE);
  const good: DerivedContext = {
    agent: 'loan-triage-agent',
    server: 'decisions',
    tool: 'propose_decision',
    now: IN_FORCE,
    approved: false,
    'arguments-object': true,
    'arguments-declared': true,
    'when.case': true,
    'when.decision': true,
  };
  const RULE = 'decisions/propose_decision';

  it.each<[string, DerivedContext, string, string[], boolean]>([
    ['unapproved', good, 'escalate', [RULE], true],
    ['approved', { ...good, approved: true }, 'permit_with_conditions', [RULE], true],
    ['one condition fails', { ...good, 'when.case': false }, 'deny', [`${RULE}#when.case`], true],
    [
      'two fail',
      { ...good, 'when.case': false, 'arguments-declared': false },
      'deny',
      [`${RULE}#arguments-declared`, `${RULE}#when.case`],
      true,
    ],
    ['expired', { ...good, now: Date.UTC(2028, 0, 1) }, 'deny', [`${RULE}#validity`], false],
    ['another agent', { ...good, agent: 'x' }, 'deny', [], false],
    ['another tool', { ...good, tool: 'x' }, 'deny', [], false],
    ['no agent', { server: 'decisions', tool: 'propose_decision', now: IN_FORCE, approved: false }, 'deny', [], false],
    ['an empty context', {}, 'deny', [], false],
  ])('[scope.redecide] %s', (_, context, dec, rules, visible) => {
    expect(redecide(compiled, context)).toEqual({ dec, rules, visible });
  });
});

describe('the way through a file', () => {
  it('[scope.file] a random scope written as YAML is read back as it was', () => {
    fc.assert(
      fc.property(randomScope, (scope) => {
        const parsed = parseScope(fileOf(scope));
        expect(parsed).toEqual({ ok: true, value: scope });
      }),
      { numRuns: 300 },
    );
  });
});
