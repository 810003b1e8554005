/** Contexts of foreign calls as a pack carries them: a line for each call that a declared scope could be asked about. */
import { canonicalize, fromUtf8, isRefusal, parseStrictJson } from '@remit/core';
import type { DecisionContext } from '@remit/record';
import { flatContext } from '../projection/contexts.ts';

/** Place in the batch to context. Lines that are none are left out: the file is written again from this and compared. */
export function readContexts(bytes: Uint8Array | undefined): Map<number, DecisionContext> {
  const contexts = new Map<number, DecisionContext>();
  for (const line of (bytes === undefined ? '' : (fromUtf8(bytes) ?? '')).split('\n')) {
    const parsed = line === '' ? undefined : parseStrictJson(line, { maxDepth: 3 });
    if (parsed === undefined || isRefusal(parsed)) continue;
    const { n, context } = Object(parsed.value) as Record<string, unknown>;
    const read = flatContext(context);
    if (typeof n === 'number' && Number.isSafeInteger(n) && read !== undefined && !contexts.has(n))
      contexts.set(n, read);
  }
  return contexts;
}

/** One line, without the newline. */
export function contextLine(n: number, context: DecisionContext): string {
  return canonicalize({ context, n });
}
