/** What a child writes on stderr, made fit for a log: a program that cannot start often prints how it was started. */
import type { StdioServer } from '../../server-config.ts';

/** Shorter values are no secrets, and hiding them would garble the text. */
const SHORTEST = 6;

/**
 * The text with each configured argument and variable hidden. `cut`: the text is the end of a longer one; its first line
 * is then left out, because the end of a secret could not be told from other text.
 */
export function hideConfigured(text: string, server: StdioServer, cut: boolean): string {
  const whole = cut ? text.slice(text.indexOf('\n') + 1 || text.length) : text;
  const secrets = [
    ...Object.entries(server.env ?? {}).map(([name, value]) => [value, `[value of ${name}]`] as const),
    ...server.args.map((value, at) => [value, `[argument ${at + 1}]`] as const),
  ].filter(([value]) => value.length >= SHORTEST);
  // The longest first: a shorter one may be a part of it.
  secrets.sort(([a], [b]) => b.length - a.length);
  return secrets.reduce((kept, [value, shown]) => kept.replaceAll(value, () => shown), whole);
}
