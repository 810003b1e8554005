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
  const plain = plainRecord(text);
  return plain === undefined ? judgeRecord(text) : ok(plain);
}

/**
 * The record of a text that is certainly one; undefined for any other, which {@link judgeRecord} names. A text that is equal to the
 * canonical form of what the platform reads in it has no key twice (one would be gone), no other spelling and no half of a
 * surrogate pair; a rounded integer and deep nesting are beyond what every schema allows. The schemas are strict and change
 * nothing, so what was parsed is what they kept; but for the one name that a schema of free names drops.
 */
function plainRecord(text: string): AnyRecord | undefined {
  if (text.includes('__proto__')) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    if (canonicalize(value) !== text) return undefined;
    const checked = AnyRecordSchema.safeParse(value);
    return checked.success ? checked.data : undefined;
  } catch {
    return undefined;
  }
}

/** What {@link readRecord} says of any text, told apart step by step. */
export function judgeRecord(text: string): Result<AnyRecord, string> {
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
