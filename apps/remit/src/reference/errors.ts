/** docs/reference/errors.md, made from the error tables of all packages. */
import type { ErrorRow } from '@remit/core';
import { META_DENIAL } from '@remit/mcp';
import { reasons } from '@remit/scope';
import { denialWords } from './denials.ts';
import { GENERATED, markdownTable } from './markdown.ts';

/** The error table of one package under the name of the package. */
export interface NamedErrorTable {
  readonly name: string;
  readonly table: Readonly<Record<string, ErrorRow>>;
}

/** The page as Markdown. The tables come from outside, because not every package is a dependency of this one. */
export function errorReference(tables: readonly NamedErrorTable[]): string {
  return [
    '# Errors',
    '',
    GENERATED,
    '',
    'HTTP: status of the answer. JSON-RPC: code of the error where it reaches an MCP client. Retry: the same call may',
    'succeed later without a change. An MCP server that fails is answered for with HTTP 200 and a JSON-RPC error. A command',
    'prints the message with its code in square brackets.',
    '',
    ...tables.flatMap(section),
    '## Denials',
    '',
    `A denied call is a result, not an error: HTTP 200 with \`isError: true\`, and \`${META_DENIAL}\` in \`_meta\` names the rule`,
    'and the decision. The record of the decision holds these codes in `pol.errors`.',
    '',
    ...markdownTable(
      ['code', 'what happened and what to do'],
      Object.entries(denialWords).map(([code, words]) => [`\`${code}\``, words]),
    ),
    '',
    '## Reasons of a condition that does not hold',
    '',
    'The message to the caller names the argument, never its value, and ends with these words. Where the value cannot be',
    'derived the call is denied as an evaluation error, and the code stands in `pol.errors`.',
    '',
    ...markdownTable(
      ['code', 'the argument', 'evaluation error'],
      Object.entries(reasons).map(([code, row]) => [`\`${code}\``, row.words, yesNo(row.underivable)]),
    ),
    '',
  ].join('\n');
}

function section({ name, table }: NamedErrorTable): string[] {
  const rows = Object.entries(table).map(([code, row]) => [
    `\`${code}\``,
    String(row.status),
    row.rpc === undefined ? '' : String(row.rpc),
    yesNo(row.retry),
    row.operator,
  ]);
  return [`## ${name}`, '', ...markdownTable(['code', 'HTTP', 'JSON-RPC', 'retry', 'what to do'], rows), ''];
}

function yesNo(value: boolean): string {
  return value ? 'yes' : 'no';
}
