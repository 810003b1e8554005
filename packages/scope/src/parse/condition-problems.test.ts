import { describe, expect, it } from 'vitest';
import { fileWith } from '../example.fixture.ts';
import { problems } from './problems.fixture.ts';

describe('exact messages about conditions', () => {
  const NORMAL = 'an absolute POSIX path without "..", "%", backslash, repeated or trailing slash, such as /srv/files';
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
});
