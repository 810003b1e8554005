/** The help of every command: usage, options, and examples that the command line itself would take. */
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { leaves } from '../reference/commands.ts';
import { createProgram } from './program.ts';

const written: string[] = [];
const program = createProgram({
  env: { config: undefined, data: undefined, key: undefined, path: '', home: '' },
  cwd: '/',
  interactive: false,
  out: (text) => void written.push(text),
  err: () => undefined,
  outBytes: () => undefined,
});

function helpOf(command: Command): string {
  written.length = 0;
  command.outputHelp();
  return written.join('\n');
}

/** What stands after a `remit` in the examples: the words of one command line each. */
function exampleLines(help: string): string[][] {
  const [, ...after] = help.split(/^Examples?:$/m);
  return [...after.join('\n').matchAll(/\bremit ([^|>#;\n]*)/g)].map(([, words = '']) =>
    words
      .replace(/\$\([^)]*\)|"[^"]*"/g, 'X')
      .trim()
      .split(/\s+/),
  );
}

/** The command that the words name, and the options among them that it does not have. */
function resolve(words: readonly string[]): { command: Command; unknown: string[] } {
  let command = program;
  for (const word of words) command = command.commands.find((child) => child.name() === word) ?? command;
  const known = [...command.options, ...program.options, ...(command.parent?.options ?? [])].map(({ long }) => long);
  return { command, unknown: words.filter((word) => word.startsWith('--') && !known.includes(word)) };
}

describe('help', () => {
  const commands = leaves(program);

  it('[cli.help] every command has a usage line, takes --json and shows how it is typed', () => {
    expect(commands.length).toBeGreaterThan(70);
    for (const command of commands) {
      const help = helpOf(command);
      expect(help).toContain('Usage: remit ');
      expect(help).toContain('--json');
      const own = exampleLines(help).filter((words) => resolve(words).command === command);
      expect(own.length, `an example of ${command.parent?.name()} ${command.name()}`).toBeGreaterThan(0);
    }
  });

  it('[cli.help] every example names options that there are', () => {
    for (const command of commands)
      for (const words of exampleLines(helpOf(command)))
        expect(resolve(words).unknown, `remit ${words.join(' ')}`).toEqual([]);
  });
});
