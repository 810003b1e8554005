/** Opens the disclosed decision contexts and holds them against the commitments in the records (ledger reference §3). */
import { fromBase64Url, fromUtf8, isRefusal, parseStrictJson } from '@remit/core';
import type { DecisionContext } from '@remit/record';
import { commitmentOf } from '@remit/record';
import type { Decision } from './calls.ts';
import type { ErasureBook } from './erasures.ts';

/**
 * What a decision's context is worth. `uncommitted`: the record commits to none. `missing`: committed, but the pack
 * holds no disclosure. `erased`: the same, and an erasure in the log says so. `broken`: the disclosure is not the one that the record commits to.
 */
export type ContextEvidence =
  | { readonly kind: 'disclosed'; readonly context: DecisionContext }
  | { readonly kind: 'uncommitted' }
  | { readonly kind: 'missing' }
  | { readonly kind: 'erased'; readonly by: number }
  | { readonly kind: 'broken'; readonly reason: string };

/** The record field whose disclosure packs hold: what the policy engine saw. */
export const CONTEXT_FIELD = 'ctx';

/** Context of one decision. Never throws. */
export function contextOf(
  decision: Decision,
  disclosures: ReadonlyMap<string, string>,
  erasures: Pick<ErasureBook, 'erasedBy'>,
): ContextEvidence {
  const commitment = decision.record.c?.[CONTEXT_FIELD];
  const disclosure = disclosures.get(decision.record.id);
  if (commitment === undefined)
    return disclosure === undefined
      ? { kind: 'uncommitted' }
      : { kind: 'broken', reason: 'a context is disclosed, but the record commits to none' };
  const by = erasures.erasedBy(decision.index, CONTEXT_FIELD);
  if (disclosure === undefined) return by === undefined ? { kind: 'missing' } : { kind: 'erased', by };
  if (by !== undefined) return { kind: 'broken', reason: `record ${by} says that it was erased, and here it is` };
  if (commitmentOf(disclosure) !== commitment)
    return { kind: 'broken', reason: 'the disclosure does not hash to the commitment in the record' };
  return openContext(disclosure);
}

function openContext(disclosure: string): ContextEvidence {
  const text = fromUtf8(fromBase64Url(disclosure) ?? new Uint8Array([0xff]));
  if (text === undefined) return { kind: 'broken', reason: 'the disclosure is not base64url of UTF-8 text' };
  const parsed = parseStrictJson(text, { maxDepth: 4 });
  if (isRefusal(parsed)) return { kind: 'broken', reason: `the disclosure is not strict JSON: ${parsed.detail}` };
  const parts: readonly unknown[] = Array.isArray(parsed.value) ? parsed.value : [];
  if (parts.length !== 3 || typeof parts[0] !== 'string' || parts[1] !== CONTEXT_FIELD)
    return { kind: 'broken', reason: 'the disclosure is not [salt, "ctx", value]' };
  const context = flatContext(parts[2]);
  return context === undefined
    ? { kind: 'broken', reason: 'the context is not a flat object of strings, booleans and integers' }
    : { kind: 'disclosed', context };
}

/** A flat object of strings, booleans and integers; undefined for anything else. */
export function flatContext(value: unknown): DecisionContext | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const context: Record<string, string | boolean | number> = {};
  for (const [key, item] of Object.entries(value)) {
    if (key === '__proto__') return undefined;
    if (typeof item !== 'string' && typeof item !== 'boolean' && !Number.isSafeInteger(item)) return undefined;
    // The line above leaves strings, booleans and safe integers.
    context[key] = item as string | boolean | number;
  }
  return context;
}
