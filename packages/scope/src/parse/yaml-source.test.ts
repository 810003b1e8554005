import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readYaml } from './yaml-source.ts';
import { MAX_SCOPE_BYTES } from './yaml-text.ts';

function problems(text: string): string[] {
  const read = readYaml(text);
  return read.ok ? [] : read.error.map((p) => `${p.line}:${p.column} ${p.path}: ${p.message}`);
}

describe('what YAML readers disagree on', () => {
  it.each<[string, string, string[]]>([
    [
      'a duplicate key',
      'a: 1\nb: 2\na: 3\n',
      ['3:1 : This key stands twice in the same place. Remove one of the two.'],
    ],
    [
      'a duplicate key deeper down',
      'a:\n  b: { c: 1, c: 2 }\n',
      ['2:14 : This key stands twice in the same place. Remove one of the two.'],
    ],
    ['an anchor', 'a: &x 1\n', ['1:7 a: YAML anchors (&name) are refused. Repeat the value.']],
    ['an anchor on a key', '&x a: 1\n', ['1:4 a: YAML anchors (&name) are refused. Repeat the value.']],
    [
      'an alias',
      'a: &x [1]\nb: *x\n',
      [
        '1:7 a: YAML anchors (&name) are refused. Repeat the value.',
        '2:4 b: YAML aliases (*name) are refused. Repeat the value.',
      ],
    ],
    ['a merge key', 'a: 1\n<<: { b: 2 }\n', ['2:1 ["<<"]: YAML merge keys (<<) are refused. Repeat the keys.']],
    ['a tag', 'a: !!str 1\n', ['1:10 a: YAML tags (!name) are refused. Write the plain value.']],
    ['a tag on a list', 'a: !!seq [1]\n', ['1:10 a: YAML tags (!name) are refused. Write the plain value.']],
    ['the non-specific tag', 'a: ! x\n', ['1:6 a: YAML tags (!name) are refused. Write the plain value.']],
    [
      'a YAML directive',
      '%YAML 1.1\n---\na: 1\n',
      ['1:1 : YAML directives (%YAML, %TAG) are refused. Remove the line.'],
    ],
    [
      'a TAG directive',
      '%TAG !e! tag:e,2000:\n---\na: 1\n',
      ['1:1 : YAML directives (%YAML, %TAG) are refused. Remove the line.'],
    ],
    ['two documents', 'a: 1\n---\nb: 2\n', ['2:1 : The file holds more than one YAML document. Keep one.']],
    ['a list as a key', '? [a]\n: 1\n', ['1:3 : A key must be plain text.']],
    ['yes', 'a: yes\n', ['1:4 a: Some YAML readers take yes for a boolean. Put it in quotes.']],
    ['Off in a list', 'a: [x, Off]\n', ['1:8 a[1]: Some YAML readers take Off for a boolean. Put it in quotes.']],
    ['no as a key', 'no: 1\n', ['1:1 no: Some YAML readers take no for a boolean. Put it in quotes.']],
    [
      'an empty value',
      'a:\nb: 1\n',
      ['1:3 a: The value is empty. Write a value, {} for an empty mapping, or remove the key.'],
    ],
    ['null', 'a: null\n', ['1:4 a: The value is empty. Write a value, {} for an empty mapping, or remove the key.']],
    ['__proto__', '__proto__: 1\n', ['1:1 __proto__: The name __proto__ is refused.']],
  ])('[scope.file] refuses %s', (_, text, expected) => {
    expect(problems(text)).toEqual(expected);
  });

  it.each(['0x10', '0o17', '1.5', '1e3', '.inf', '.nan', '9007199254740993', '+1', '-0', '007'])(
    'refuses the number %s unless it is quoted',
    (number) => {
      expect(problems(`a: ${number}\n`)).toEqual([
        '1:4 a: Numbers are decimal integers up to 2^53. Put anything else in quotes to compare it as text.',
      ]);
      expect(problems(`a: "${number}"\n`)).toEqual([]);
    },
  );

  it.each(['yes', 'on', 'null', '2026-01-01', '~'])('takes quoted %j as text', (text) => {
    const read = readYaml(`a: "${text}"\n`);
    expect(read.ok && read.value.value).toEqual({ a: text });
  });

  it('reads integers, booleans, text, lists and mappings', () => {
    const read = readYaml('a: 0\nb: -12\nc: true\nd: text with spaces\ne: [1, x]\nf: { g: {} }\nh: |\n  block\n');
    expect(read.ok && read.value.value).toEqual({
      a: 0,
      b: -12,
      c: true,
      d: 'text with spaces',
      e: [1, 'x'],
      f: { g: {} },
      h: 'block\n',
    });
  });
});

describe('hidden characters', () => {
  it.each<[string, string, string]>([
    ['a direction override in a comment', 'a: 1\nb: 2 # \u202Efdp\n', '2:8 : The character U+202E'],
    ['a direction isolate in a value', 'a: x\u2067y\n', '1:5 : The character U+2067'],
    ['a zero-width space', 'a: 1\r\nb: x\u200By\r\n', '2:5 : The character U+200B'],
    ['NUL', 'a: "\u0000"\n', '1:5 : The character U+0000'],
    ['an escape character', 'a: \u001B[31m\n', '1:4 : The character U+001B'],
    ['a next-line character', 'a: x\u0085b: y\n', '1:5 : The character U+0085'],
    ['a byte order mark inside', 'a: 1\n\uFEFFb: 2\n', '2:1 : The character U+FEFF'],
    ['half a surrogate pair', 'a: \uD800\n', '1:4 : The character U+D800'],
    ['a tag character', 'a: x\u{E0041}\n', '1:5 : The character U+E0041'],
  ])('[scope.file] refuses %s', (_, text, expected) => {
    expect(problems(text)).toEqual([`${expected} is invisible or changes the reading direction. Remove it.`]);
  });

  it('refuses them as escapes too, in values and keys', () => {
    expect(problems('a: "x\\u202Ey"\n')).toEqual([
      '1:4 a: The text holds a control or hidden character (written as an escape). Remove it.',
    ]);
    expect(problems('"a\\u0007": 1\n')).toEqual(['1:1 ["a\\u0007"]: The key holds a control or hidden character.']);
  });

  it('accepts a byte order mark at the start, and letters of every script', () => {
    expect(problems('\uFEFFa: Prüfung, 審査, проверка\n')).toEqual([]);
  });
});

describe('bounds', () => {
  it('[scope.file] refuses a file over the size bound, counted in bytes', () => {
    const says = [`1:1 : The file is larger than ${MAX_SCOPE_BYTES} bytes.`];
    expect(problems(`a: ${'x'.repeat(MAX_SCOPE_BYTES)}`)).toEqual(says);
    expect(problems(`a: ${'ü'.repeat(MAX_SCOPE_BYTES / 2)}`)).toEqual(says);
    expect(problems(`a: ${'x'.repeat(MAX_SCOPE_BYTES - 3)}`)).toEqual([]);
  });

  it.each<[string, string]>([
    ['lists', `a: ${'['.repeat(17)}1${']'.repeat(17)}`],
    ['open lists', '['.repeat(100_000)],
    ['closed lists', `a: ${'['.repeat(100_000)}${']'.repeat(100_000)}`],
    ['mappings', `${'{a: '.repeat(50_000)}1${'}'.repeat(50_000)}`],
    ['dashes', '- '.repeat(100_000)],
    ['question marks', '? '.repeat(100_000)],
    ['keys in a row', 'a: '.repeat(80_000)],
    ['keys in a row in a list', `[a: ${'b: '.repeat(80_000)}`],
    ['keys in a list over lines', `[${'b:\n '.repeat(60_000)}`],
    ['dashes and question marks', '- ? '.repeat(60_000)],
    ['indentation', Array.from({ length: 600 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')],
    ['indented dashes', Array.from({ length: 600 }, (_, i) => `${' '.repeat(i)}- a:`).join('\n')],
  ])('[scope.file] refuses deep nesting of %s without recursion', (_, text) => {
    const read = readYaml(text);
    expect(!read.ok && read.error.map((p) => p.message)).toEqual(['The file is nested too deeply here.']);
  });

  it('says where the nesting goes too deep', () => {
    expect(problems(`a: 1\nb: ${'[ '.repeat(17)}`)).toEqual(['2:36 : The file is nested too deeply here.']);
    expect(problems(`a: 1\r\n${'- '.repeat(17)}x`)).toEqual(['2:33 : The file is nested too deeply here.']);
    expect(problems(`a:\n${' '.repeat(65)}b: 1\n`)).toEqual(['2:1 : The file is nested too deeply here.']);
  });

  it('does not count brackets and dashes inside text', () => {
    const text = '['.repeat(30);
    expect(
      problems(`a: "${text}"\nb: x${text}\nc: |\n  ${text}\n  - - - - - - - - - - - - - - - - - - -\nd: '${text}'\n`),
    ).toEqual([]);
    expect(
      problems(
        `${'a: [1]\n'.replace('a', 'b')}${Array.from({ length: 40 }, (_, i) => `k${i}: { x: [1, 2] }\n`).join('')}`,
      ),
    ).toEqual([]);
  });

  it('never throws, and every problem has a place in the file', () => {
    const yamlish = fc.array(
      fc.constantFrom(
        'a',
        ':',
        ' ',
        '\n',
        '-',
        '[',
        ']',
        '{',
        '}',
        '&x',
        '*x',
        '!',
        '"',
        "'",
        '#',
        '|',
        '?',
        '%',
        '1',
        '<<',
        ',',
      ),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(
        fc.oneof(
          yamlish.map((parts) => parts.join('')),
          fc.string({ unit: 'binary' }),
        ),
        (text) => {
          const read = readYaml(text);
          if (read.ok) return;
          const lines = text.split(/\r\n|[\n\r\u0085\u2028\u2029]/).length;
          expect(read.error.length).toBeGreaterThan(0);
          for (const p of read.error) {
            expect(p.line).toBeGreaterThanOrEqual(1);
            expect(p.line).toBeLessThanOrEqual(lines + 1);
            expect(p.column).toBeGreaterThanOrEqual(1);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });
});
