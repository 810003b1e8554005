/**
 * A Messages request as `/invoke` takes it: without `model`, which stands in the path, and without `stream`, which is
 * another path; with the version of the API in the body. All else keeps its bytes.
 */

import { utf8 } from '@remit/core';
import type { RequestBody } from '../../body/request-body.ts';

const VERSION = 'bedrock-2023-05-31';

/** The bytes to send and the members that differ, as JSON pointers. `maxTokens`: the cap where it changes. */
export function bedrockBody(
  { text, json, spans }: RequestBody,
  maxTokens: number | undefined,
): { readonly body: Uint8Array; readonly changed: readonly string[] } {
  const versioned = json['anthropic_version'] !== undefined;
  // From the last to the first, so that what stands before keeps its place.
  const present = Object.entries(spans)
    .filter(([member]) => member !== 'max_tokens' || maxTokens !== undefined)
    .sort(([, a], [, b]) => b.start - a.start);
  let made = text;
  for (const [member, { start, end }] of present)
    made =
      member === 'max_tokens' ? `${made.slice(0, start)}${maxTokens}${made.slice(end)}` : without(made, start, end);
  // Invariant: a Messages request holds `messages`, so something follows.
  if (!versioned) made = made.replace('{', () => `{"anthropic_version":"${VERSION}",`);
  const changed = [...(versioned ? [] : ['anthropic_version']), ...present.map(([member]) => member)];
  return { body: utf8(made), changed: changed.map((member) => `/${member}`) };
}

/** The text without the member whose value stands there. A name that a parser read as this one holds no quote. */
function without(text: string, start: number, end: number): string {
  const nameEnd = text.lastIndexOf('"', start - 1);
  const nameStart = text.lastIndexOf('"', nameEnd - 1);
  const comma = /\s*,\s*/y;
  comma.lastIndex = end;
  if (comma.test(text)) return text.slice(0, nameStart) + text.slice(comma.lastIndex);
  return text.slice(0, nameStart).replace(/,\s*$/, '') + text.slice(end);
}
