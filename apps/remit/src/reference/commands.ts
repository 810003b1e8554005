/** docs/reference/cli.md, made from the command line's own definition: every command, argument, option and example. */
import type { Command, Option } from 'commander';
import type { Io } from '../cli/io.ts';
import { createProgram } from '../cli/program.ts';
import { GENERATED, markdownTable } from './markdown.ts';

/** The page as Markdown. */
export function commandReference(): string {
  const written: string[] = [];
  const program = createProgram(collecting(written));
  return [
    '# Command line',
    '',
    GENERATED,
    '',
    program.description(),
    '',
    'Exit codes: 0 done, 1 failed, 64 wrong usage, 69 the server or the data folder is not available. `verify` exits with 0',
    'for PASS, 1 for FAIL, 2 for INCOMPLETE.',
    '',
    '## Options of every command',
    '',
    ...optionTable(program.options),
    '',
    ...leaves(program).flatMap((command) => section(command, written)),
  ].join('\n');
}

/** Commands that do something: groups such as `key` only hold others. */
export function leaves(command: Command): Command[] {
  return command.commands.flatMap((child) => {
    // `ingest` and `report` do something themselves and hold another command.
    const does = child.commands.length === 0 || child.registeredArguments.length > 0 || child.options.length > 0;
    const itself = does ? [child] : [];
    return [...itself, ...leaves(child)];
  });
}

function section(command: Command, written: string[]): string[] {
  const after = textAfterHelp(command, written);
  return [
    `## ${pathOf(command)}`,
    '',
    sentence(command.description()),
    '',
    '```',
    `${pathOf(command)} ${command.usage()}`.trimEnd(),
    '```',
    '',
    ...(command.options.length === 0 ? [] : [...optionTable(command.options), '']),
    ...(after === '' ? [] : ['```', after, '```', '']),
  ];
}

function pathOf(command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function optionTable(options: readonly Option[]): string[] {
  const rows = options.map((option) => [
    `\`${option.flags}\``,
    option.mandatory
      ? 'required'
      : option.defaultValue === undefined
        ? ''
        : `\`${JSON.stringify(option.defaultValue)}\``,
    option.description,
  ]);
  return markdownTable(['option', 'default', 'what it is for'], rows);
}

/** commander writes the help itself first, then each text that was added after it. */
function textAfterHelp(command: Command, written: string[]): string {
  written.length = 0;
  command.outputHelp();
  return written.slice(1).join('\n').trim();
}

function collecting(written: string[]): Io {
  const ignore = () => undefined;
  return {
    env: { config: undefined, data: undefined, key: undefined, path: '', home: '' },
    cwd: '/',
    interactive: false,
    out: (text) => void written.push(text),
    err: ignore,
    outBytes: ignore,
  };
}
