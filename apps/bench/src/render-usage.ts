/** The command lines of `npm run bench` and `npm run profile`: help, options, and exact words for what is wrong. Pure. */
import { parseArgs } from 'node:util';
import type { Result } from '@remit/core';
import { err, ok } from '@remit/core';

/** One option. A switch has no `value`. */
export interface OptionRow {
  readonly name: string;
  /** How the value is called in the help. */
  readonly value?: string;
  readonly says: string;
}

/** A command and its options. */
export interface Usage {
  /** What is typed. */
  readonly command: string;
  readonly says: string;
  readonly options: readonly OptionRow[];
  /** What the exit codes mean. */
  readonly exits: string;
}

/** Given options by name: `true` for a switch, the text for a value. */
export type Given = Readonly<Record<string, string | true>>;

/** What `--help` prints. */
export function renderUsage({ command, says, options, exits }: Usage): string {
  const rows = [...options, { name: 'help', says: 'this text' }].map((row) => [flagOf(row), row.says] as const);
  const width = Math.max(...rows.map(([flag]) => flag.length));
  return [
    `usage: ${command} -- [options]`,
    '',
    says,
    '',
    ...rows.map(([flag, text]) => `  ${flag.padEnd(width)}  ${text}`),
    '',
    exits,
  ].join('\n');
}

/** Reads the options. `help` when they hold `--help`; an error names the first thing that is wrong and what to do. */
export function readOptions(usage: Usage, args: readonly string[]): Result<Given | 'help', string> {
  const known = new Map(usage.options.map((row) => [row.name, row]));
  const { tokens } = parseArgs({
    args: [...args],
    strict: false,
    tokens: true,
    options: Object.fromEntries([...known].map(([name, row]) => [name, { type: typeOf(row) }])),
  });
  if (tokens.some((token) => token.kind === 'option' && token.name === 'help')) return ok('help');
  const given: Record<string, string | true> = {};
  for (const token of tokens) {
    if (token.kind === 'positional') return err(wrong(usage, `"${token.value}" is no option`));
    if (token.kind !== 'option') continue;
    const row = known.get(token.name);
    if (row === undefined) return err(wrong(usage, `there is no option ${token.rawName}`));
    if (row.value === undefined && token.value !== undefined) return err(wrong(usage, `--${row.name} takes no value`));
    if (row.value !== undefined && (token.value === undefined || token.value === ''))
      return err(wrong(usage, `--${row.name} needs a value: ${flagOf(row)}`));
    given[row.name] = token.value ?? true;
  }
  return ok(given);
}

/** A sentence about what is wrong, with where to read on. */
export function wrong(usage: Usage, what: string): string {
  return `${usage.command}: ${what}. Options: ${usage.command} -- --help`;
}

function typeOf(row: OptionRow): 'boolean' | 'string' {
  return row.value === undefined ? 'boolean' : 'string';
}

function flagOf({ name, value }: OptionRow): string {
  return value === undefined ? `--${name}` : `--${name} ${value}`;
}
