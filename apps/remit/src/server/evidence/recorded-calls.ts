/** The calls that the ledger holds, one after the other, with what was decided and, from the vault, their arguments. */
import { fromUtf8, isRefusal, parseStrictJson } from '@remit/core';
import { readRecords } from '@remit/gateway';
import type { LedgerReader } from '@remit/ledger';
import type { RecordOf } from '@remit/record';
import type { Period } from './period.ts';

/** Arguments as the vault gives them. `gone`: erased, never kept, or not readable as JSON. */
export type RecordedArguments = { readonly kind: 'known'; readonly args: unknown } | { readonly kind: 'gone' };

/** One attempted call: its first decision, and whether it went through in the end. */
export interface RecordedCall {
  readonly record: RecordOf<'mcp.decision'>;
  /** The record has `pol.enforced: false`. */
  readonly observed: boolean;
  /** Let through: permitted, released by an approver, or not enforced. */
  readonly wentThrough: boolean;
}

/**
 * Calls whose first decision lies in the period, in log order of the decision in force. An escalated call comes once it
 * was decided again, or at the end.
 */
export function* recordedCalls(reader: LedgerReader, period: Period): Generator<RecordedCall> {
  const waiting = new Map<string, RecordOf<'mcp.decision'>>();
  for (const { leaf, record } of readRecords(reader, ['mcp.decision'])) {
    const through = record.pol.enforced === false || record.pol.dec.startsWith('permit');
    const asked = record.cause?.map((cause) => ({ cause, first: waiting.get(cause) })).find(({ first }) => first);
    if (asked?.first !== undefined) {
      waiting.delete(asked.cause);
      yield { record: asked.first, observed: false, wentThrough: through };
      continue;
    }
    const at = Date.parse(record.ts);
    if (at < period.from || at >= period.to) continue;
    if (record.pol.dec === 'escalate' && !through) waiting.set(leaf, record);
    else yield { record, observed: record.pol.enforced === false, wentThrough: through };
  }
  for (const record of waiting.values()) yield { record, observed: false, wentThrough: false };
}

/** The arguments of a call. An empty payload is a call without arguments. */
export function argumentsOf(reader: LedgerReader, record: RecordOf<'mcp.decision'>): RecordedArguments {
  const bytes = record.c?.['args'] === undefined ? undefined : reader.payload(record.id, 'args');
  if (bytes === undefined) return { kind: 'gone' };
  if (bytes.length === 0) return { kind: 'known', args: undefined };
  const text = fromUtf8(bytes);
  const parsed = text === undefined ? undefined : parseStrictJson(text);
  return parsed === undefined || isRefusal(parsed) ? { kind: 'gone' } : { kind: 'known', args: parsed.value };
}
