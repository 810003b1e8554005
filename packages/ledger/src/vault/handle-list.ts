/** The handles stored beside a sealed row: a JSON array. */
import { isRefusal, parseStrictJson } from '@remit/core';

/** The list; empty for anything else. */
export function handlesIn(text: string): string[] {
  const json = parseStrictJson(text);
  if (isRefusal(json) || !Array.isArray(json.value)) return [];
  return json.value.filter((handle) => typeof handle === 'string');
}
