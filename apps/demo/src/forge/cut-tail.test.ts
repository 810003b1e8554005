import { describe, expect, it } from 'vitest';
import { headBefore } from './cut-tail.ts';

const note = (size: number, signatures: number) => `log\n${size}\nroot\n\n${'\u2014 name AAAA\n'.repeat(signatures)}`;
const heads = [
  { size: 2, note: note(2, 2) },
  { size: 5, note: note(5, 2) },
  { size: 6, note: note(6, 1) },
  { size: 9, note: note(9, 2) },
];

describe('the head under which a tail is cut off', () => {
  it.each([
    [9, 9],
    [8, 5],
    [6, 5],
    [2, 2],
    [1, undefined],
  ])('before record %i it is the newest cosigned one', (before, size) => {
    expect(headBefore(heads, before)?.size).toBe(size);
  });
});
