import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DemoFailure } from './demo-failure.ts';
import { columns, createScreen, wrap } from './screen.ts';

function printed(use: (screen: ReturnType<typeof createScreen>) => void): string[] {
  const lines: string[] = [];
  use(createScreen(2, (line) => lines.push(line)));
  return lines;
}

describe('screens', () => {
  it('number themselves and put labels and texts in two columns', () => {
    const lines = printed((screen) => {
      screen.title('first');
      screen.row('label', 'text');
      screen.check('it holds', true, 'unused');
      screen.title('second');
    });
    expect(lines).toEqual([
      '',
      `--- 1 of 2: first ${'-'.repeat(82)}`,
      '  label          text',
      '  checked        it holds',
      '',
      `--- 2 of 2: second ${'-'.repeat(81)}`,
    ]);
  });

  it('a check that does not hold ends the demo, says what was found and prints nothing', () => {
    const lines: string[] = [];
    const screen = createScreen(1, (line) => lines.push(line));
    expect(() => screen.check('one', false, 'two')).toThrow(new DemoFailure('expected: one\nfound:    two'));
    expect(lines).toEqual([]);
  });
});

describe('wrap', () => {
  it.each([
    ['', ['']],
    ['short', ['short']],
    ['one two three', ['one two', 'three']],
    ['unbreakable', ['unbreakable']],
    ['unbreakable word', ['unbreakable', 'word']],
    ['a unbreakable', ['a', 'unbreakable']],
  ])('%j at 8', (text, lines) => {
    expect(wrap(text, 8)).toEqual(lines);
  });

  it('loses no word', () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1 }),
        fc.integer({ min: 1, max: 20 }),
        (words, width) => {
          expect(wrap(words.join(' '), width).join(' ').split(' ')).toEqual(words);
        },
      ),
    );
  });
});

it('columns are as wide as their widest cell', () => {
  expect(
    columns([
      ['a', '1', 'x'],
      ['long', '22'],
    ]),
  ).toEqual(['a     1   x', 'long  22']);
});
