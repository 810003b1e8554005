/** Members of a parsed JSON value that may be anything. */

/** A JSON object. */
export type Members = Readonly<Record<string, unknown>>;

const NONE: Members = Object.freeze(Object.create(null) as Record<string, unknown>);

/** The value as an object; one without members when it is none, so that reading on finds nothing. */
export function membersOf(value: unknown): Members {
  // An object of JSON.
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : NONE;
}

/** The value when it is text that is not empty. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
