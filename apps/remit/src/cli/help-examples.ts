/** The examples at the end of a command's help. */

/** Text for addHelpText('after', ...): each example as it is typed, below what else is to be said. */
export function examples(commands: readonly [string, ...string[]], says: readonly string[] = []): string {
  const before = says.length === 0 ? [] : [...says, ''];
  const head = commands.length === 1 ? 'Example:' : 'Examples:';
  return ['', ...before, head, ...commands.map((command) => `  ${command}`)].join('\n');
}
