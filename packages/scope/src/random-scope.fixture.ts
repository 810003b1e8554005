/** Random scopes, calls and contexts for the property tests, and the way back from a declared scope to its file. */

import { rfc3339 } from '@remit/core';
import fc from 'fast-check';
import { stringify } from 'yaml';
import type { CompiledTool, DerivedContext } from './compiled-scope.ts';
import type { Condition, DeclaredScope, DeclaredTool, EachCondition, LeafCondition } from './declared-scope.ts';

const name = fc.constantFrom(
  'a',
  'b',
  'path',
  'head',
  '__entity',
  '__extn',
  'constructor',
  'toString',
  'x y',
  'x.y',
  '"q"',
  '\\s',
  '$ref',
);
const folder = fc.constantFrom('/', '/srv', '/srv/a', '/srv/b', '/tmp');
const word = fc.constantFrom('x', 'y', 'yes', '1', 'true', 'null', 'ä', 'LOAN-', '审');

const leaf: fc.Arbitrary<LeafCondition> = fc.oneof(
  fc.record({
    kind: fc.constant('path-within' as const),
    roots: fc.array(folder, { minLength: 1, maxLength: 3 }),
    links: fc.constantFrom('resolve' as const, 'unchecked' as const),
  }),
  fc.record({
    kind: fc.constant('path-within' as const),
    roots: fc.array(folder, { minLength: 1, maxLength: 2 }),
    base: folder,
    links: fc.constantFrom('resolve' as const, 'unchecked' as const),
  }),
  fc.record({
    kind: fc.constant('one-of' as const),
    values: fc.array(fc.oneof(word, fc.integer({ min: -3, max: 3 }), fc.boolean()), { minLength: 1, maxLength: 4 }),
  }),
  fc.record({ kind: fc.constant('prefix' as const), prefix: word }),
  fc.record({
    kind: fc.constant('range' as const),
    min: fc.integer({ min: -3, max: 0 }),
    max: fc.integer({ min: 0, max: 3 }),
  }),
  fc.record({ kind: fc.constant('range' as const), max: fc.integer({ min: -3, max: 3 }) }),
  fc.constant({ kind: 'any' as const }),
);
const listed: fc.Arbitrary<LeafCondition | EachCondition> = fc.oneof(
  leaf,
  fc.record({ kind: fc.constant('each' as const), of: leaf, allowEmpty: fc.boolean() }),
);
const condition: fc.Arbitrary<Condition> = fc.oneof(
  listed,
  fc.record({ kind: fc.constant('absent-or' as const), of: listed }),
);

const approval = fc.constantFrom(
  undefined,
  { role: 'approver', reason: 'Annex III 5(b): a person' },
  { role: 'admin', reason: 'R' },
);

function toolArbitrary(server: string, tool: string): fc.Arbitrary<DeclaredTool> {
  return fc
    .record({
      otherArguments: fc.constantFrom('allow' as const, 'deny' as const),
      when: fc.uniqueArray(fc.record({ name, condition }), { maxLength: 4, selector: (argument) => argument.name }),
      approval,
      plainRule: fc.boolean(),
    })
    .map(({ approval: needed, plainRule, ...rest }) => ({
      name: tool,
      rule: plainRule ? `rule-${server}-${tool}` : `${server}/${tool}`,
      ...rest,
      ...(needed === undefined ? {} : { approval: needed }),
      ...(rest.when[0] === undefined ? {} : { about: { argument: rest.when[0].name } }),
    }));
}

const FROM = Date.UTC(2026, 0, 1);
const DAY = 86_400_000;

/** A scope of two servers with up to four tools. */
export const randomScope: fc.Arbitrary<DeclaredScope> = fc
  .record({
    first: toolArbitrary('s1', 'read'),
    second: toolArbitrary('s1', 'write.x'),
    third: toolArbitrary('s2', 'read'),
    days: fc.integer({ min: 1, max: 3 }),
    mode: fc.constantFrom('enforce' as const, 'observe' as const),
  })
  .map(({ first, second, third, days, mode }) => ({
    id: 'random',
    mode,
    system: { id: 'system', name: 'System', purpose: 'Purpose' },
    agent: 'agent',
    declaredBy: 'Function',
    approvedBy: 'Office',
    valid: { from: FROM, to: FROM + days * DAY - 1 },
    budgets: [],
    servers: [
      { name: 's1', tools: [first, second] },
      { name: 's2', tools: [third] },
    ],
  }));

/** Times around both ends of the validity of {@link randomScope}. */
export const randomNow = fc.oneof(
  fc.constantFrom(0, FROM - 1, FROM, FROM + DAY - 1, FROM + DAY, FROM + 2 * DAY, FROM + 3 * DAY - 1, FROM + 3 * DAY),
  fc.integer({ min: FROM, max: FROM + DAY }),
);

const argumentValue = fc.oneof(
  word,
  fc.constantFrom<unknown>(
    '/srv/a/x',
    '/srv/a/../b',
    '/etc',
    'rel',
    '/srv/%2e',
    null,
    1.5,
    0,
    2,
    7,
    true,
    [],
    ['x'],
    ['/srv/a/x', '/srv/b'],
    [1, 'x'],
    {},
    {
      __entity: { type: 'Remit::Agent', id: 'agent' },
    },
    { __extn: { fn: 'decimal', arg: '1.0' } },
  ),
);

/** Arguments that often fit a random scope, and often do not. */
export const randomArgs: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 9, arbitrary: fc.dictionary(name, argumentValue, { maxKeys: 4 }) },
  { weight: 1, arbitrary: fc.constantFrom<unknown>(undefined, null, [], 'text', 7) },
);

/** A complete context of a tool, each boolean drawn apart; most are true, so that permits are common. */
export function randomContext(tool: CompiledTool): fc.Arbitrary<DerivedContext> {
  const often = fc.oneof({ weight: 8, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) });
  const keys = ['arguments-object', 'arguments-declared', ...tool.arguments.map((argument) => argument.key)];
  return fc
    .tuple(randomNow, fc.boolean(), fc.array(often, { minLength: keys.length, maxLength: keys.length }))
    .map(([now, approved, booleans]) => ({
      agent: 'agent',
      server: tool.server,
      tool: tool.tool,
      now,
      approved,
      ...Object.fromEntries(keys.map((key, i) => [key, booleans[i] ?? false])),
    }));
}

/** The file that declares a scope. */
export function fileOf(scope: DeclaredScope): string {
  return stringify(
    {
      'remit-scope': 1,
      id: scope.id,
      system: scope.system,
      mode: scope.mode,
      agent: scope.agent,
      'declared-by': scope.declaredBy,
      'approved-by': scope.approvedBy,
      valid: { from: rfc3339(scope.valid.from), to: rfc3339(scope.valid.to) },
      servers: Object.fromEntries(
        scope.servers.map((server) => [
          server.name,
          { tools: Object.fromEntries(server.tools.map((tool) => [tool.name, toolFile(tool)])) },
        ]),
      ),
    },
    { aliasDuplicateObjects: false, version: '1.1' },
  );
}

function toolFile(tool: DeclaredTool): unknown {
  return {
    rule: tool.rule,
    when: Object.fromEntries(tool.when.map((argument) => [argument.name, conditionFile(argument.condition)])),
    'other-arguments': tool.otherArguments,
    ...(tool.approval === undefined ? {} : { 'needs-approval': tool.approval }),
    ...(tool.about === undefined ? {} : { about: tool.about }),
  };
}

function conditionFile(one: Condition): unknown {
  switch (one.kind) {
    case 'absent-or':
      return { 'absent-or': conditionFile(one.of) };
    case 'each':
      return { each: conditionFile(one.of), 'allow-empty': one.allowEmpty };
    case 'path-within': {
      const { kind, ...rest } = one;
      return { [kind]: rest };
    }
    case 'one-of':
      return { 'one-of': one.values };
    case 'prefix':
      return { prefix: one.prefix };
    case 'any':
      return { any: true };
    case 'range': {
      const { kind: _, ...bounds } = one;
      return bounds;
    }
  }
}
