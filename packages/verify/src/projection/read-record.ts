/**
 * Reads one ledger leaf as a record, or says exactly why it is none (ledger reference §2).
 *
 * Threat: two readers must not see two different records in the same bytes. So the text must be valid UTF-8, without
 * duplicate keys or rounded integers, already in RFC 8785 form, and must hold nothing that its schema does not name.
 */
import type { Result } from '@remit/core';
import { canonicalize, err, fromUtf8, isRefusal, ok, parseStrictJson } from '@remit/core';
import type { AnyRecord } from '@remit/record';
import { AnyRecordSchema, MAX_ENTRY_BYTES } from '@remit/record';

/** The record of an entry, or the reason why the entry is not one. Never throws. */
export function readRecord(entry: Uint8Array): Result<AnyRecord, string> {
  if (entry.length > MAX_ENTRY_BYTES) return err(`the entry has ${entry.length} bytes, more than ${MAX_ENTRY_BYTES}`);
  const text = fromUtf8(entry);
  if (text === undefined) return err('the entry is not UTF-8 text');
  const parsed = parseStrictJson(text, { maxDepth: 16 });
  if (isRefusal(parsed)) return err(`the entry is not strict JSON: ${parsed.detail}`);
  if (canonical(parsed.value) !== text) return err('the entry is not in RFC 8785 canonical form');
  const checked = AnyRecordSchema.safeParse(parsed.value);
  if (!checked.success) {
    const issue = checked.error.issues[0];
    return err(`not a known record: ${issue?.path.map(String).join('.') || 'record'}: ${issue?.message ?? 'unknown'}`);
  }
  // Invariant: what the schema kept is all there was, so no reader of the typed record misses a member.
  if (canonical(checked.data) !== text) return err('the entry holds a member that its schema drops');
  return ok(checked.data);
}

function canonical(value: unknown): string | undefined {
  try {
    return canonicalize(value);
  } catch {
    return undefined;
  }
}
