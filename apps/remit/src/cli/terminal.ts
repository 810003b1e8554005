/** What the terminal can show. */
import type { Terminal } from './io.ts';

/** Undefined when the output goes elsewhere. NO_COLOR: any value but an empty one asks for no colour (no-color.org). */
export function terminalOf(
  out: { readonly isTTY?: boolean; readonly columns?: number },
  env: Readonly<Record<string, string | undefined>>,
): Terminal | undefined {
  if (out.isTTY !== true) return undefined;
  const plain = (env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb';
  return { columns: out.columns ?? 80, colour: !plain };
}
