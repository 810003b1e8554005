import { describe, expect, it } from 'vitest';
import { EXAMPLE, fileWith } from '../example.fixture.ts';
import { problems } from './problems.fixture.ts';

const UNENFORCEABLE = (name: string): string =>
  `This version cannot enforce "${name}", so the scope is refused rather than enforced in part. Remove the key, or correct its spelling.`;
const TOP_KEYS =
  'one of remit-scope, id, system, mode, agent, declared-by, approved-by, valid, servers, models, budgets';
const TOOL_KEYS = 'one of rule, when, other-arguments, needs-approval, about';
const LEAF_KEYS = 'one of path-within, one-of, prefix, min, max, any';

describe('dimensions that this version cannot enforce', () => {
  it.each(['data-classes', 'regions', 'egress', 'delegation', 'limits', 'sheduled'])(
    '[scope.unknown-dimension] refuses %s by name at the top of the file',
    (name) => {
      expect(problems(`${EXAMPLE}${name}: [a]\n`)).toEqual([`34:1 ${name} | ${UNENFORCEABLE(name)} | ${TOP_KEYS}`]);
    },
  );

  it.each<[string, string, string]>([
    [
      'beside a tool',
      '      t: { models: [m], when: {} }',
      `11:12 servers.srv.tools.t.models | ${UNENFORCEABLE('models')} | ${TOOL_KEYS}`,
    ],
    [
      'in a condition',
      '      t:\n        when:\n          a: { pattern: "x.*" }',
      `13:16 servers.srv.tools.t.when.a.pattern | ${UNENFORCEABLE('pattern')} | one of path-within, one-of, prefix, min, max, any, each, allow-empty, absent-or`,
    ],
    [
      'in each',
      '      t: { when: { a: { each: { each: { any: true } } } } }',
      `11:33 servers.srv.tools.t.when.a.each.each | ${UNENFORCEABLE('each')} | ${LEAF_KEYS}`,
    ],
    [
      'in absent-or',
      '      t: { when: { a: { absent-or: { absent-or: { any: true } } } } }',
      `11:38 servers.srv.tools.t.when.a.absent-or.absent-or | ${UNENFORCEABLE('absent-or')} | one of path-within, one-of, prefix, min, max, any, each, allow-empty`,
    ],
    [
      'in path-within',
      '      t: { when: { a: { path-within: { roots: [/a], follow: 1 } } } }',
      `11:53 servers.srv.tools.t.when.a.path-within.follow | ${UNENFORCEABLE('follow')} | one of roots, base, links`,
    ],
    [
      'in needs-approval',
      '      t: { needs-approval: { role: approver, reason: R, quorum: 2 } }',
      `11:57 servers.srv.tools.t.needs-approval.quorum | ${UNENFORCEABLE('quorum')} | one of role, reason`,
    ],
    [
      'in about',
      '      t: { about: { argument: a, kind: x }, when: { a: { any: true } } }',
      `11:34 servers.srv.tools.t.about.kind | ${UNENFORCEABLE('kind')} | one of argument, segment-after`,
    ],
  ])('[scope.unknown-dimension] refuses an unknown key %s', (_, tools, expected) => {
    expect(problems(fileWith(tools))).toEqual([expected]);
  });

  it('refuses unknown keys beside tools, in system and in valid', () => {
    expect(problems(fileWith('      t: {}\n    regions: [eu]'))).toEqual([
      `12:5 servers.srv.regions | ${UNENFORCEABLE('regions')} | one of tools`,
    ]);
    expect(problems(fileWith('      t: {}').replace('purpose: Purpose', 'purpose: P, risk: high'))).toEqual([
      `3:51 system.risk | ${UNENFORCEABLE('risk')} | one of id, name, purpose`,
    ]);
    expect(problems(fileWith('      t: {}').replace('to: 2026-12-31', 'to: 2026-12-31, tz: CET'))).toEqual([
      `7:44 valid.tz | ${UNENFORCEABLE('tz')} | one of from, to`,
    ]);
  });
});
