import { ARGUMENT, TOOL } from '../parse/text.ts';

/**
 * A name from the wire as it may stand in a record or a message; empty when it is not a plain name. No scope can declare
 * the empty name, so what cannot be written is never permitted.
 */
export function plainName(name: string | undefined): string {
  return name !== undefined && TOOL.test(name) ? name : '';
}

/** An argument name for a message: quoted, or described when it is not plain. */
export function argumentInWords(name: string): string {
  return ARGUMENT.test(name) ? `argument "${name}"` : 'an argument whose name is not plain text';
}
