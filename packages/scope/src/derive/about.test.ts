import { describe, expect, it } from 'vitest';
import { compiledOf, EXAMPLE, fileWith } from '../example.fixture.ts';
import type { About } from './about.ts';
import { findAbout } from './about.ts';

const noPaths = new Map<string, readonly string[]>();

function toolOf(yaml: string, name: string) {
  const tool = compiledOf(yaml).tools.find((one) => one.tool === name);
  if (tool === undefined) throw new Error(name);
  return tool;
}

describe('the persons a call concerns', () => {
  const byPath = toolOf(EXAMPLE, 'read_text_file');
  const byValue = toolOf(EXAMPLE, 'propose_decision');
  const UNREADABLE = (name: string) => ({ absent: `argument ${name} holds no readable reference` });

  it.each<[unknown, About]>([
    [{ case: 'case-1001' }, { references: ['case-1001'] }],
    [{ case: 1001 }, { references: ['1001'] }],
    [{ case: ['b', 'a', 'b'] }, { references: ['a', 'b'] }],
    [{}, { absent: 'the call has no argument case' }],
    [undefined, { absent: 'the call has no argument case' }],
    ['text', { absent: 'the call has no argument case' }],
    [{ case: [] }, { absent: 'argument case is an empty list' }],
    [{ case: null }, UNREADABLE('case')],
    [{ case: '' }, UNREADABLE('case')],
    [{ case: 1.5 }, UNREADABLE('case')],
    [{ case: ['a', {}] }, UNREADABLE('case')],
    [{ case: 'a\nb' }, UNREADABLE('case')],
    [{ case: 'x'.repeat(257) }, UNREADABLE('case')],
    [
      { case: Array.from({ length: 65 }, (_, i) => `c${i}`) },
      { absent: 'argument case holds more than 64 references' },
    ],
  ])('[scope.about] read from a value: %j', (args, expected) => {
    expect(findAbout(byValue, args, noPaths)).toEqual(expected);
  });

  it.each<[string, About]>([
    ['/srv/applicants/case-1001/a.txt', { references: ['case-1001'] }],
    ['/srv/applicants/case-1001', { references: ['case-1001'] }],
    ['/srv/applicants/x/../case-9/a', { references: ['case-9'] }],
    ['/srv/applicants', UNREADABLE('path')],
    ['/etc/passwd', UNREADABLE('path')],
    ['/srv/applicants/%2e%2e/x', UNREADABLE('path')],
    ['case-1001/a.txt', UNREADABLE('path')],
  ])('[scope.about] read from a path: %s', (path, expected) => {
    expect(findAbout(byPath, { path }, noPaths)).toEqual(expected);
  });

  it('[scope.about] names the person whose folder a link leads to', () => {
    const paths = new Map([['path', ['/srv/applicants/case-1002/a.txt']]]);
    expect(findAbout(byPath, { path: '/srv/applicants/case-1001/link/a.txt' }, paths)).toEqual({
      references: ['case-1002'],
    });
  });

  it('says when the scope names no argument', () => {
    expect(findAbout(toolOf(EXAMPLE, 'search_files'), {}, noPaths)).toEqual({
      absent: 'the scope names no argument of this tool that identifies a person',
    });
  });

  it('reads below the root of the file system', () => {
    const tool = toolOf(
      fileWith('      t: { when: { p: { any: true } }, about: { argument: p, segment-after: / } }'),
      't',
    );
    expect(findAbout(tool, { p: '/case-1/x' }, noPaths)).toEqual({ references: ['case-1'] });
    expect(findAbout(tool, { p: '/' }, noPaths)).toEqual(UNREADABLE('p'));
  });
});
