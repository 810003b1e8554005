/**
 * The record that admits rows which nobody acknowledged (ledger reference §4.3): a leaf the signer never saw enters
 * its journal only together with a gap record that names the range.
 */
import type { Result } from '@remit/core';
import { err, fromUtf8, isRefusal, ok, parseStrictJson } from '@remit/core';
import { AnyRecordSchema } from '@remit/record';

/** True when `entry` is a gap record of this log that names exactly the rows `first` to `end` (exclusive). */
export function checkGapEntry(
  entry: Uint8Array,
  expected: { origin: string; first: number; end: number },
): Result<void, string> {
  const json = parseStrictJson(fromUtf8(entry) ?? '');
  if (isRefusal(json)) return err('the gap record is not JSON');
  const record = AnyRecordSchema.safeParse(json.value);
  if (!record.success || record.data.t !== 'gap') return err('the last entry is not a gap record');
  const { gap, org } = record.data;
  if (gap.kind !== 'unacknowledged-commit') return err(`the gap record is of kind ${gap.kind}`);
  if (org !== expected.origin) return err('the gap record belongs to another log');
  if (gap.first !== expected.first || gap.end !== expected.end)
    return err(
      `the gap record names ${gap.first ?? '?'} to ${gap.end ?? '?'}, the rows are ${expected.first} to ${expected.end}`,
    );
  return ok(undefined);
}
