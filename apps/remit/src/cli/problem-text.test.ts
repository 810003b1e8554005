import { expect, it } from 'vitest';
import { problemText } from './problem-text.ts';

it.each([
  ['No valid key. (missing)', 'No valid key. (missing) [c]'],
  ['It has no detail.', 'It has no detail. [c]'],
  ['The file is not valid. (line 1: a.\nline 2: b (c).)', 'The file is not valid. [c]\nline 1: a.\nline 2: b (c).'],
  ['It was not made. (Sign each. (2 open\n  A\n  B))', 'It was not made. [c]\nSign each.\n2 open\n  A\n  B'],
  ['Not there. (No such source. (otlp; known: remit))', 'Not there. [c]\nNo such source. (otlp; known: remit)'],
])('[cli.errors] %j', (message, text) => {
  expect(problemText(message, 'c')).toBe(text);
});
