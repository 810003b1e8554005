/**
 * Where in a raw record a field was read from: the notation of `from` in imported events, and its reader.
 *
 * `requestParameters.method` names members, `[2]` an element of a list, `["cf.user_id"]` a member whose name holds more
 * than letters, digits, `_` and `-`. After a `|` stands what was done with the text found there: `|json` parsed, `|base64`
 * decoded to text, `|event` the data of a server-sent stream with one event, `|decrypt` decrypted. A path that starts with `^` leads into the enclosing document (`around` of the
 * record's context), and `$` is the record as a whole. So `Payload|base64|json.params.arguments` can be followed by hand.
 */
import { fromBase64, fromUtf8, isRefusal, parseStrictJson } from '@remit/core';

type Step = { readonly name: string } | { readonly index: number } | { readonly how: string };

const SIMPLE = /^[A-Za-z_][\w-]*$/;
const parsed = new Map<string, readonly Step[]>();

/** A path one member further. Works on any path of this notation, and on the empty one. */
export function memberOf(path: string, name: string): string {
  if (!SIMPLE.test(name)) return `${path}[${JSON.stringify(name)}]`;
  return path === '' || path === '^' ? path + name : `${path}.${name}`;
}

/**
 * The value at a path, or undefined when there is none. Never throws for what the record holds.
 * @param around the enclosing document's members, for paths that start with `^`
 * @param decrypt opens what `|decrypt` stands for
 */
export function readMember(
  record: unknown,
  path: string,
  around?: unknown,
  decrypt?: (value: unknown) => string | undefined,
): unknown {
  if (path === '$') return record;
  let at = path.startsWith('^') ? around : record;
  for (const step of stepsOf(path)) {
    if ('how' in step) at = step.how === 'decrypt' ? decrypt?.(at) : transform(step.how, at);
    else if ('index' in step) at = Array.isArray(at) ? (at as readonly unknown[])[step.index] : undefined;
    else at = ownMember(at, step.name);
    if (at === undefined) return undefined;
  }
  return at;
}

/** An own member of a JSON object. Threat: `constructor` and `__proto__` are names like any other in a hostile record. */
export function ownMember(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  // An object's own member by its name.
  return (value as Readonly<Record<string, unknown>>)[name];
}

/** The text as JSON, or undefined. A text with a name that stands twice is refused: two readers would differ on it. */
export function jsonOf(text: unknown): unknown {
  if (typeof text !== 'string') return undefined;
  const outcome = parseStrictJson(text);
  return isRefusal(outcome) ? undefined : outcome.value;
}

function transform(how: string, value: unknown): unknown {
  if (typeof value !== 'string') return undefined;
  if (how === 'json') return jsonOf(value);
  if (how === 'event') return eventData(value);
  const bytes = how === 'base64' ? fromBase64(value) : undefined;
  return bytes === undefined ? undefined : fromUtf8(bytes);
}

function eventData(text: string): string | undefined {
  const events = text.split(/\r?\n/).filter((line) => line.startsWith('data:'));
  return events.length === 1 ? events[0]?.slice('data:'.length).trim() : undefined;
}

function stepsOf(path: string): readonly Step[] {
  const known = parsed.get(path);
  if (known !== undefined) return known;
  const steps: Step[] = [];
  const pattern = /\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]|\|(\w+)|([^.[|^]+)/g;
  for (const [, quoted, index, how, name] of path.matchAll(pattern)) {
    if (quoted !== undefined) steps.push({ name: JSON.parse(`"${quoted}"`) as string });
    else if (index !== undefined) steps.push({ index: Number(index) });
    else if (how !== undefined) steps.push({ how });
    else if (name !== undefined) steps.push({ name });
  }
  // Paths with an index are as many as there are records; only the fixed ones are worth keeping.
  if (!path.includes('[') && parsed.size < 4096) parsed.set(path, steps);
  return steps;
}
