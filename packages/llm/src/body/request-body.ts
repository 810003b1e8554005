/**
 * A request body: its bytes, and its value as a parser reads it that refuses what two parsers could read differently.
 * What the gateway changes is spliced into the text, so all else keeps its bytes.
 */
import type { Result } from '@remit/core';
import { err, fromUtf8, isRefusal, ok, parseStrictJson, utf8 } from '@remit/core';

export interface RequestBody {
  readonly bytes: Uint8Array;
  readonly text: string;
  readonly json: Readonly<Record<string, unknown>>;
  /** Where the raw value of a member begins and ends in the text, for the paths that were asked for. */
  readonly spans: Readonly<Record<string, { readonly start: number; readonly end: number }>>;
}

/** One change of a body: the raw JSON text of a member at the top, or `undefined` to take it out of an object. */
export interface Edit {
  readonly member: string;
  readonly raw: string;
}

/** Nesting of real requests stays far below this. */
const MAX_DEPTH = 128;

/** Reads a body. `members`: top-level members that may be changed later. The error text is for the caller. */
export function readBody(bytes: Uint8Array, members: readonly string[]): Result<RequestBody, string> {
  const text = fromUtf8(bytes);
  if (text === undefined) return err('the body is not UTF-8');
  const parsed = parseStrictJson(text, { maxDepth: MAX_DEPTH, spans: members });
  if (isRefusal(parsed)) return err(`the body is not JSON that can be read in one way only: ${parsed.detail}`);
  const { value, spans } = parsed;
  if (!isObject(value)) return err('the body is not a JSON object');
  return ok({ bytes, text, json: value, spans });
}

/** The body with its changes. The bytes themselves when there are none. */
export function editBody(body: RequestBody, edits: readonly Edit[]): Uint8Array {
  if (edits.length === 0) return body.bytes;
  const inPlace = edits.flatMap((edit) => {
    const span = body.spans[edit.member];
    return span === undefined ? [] : [{ ...edit, ...span }];
  });
  let text = '';
  let at = 0;
  for (const { start, end, raw } of inPlace.sort((a, b) => a.start - b.start)) {
    text += body.text.slice(at, start) + raw;
    at = end;
  }
  text += body.text.slice(at);
  const added = edits.filter(({ member }) => body.spans[member] === undefined);
  if (added.length === 0) return utf8(text);
  const open = text.indexOf('{') + 1;
  const rest = text.slice(open);
  const members = added.map(({ member, raw }) => `${JSON.stringify(member)}:${raw}`).join(',');
  const comma = rest.trimStart().startsWith('}') ? '' : ',';
  return utf8(`${text.slice(0, open)}${members}${comma}${rest}`);
}

/** True for a JSON object. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
