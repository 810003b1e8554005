import { describe, expect, it } from 'vitest';
import { describeScope } from './describe-scope.ts';
import { EXAMPLE, fileWith, scopeOf } from './example.fixture.ts';
import { scopeWarnings } from './scope-warnings.ts';

describe('the scope in words', () => {
  it('[scope.describe] says who, until when, what, under which conditions and with whose approval', () => {
    expect(describeScope(scopeOf(EXAMPLE))).toEqual([
      'Agent loan-triage-agent acts for Loan triage (loan-triage-eu): Pre-sort consumer loan applications for a human credit officer',
      'Declared by Head of Lending Operations, approved by Compliance Office.',
      'Valid from 2026-01-01T00:00:00.000Z to 2027-12-31T23:59:59.999Z, both included.',
      'Everything that is not listed here is denied.',
      'files: read_text_file (rule read-assigned-case)',
      '  - path must be a path within /srv/applicants/case-1001 or /srv/applicants/case-1002 (symbolic links are followed first)',
      '  - head may be missing; otherwise it must be an integer from 1 to 1000',
      '  - the person concerned is read from path, the segment after /srv/applicants',
      'files: read_multiple_files',
      '  - paths is a list, must not be an empty list; each item must be a path within /srv/applicants/case-1001 (symbolic links are NOT checked)',
      'files: list_allowed_directories',
      '  - without arguments',
      'files: search_files',
      '  - path must be a path within /srv/applicants/case-1001 (symbolic links are followed first, relative paths start at /srv/applicants/case-1001)',
      '  - query may have any value or be missing',
      '  - tags may be missing; otherwise it is a list, may be an empty list; each item must be one of "income", "identity"',
      '  - ticket must be a text that starts with "LOAN-"',
      '  - every other argument may have any value',
      'decisions: propose_decision',
      '  - case must be one of "case-1001", "case-1002"',
      '  - decision must be one of "approve", "decline", "refer"',
      '  - each call waits for a person with the role approver: Annex III 5(b): a person releases each decision',
      '  - the person concerned is read from case',
    ]);
  });

  it('describes open ranges', () => {
    const lines = describeScope(scopeOf(fileWith('      t: { when: { a: { min: 2 }, b: { max: 3 } } }')));
    expect(lines.slice(-2)).toEqual([
      '  - a must be an integer of at least 2',
      '  - b must be an integer of at most 3',
    ]);
  });
});

describe('warnings', () => {
  it('[scope.warnings] name what a valid scope leaves open', () => {
    expect(scopeWarnings(scopeOf(EXAMPLE))).toEqual([
      'files/read_multiple_files: links of argument paths are unchecked: a symbolic link inside the roots can lead outside.',
      'files/search_files: argument query may have any value.',
      'files/search_files: argument ticket is checked by prefix only; the rest of the text is free.',
      'files/search_files: other-arguments: allow lets arguments that the scope does not name pass unchecked.',
    ]);
    expect(
      scopeWarnings(
        scopeOf(fileWith('      t: { when: { p: { absent-or: { each: { path-within: { roots: [/] } } } } } }')),
      ),
    ).toEqual(['srv/t: argument p may name any path: the root / holds the whole file system.']);
  });

  it('are none for a closed scope', () => {
    expect(scopeWarnings(scopeOf(fileWith('      t: { when: { p: { path-within: { roots: [/srv] } } } }')))).toEqual(
      [],
    );
  });
});
