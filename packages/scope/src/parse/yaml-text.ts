/** What is refused of a YAML text before the parser sees it: size, hidden characters, depth. Scope and configuration files. */
import { utf8 } from '@remit/core';
import { tooDeepAt } from './nesting.ts';
import type { ScopeProblem } from './problem.ts';
import { hiddenCharacterAt } from './text.ts';

/** Largest file: far above any that a person reads, far below what stalls the process. */
export const MAX_SCOPE_BYTES = 262_144;

/**
 * The first thing that makes a text unsafe to parse, with its place, or undefined.
 *
 * Threat: the YAML parser recurses, and a short text of deep nesting aborts the process; a character that is not shown
 * lets a reader and the machine read two files.
 */
export function refuseYamlText(text: string): ScopeProblem | undefined {
  const whole = { line: 1, column: 1, path: '' };
  if (text.length > MAX_SCOPE_BYTES || utf8(text).length > MAX_SCOPE_BYTES)
    return {
      ...whole,
      message: `The file is larger than ${MAX_SCOPE_BYTES} bytes.`,
      expected: 'a smaller file; declare one scope for each agent',
    };
  // A byte order mark at the very start is what some editors write; anywhere else it hides.
  const body = text.startsWith('\uFEFF') ? ` ${text.slice(1)}` : text;
  const hidden = hiddenCharacterAt(body);
  if (hidden !== undefined) {
    const code = (body.codePointAt(hidden) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    const message = `The character U+${code} is invisible or changes the reading direction. Remove it.`;
    return { ...placeOf(body, hidden), path: '', message, expected: 'visible text only' };
  }
  const deep = tooDeepAt(body);
  if (deep === undefined) return undefined;
  return {
    ...placeOf(body, deep),
    path: '',
    message: 'The file is nested too deeply here.',
    expected: 'at most 16 levels',
  };
}

function placeOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).split(/\r\n|[\n\r]/);
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
