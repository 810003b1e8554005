import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EXAMPLE, fileWith, scopeOf } from '../example.fixture.ts';
import { parseScope } from './parse-scope.ts';

function problems(yaml: string): string[] {
  const parsed = parseScope(yaml);
  if (parsed.ok) return [];
  return parsed.error.map(
    (p) => `${p.line}:${p.column} ${p.path} | ${p.message}${p.expected === undefined ? '' : ` | ${p.expected}`}`,
  );
}

const UNENFORCEABLE = (name: string): string =>
  `This version cannot enforce "${name}", so the scope is refused rather than enforced in part. Remove the key, or correct its spelling.`;
const TOP_KEYS = 'one of remit-scope, id, system, agent, declared-by, approved-by, valid, servers';
const TOOL_KEYS = 'one of rule, when, other-arguments, needs-approval, about';
const LEAF_KEYS = 'one of path-within, one-of, prefix, min, max, any';

describe('a scope file that is right', () => {
  it('[scope.file] reads every part of the format', () => {
    expect(scopeOf(EXAMPLE)).toEqual({
      id: 'loan-triage',
      system: {
        id: 'loan-triage-eu',
        name: 'Loan triage',
        purpose: 'Pre-sort consumer loan applications for a human credit officer',
      },
      agent: 'loan-triage-agent',
      declaredBy: 'Head of Lending Operations',
      approvedBy: 'Compliance Office',
      valid: { from: Date.UTC(2026, 0, 1), to: Date.UTC(2027, 11, 31, 23, 59, 59, 999) },
      servers: [
        {
          name: 'files',
          tools: [
            {
              name: 'read_text_file',
              rule: 'read-assigned-case',
              otherArguments: 'deny',
              when: [
                {
                  name: 'path',
                  condition: {
                    kind: 'path-within',
                    roots: ['/srv/applicants/case-1001', '/srv/applicants/case-1002'],
                    links: 'resolve',
                  },
                },
                { name: 'head', condition: { kind: 'absent-or', of: { kind: 'range', min: 1, max: 1000 } } },
              ],
              about: { argument: 'path', segmentAfter: '/srv/applicants' },
            },
            {
              name: 'read_multiple_files',
              rule: 'files/read_multiple_files',
              otherArguments: 'deny',
              when: [
                {
                  name: 'paths',
                  condition: {
                    kind: 'each',
                    of: { kind: 'path-within', roots: ['/srv/applicants/case-1001'], links: 'unchecked' },
                    allowEmpty: false,
                  },
                },
              ],
            },
            {
              name: 'list_allowed_directories',
              rule: 'files/list_allowed_directories',
              otherArguments: 'deny',
              when: [],
            },
            {
              name: 'search_files',
              rule: 'files/search_files',
              otherArguments: 'allow',
              when: [
                {
                  name: 'path',
                  condition: {
                    kind: 'path-within',
                    roots: ['/srv/applicants/case-1001'],
                    base: '/srv/applicants/case-1001',
                    links: 'resolve',
                  },
                },
                { name: 'query', condition: { kind: 'any' } },
                {
                  name: 'tags',
                  condition: {
                    kind: 'absent-or',
                    of: { kind: 'each', of: { kind: 'one-of', values: ['income', 'identity'] }, allowEmpty: true },
                  },
                },
                { name: 'ticket', condition: { kind: 'prefix', prefix: 'LOAN-' } },
              ],
            },
          ],
        },
        {
          name: 'decisions',
          tools: [
            {
              name: 'propose_decision',
              rule: 'decisions/propose_decision',
              otherArguments: 'deny',
              when: [
                { name: 'case', condition: { kind: 'one-of', values: ['case-1001', 'case-1002'] } },
                { name: 'decision', condition: { kind: 'one-of', values: ['approve', 'decline', 'refer'] } },
              ],
              approval: { role: 'approver', reason: 'Annex III 5(b): a person releases each decision' },
              about: { argument: 'case' },
            },
          ],
        },
      ],
    });
  });

  it('keeps the types of listed values', () => {
    const scope = scopeOf(fileWith('      t: { when: { a: { one-of: [1, "1", true, "true", -3] } } }'));
    expect(scope.servers[0]?.tools[0]?.when[0]?.condition).toEqual({
      kind: 'one-of',
      values: [1, '1', true, 'true', -3],
    });
  });

  it('denies unlisted arguments and follows links unless the file says otherwise', () => {
    const scope = scopeOf(fileWith('      t: { when: { a: { path-within: { roots: [/srv] } } } }'));
    expect(scope.servers[0]?.tools[0]).toEqual({
      name: 't',
      rule: 'srv/t',
      otherArguments: 'deny',
      when: [{ name: 'a', condition: { kind: 'path-within', roots: ['/srv'], links: 'resolve' } }],
    });
  });
});

describe('dimensions that this version cannot enforce', () => {
  it.each(['models', 'budgets', 'data-classes', 'regions', 'egress', 'delegation', 'limits', 'sheduled'])(
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

describe('exact messages', () => {
  const NORMAL = 'an absolute POSIX path without "..", "%", backslash, repeated or trailing slash, such as /srv/files';
  it.each<[string, string, string[]]>([
    ['an empty file', '', ['1:1  | This value cannot be used. | a mapping that starts with remit-scope: 1']],
    ['a list', '- a\n', ['1:1  | This value cannot be used. | a mapping that starts with remit-scope: 1']],
    [
      'another version',
      EXAMPLE.replace('remit-scope: 1', 'remit-scope: 2'),
      ['1:14 remit-scope | This value cannot be used. | 1, the version of the format'],
    ],
    [
      'a missing key',
      EXAMPLE.replace(/^approved-by.*\n/m, ''),
      [
        '1:1 approved-by | This key is missing. | a function such as Compliance Office: one line of at most 200 characters',
      ],
    ],
    [
      'a missing key inside',
      EXAMPLE.replace('name: Loan triage, ', ''),
      ["3:1 system.name | This key is missing. | the system's name: one line of at most 200 characters"],
    ],
    [
      'a number for an id',
      EXAMPLE.replace('id: loan-triage\n', 'id: 7\n'),
      ['2:5 id | This value cannot be used. | an id of at most 64 letters, digits and . _ -, such as loan-triage'],
    ],
    [
      'text over two lines',
      EXAMPLE.replace('approved-by: Compliance Office', 'approved-by: "Compliance\\nOffice"'),
      [
        '6:14 approved-by | This value cannot be used. | a function such as Compliance Office: one line of at most 200 characters',
      ],
    ],
    [
      'a day that does not exist',
      EXAMPLE.replace('from: 2026-01-01', 'from: 2026-02-30'),
      [
        '7:16 valid.from | This value cannot be used. | a date such as 2026-01-31 (the whole day, UTC) or an RFC 3339 time such as 2026-01-31T12:00:00Z',
      ],
    ],
    [
      'an end before the beginning',
      EXAMPLE.replace('to: 2027-12-31', 'to: 2025-12-31'),
      ['7:32 valid.to | The validity ends before it begins. | a time at or after valid.from'],
    ],
    [
      'no tools',
      fileWith('').replace('    tools:\n', '    tools: {}\n'),
      ['9:3 servers | The scope allows no tool. | at least one tool below servers'],
    ],
  ])('[scope.problems] %s', (_, yaml, expected) => {
    expect(problems(yaml)).toEqual(expected);
  });

  it.each<[string, string, string[]]>([
    [
      'an empty tool',
      '      t:',
      ['11:9 servers.srv.tools.t | The value is empty. Write a value, {} for an empty mapping, or remove the key.'],
    ],
    [
      'a relative root',
      'path-within: { roots: [srv/a] }',
      [`11:48 …roots[0] | This value cannot be used. | ${NORMAL}`],
    ],
    [
      'a root with a trailing slash',
      'path-within: { roots: [/srv, /srv/a/] }',
      [`11:54 …roots[1] | The path is not in its normal form. Write /srv/a. | ${NORMAL}`],
    ],
    [
      'a root with ..',
      'path-within: { roots: [/srv/../a] }',
      [`11:48 …roots[0] | The path is not in its normal form. Write /a. | ${NORMAL}`],
    ],
    [
      'a root with an encoded letter',
      'path-within: { roots: [/srv/%61] }',
      [`11:48 …roots[0] | This value cannot be used. | ${NORMAL}`],
    ],
    ['no roots', 'path-within: { roots: [] }', ['11:47 …roots | This value cannot be used. | at least one folder']],
    ['roots missing', 'path-within: {}', ['11:25 …roots | This key is missing. | a list of folders']],
    [
      'links: follow',
      'path-within: { roots: [/a], links: follow }',
      ['11:60 …links | This value cannot be used. | resolve (follow symbolic links, the default) or unchecked'],
    ],
    ['an empty list', 'one-of: []', ['11:33 … | This value cannot be used. | at least one value']],
    [
      'a mapping as a value',
      'one-of: [a, { b: 1 }]',
      [
        '11:37 …[1] | This value cannot be used. | a text of at most 256 characters on one line, an integer, true or false',
      ],
    ],
    [
      'a path as a prefix',
      'prefix: /srv/a',
      [
        '11:33 … | A prefix does not check a path: it would let ".." through. Use path-within. | path-within: { roots: [...] }',
      ],
    ],
    [
      'an empty prefix',
      'prefix: ""',
      [
        '11:33 … | This value cannot be used. | the text that the argument starts with: one line of at most 256 characters',
      ],
    ],
    ['text for a bound', 'min: "1"', ['11:30 … | This value cannot be used. | an integer']],
    ['bounds that exclude each other', 'min: 2, max: 1', ['11:38 … | The maximum is below the minimum. | at least 2']],
    ['any: false', 'any: false', ['11:30 … | This value cannot be used. | true']],
  ])('[scope.problems] %s', (_, condition, expected) => {
    const isTool = condition.startsWith('      ');
    const yaml = fileWith(isTool ? condition : `      t: { when: { a: { ${condition} } } }`);
    const kind = /^[a-z-]+/.exec(condition)?.[0] ?? '';
    const full = expected.map((text) =>
      text
        .replace('…roots', 'servers.srv.tools.t.when.a.path-within.roots')
        .replace('…links', 'servers.srv.tools.t.when.a.path-within.links')
        .replace('…', `servers.srv.tools.t.when.a.${condition === 'min: 2, max: 1' ? 'max' : kind}`),
    );
    expect(problems(yaml)).toEqual(full);
  });

  it.each<[string, string, string[]]>([
    [
      'no condition',
      '      t: { when: { a: {} } }',
      [
        '11:23 servers.srv.tools.t.when.a | The argument has no condition. To allow any value, write { any: true }. | one condition',
      ],
    ],
    [
      'two conditions',
      '      t: { when: { a: { one-of: [b], max: 3 } } }',
      ['11:23 servers.srv.tools.t.when.a | The argument has more than one condition: one-of, min/max. | one condition'],
    ],
    [
      'allow-empty alone',
      '      t: { when: { a: { any: true, allow-empty: true } } }',
      [
        '11:36 servers.srv.tools.t.when.a.allow-empty | allow-empty belongs beside each. | { each: CONDITION, allow-empty: true }',
      ],
    ],
    [
      'a list for a condition',
      '      t: { when: { a: [b] } }',
      ['11:23 servers.srv.tools.t.when.a | This value cannot be used. | one condition, such as { one-of: [a, b] }'],
    ],
    [
      'a rule that two tools share',
      '      t: { rule: r }\n      u: { rule: r }',
      ['12:18 servers.srv.tools.u.rule | The rule "r" already stands for srv/t. One rule stands for one tool.'],
    ],
    [
      'a rule that is another tool’s default',
      '      t: { rule: srv/u }\n      u: {}',
      ['12:7 servers.srv.tools.u | The rule "srv/u" already stands for srv/t. One rule stands for one tool.'],
    ],
    [
      'a rule name with a colon',
      '      t: { rule: "a:b" }',
      [
        '11:18 servers.srv.tools.t.rule | This value cannot be used. | a rule name of at most 160 letters, digits and . _ - /, such as read-assigned-case',
      ],
    ],
    [
      'a tool name that is no rule name',
      '      "t (x)": {}',
      [
        '11:7 servers.srv.tools["t (x)"] | The tool\'s name does not fit a rule name. Add a key rule below it. | rule: NAME',
      ],
    ],
    [
      'a tool name with letters that can look alike',
      '      "t\u0435": { rule: r }',
      [
        '11:7 servers.srv.tools["t\u0435"] | This name cannot be used. | a tool name of at most 128 printable ASCII characters',
      ],
    ],
    [
      'an argument name that is too long',
      `      t: { when: { ${'a'.repeat(65)}: { any: true } } }`,
      [
        `11:20 servers.srv.tools.t.when["${'a'.repeat(64)}"] | This name cannot be used. | an argument name of at most 64 printable ASCII characters`,
      ],
    ],
    [
      'about an argument that no call can carry',
      '      t: { about: { argument: b } }',
      [
        '11:31 servers.srv.tools.t.about.argument | The argument "b" is not declared, so no call can carry it. | an argument that stands below when',
      ],
    ],
    [
      'a role that cannot approve',
      '      t: { needs-approval: { role: caller, reason: R } }',
      [
        '11:36 servers.srv.tools.t.needs-approval.role | This value cannot be used. | the role of the person who releases the call: approver or admin',
      ],
    ],
    [
      'a reason with an unquoted colon',
      '      t: { needs-approval: { role: approver, reason: Annex III 5(b): a person } }',
      [
        '11:54  | The YAML cannot be read: Block collections are not allowed within flow collections. Put text that holds ": " or " #" in quotes.',
      ],
    ],
  ])('[scope.problems] %s', (_, tools, expected) => {
    expect(problems(fileWith(tools))).toEqual(expected);
  });

  it('[scope.problems] reports all of them together, in the order of the file', () => {
    const yaml = EXAMPLE.replace('agent: loan', 'agnet: loan').replace('rule: read-assigned-case', 'rule: "#"');
    expect(problems(yaml).map((p) => p.split(' | ')[0])).toEqual([
      '1:1 agent',
      '4:1 agnet',
      '12:15 servers.files.tools.read_text_file.rule',
    ]);
  });

  it('lists at most 50 problems', () => {
    const tools = Array.from({ length: 80 }, (_, i) => `      t${i}: { x: 1 }`).join('\n');
    expect(problems(fileWith(tools))).toHaveLength(50);
  });

  it('bounds tools and arguments', () => {
    const tools = Array.from({ length: 501 }, (_, i) => `      t${i}: {}`).join('\n');
    expect(problems(fileWith(tools))).toEqual(['9:3 servers | The scope names 501 tools. | at most 500']);
    const args = Array.from({ length: 41 }, (_, i) => `a${i}: { any: true }`).join(', ');
    expect(problems(fileWith(`      t: { when: { ${args} } }`))).toEqual([
      '11:18 servers.srv.tools.t.when | The tool names 41 arguments. | at most 40',
    ]);
  });
});

describe('hostile files', () => {
  it('[scope.file] never throws', () => {
    const lines = EXAMPLE.split('\n');
    const mutation = fc.record({
      line: fc.nat({ max: lines.length - 1 }),
      by: fc.oneof(
        fc.constant(''),
        fc.string({ maxLength: 30 }),
        fc.constantFrom(
          'a:',
          '  - x',
          '{',
          '}',
          'servers: 1',
          '__proto__: {}',
          'constructor: {}',
          '      toString: {}',
          '"": {}',
        ),
      ),
    });
    const outcome = fc.check(
      fc.property(fc.array(mutation, { minLength: 1, maxLength: 4 }), (mutations) => {
        const text = [...lines];
        for (const { line, by } of mutations) text[line] = by;
        const parsed = parseScope(text.join('\n'));
        return parsed.ok || parsed.error.length > 0;
      }),
      { numRuns: 1000 },
    );
    expect(outcome).toMatchObject({ failed: false, counterexample: null });
  });

  it('takes names of properties that every object has as ordinary names', () => {
    const scope = scopeOf(
      fileWith('      constructor: { when: { toString: { any: true }, hasOwnProperty: { max: 1 } } }'),
    );
    expect(scope.servers[0]?.tools[0]?.when.map((a) => a.name)).toEqual(['toString', 'hasOwnProperty']);
  });
});
