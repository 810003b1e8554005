/** Resolves values that a configuration file keeps in files of their own. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

type SecretText = string | { readonly file: string };

/** The text itself, or the content of the named file without its last newline. Throws with the path when unreadable. */
export function secretText(value: SecretText, base: string): string {
  if (typeof value === 'string') return value;
  return readFileSync(resolve(base, value.file), 'utf8').replace(/\r?\n$/, '');
}

/** Resolves every value of a map. */
export function secretTexts(values: Readonly<Record<string, SecretText>>, base: string): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, secretText(value, base)]));
}
