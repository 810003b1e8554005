import { describe, expect, it } from 'vitest';
import { EXAMPLE, fileWith } from '../example.fixture.ts';
import { problems } from './problems.fixture.ts';

describe('exact messages', () => {
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
      [
        '9:3 servers | The scope allows no tool and no model. | at least one tool below servers, or one model below models',
      ],
    ],
  ])('[scope.problems] %s', (_, yaml, expected) => {
    expect(problems(yaml)).toEqual(expected);
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
    expect(problems(fileWith(tools))).toEqual(['9:3 servers | The scope names 501 tools and models. | at most 500']);
    const args = Array.from({ length: 41 }, (_, i) => `a${i}: { any: true }`).join(', ');
    expect(problems(fileWith(`      t: { when: { ${args} } }`))).toEqual([
      '11:18 servers.srv.tools.t.when | The tool names 41 arguments. | at most 40',
    ]);
  });
});
