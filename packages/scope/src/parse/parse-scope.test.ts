import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EXAMPLE, fileWith, scopeOf } from '../example.fixture.ts';
import { parseScope } from './parse-scope.ts';

describe('a scope file that is right', () => {
  it('[scope.file] reads every part of the format', () => {
    expect(scopeOf(EXAMPLE)).toEqual({
      id: 'loan-triage',
      mode: 'enforce',
      system: {
        id: 'loan-triage-eu',
        name: 'Loan triage',
        purpose: 'Pre-sort consumer loan applications for a human credit officer',
      },
      agent: 'loan-triage-agent',
      declaredBy: 'Head of Lending Operations',
      approvedBy: 'Compliance Office',
      valid: { from: Date.UTC(2026, 0, 1), to: Date.UTC(2027, 11, 31, 23, 59, 59, 999) },
      budgets: [],
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
