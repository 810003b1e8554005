/** Proof that the requirements gate goes red, on a made-up manifest. */
import { describe, expect, it } from 'vitest';
import type { ManifestRow } from '../requirements/index.ts';
import type { Requirement } from '../requirements/requirement.ts';
import { type Citation, citationsOf, idsOf } from './lib/citations.ts';
import { gateProblems } from './lib/requirements-gate.ts';

const row = (id: string, by: Requirement['by'] = { kind: 'test' }, file = 'requirements/fake.ts'): ManifestRow => ({
  id,
  file,
  requirement: { source: 'a clause', statement: 'A sentence.', by },
});

const cite = (id: string, skipped: Citation['skipped'] = 'never', title = `[${id}] holds`): Citation => ({
  id,
  title,
  file: 'packages/fake/src/a.test.ts',
  skipped,
});

const problems = (rows: ManifestRow[], citations: Citation[]) =>
  gateProblems({
    rows,
    citations,
    scripts: ['demo', 'test'],
    exists: (path) => path === 'REVIEW.md' || path === '.ci/run',
  });

describe('the gate', () => {
  it('[workspace.requirements-gate] is silent when manifest and tests agree', () => {
    expect(problems([row('a.b')], [cite('a.b')])).toEqual([]);
  });

  it.each<[string, ManifestRow[], Citation[], RegExp]>([
    ['a row that no test cites', [row('a.b')], [], /no running test cites a\.b/],
    [
      'a row cited by a skipped test only',
      [row('a.b')],
      [cite('a.b', 'always', '[a.b] (skipped: why)')],
      /no running test/,
    ],
    ['a citation without a row', [], [cite('a.b')], /cites a\.b, which has no row/],
    [
      'an id in two files',
      [row('a.b'), row('a.b', undefined, 'requirements/b.ts')],
      [cite('a.b')],
      /stands in .*fake\.ts too/,
    ],
    ['an id of the wrong form', [row('A_b')], [cite('A_b')], /must have the form/],
    ['a conditional skip without a reason', [row('a.b')], [cite('a.b', 'sometimes')], /say why in its title/],
    ['a command that names no script', [row('a.b', { kind: 'command', run: 'npm run gone' })], [], /npm script gone/],
    [
      'a command that names no file',
      [row('a.b', { kind: 'command', run: 'bash .ci/gone' })],
      [],
      /neither an npm script/,
    ],
    ['a bench without a script', [row('a.b', { kind: 'bench', run: 'npm run bench' })], [], /npm script bench/],
    ['a review of a missing page', [row('a.b', { kind: 'review', where: 'GONE.md, "x"' })], [], /no file GONE\.md/],
  ])('[workspace.requirements-gate] goes red for %s', (_name, rows, citations, expected) => {
    expect(problems(rows, citations)).toEqual([expect.stringMatching(expected)]);
  });

  it.each<[string, Requirement['by']]>([
    ['npm test', { kind: 'command', run: 'npm test' }],
    ['npm run demo', { kind: 'command', run: 'npm run demo' }],
    ['bash .ci/run', { kind: 'command', run: 'bash .ci/run' }],
    ['a review page with a heading', { kind: 'review', where: 'REVIEW.md, "Records"' }],
  ])('accepts %s', (_name, by) => {
    expect(problems([row('a.b', by)], [])).toEqual([]);
  });
});

describe('finding citations', () => {
  const found = (source: string) => citationsOf(source, 'x.test.ts').map(({ id, skipped }) => `${id} ${skipped}`);

  it.each<[string, string, string[]]>([
    ['a plain test', `it('[a.b] x', () => {})`, ['a.b never']],
    ['a template title', 'for (const v of vs) it(`[a.b] ${v}`, () => {})', ['a.b never']],
    ['two ids', `test("[a.b] [c.d-e] x", () => {})`, ['a.b never', 'c.d-e never']],
    ['a table', `it.each([['(', 1]])('[a.b] %s', () => {})`, ['a.b never']],
    ['describe', `describe('[a.b] x', () => { it('y', () => {}) })`, ['a.b never']],
    ['an alias that may skip', `const run = dir ? it : it.skip; run('[a.b] x', f)`, ['a.b sometimes']],
    ['skipIf', `it.skipIf(!dir)('[a.b] x', f)`, ['a.b sometimes']],
    [
      'a skip in a branch',
      `if (dir) it('[a.b] x', f); else it.skip('[a.b] not here', f)`,
      ['a.b never', 'a.b sometimes'],
    ],
    ['a skip', `it.skip('[a.b] x', f)`, ['a.b always']],
    ['a test to be written', `it.todo('[a.b] x')`, ['a.b always']],
    ['a skipped group', `describe.skip('g', () => { it('[a.b] x', f) })`, ['a.b always']],
    ['a comment', `// it('[a.b] x', f)\n/* it('[a.b] x', f) */`, []],
    ['a string', `const s = "it('[a.b] x', f)"`, []],
    ['a call of something else', `console.log('[a.b] x')`, []],
    ['brackets that are no id', `it('[GET] [x] y', f)`, []],
    ['an id that is not at the start', `it('x [a.b]', f)`, []],
  ])('reads %s', (_name, source, expected) => {
    expect(found(source)).toEqual(expected);
  });

  it('takes ids only from the start of a title', () => {
    expect(idsOf('[a.b][c.d] x [e.f]')).toEqual(['a.b', 'c.d']);
  });
});
