/** What a roll reads in a log: records of some types, and the head that the next log goes on from. */
import { fromUtf8, isRefusal, parseStrictJson, toBase64Url } from '@remit/core';
import type { AnyRecord } from '@remit/record';
import { AnyRecordSchema } from '@remit/record';
import { parseCheckpoint, parseNote } from '@remit/tlog';
import { openLedgerReader } from '../reader/open-reader.ts';
import type { LedgerReader, StorePlace } from '../types.ts';
import type { RollIntent } from './roll-intent.ts';

/** A log at rest. */
export interface LogPlace {
  readonly dir: string;
  readonly store: StorePlace | undefined;
}

/** A reader of it. The caller closes it. */
export function readerOf({ dir, store }: LogPlace): LedgerReader {
  return openLedgerReader(dir, store);
}

/**
 * The head of the old log that the next one goes on from: its last. After a compromise it is the last that a witness cosigned,
 * and `lost` names the records that nobody outside vouches for; without any witness that is all of them.
 */
export function countedHead(
  log: LogPlace,
  why: RollIntent['why'],
): { size: number; root: string; note: string; lost?: { first: number; end: number } } | undefined {
  const reader = readerOf(log);
  try {
    const witnessed = why === 'compromise' ? reader.latestCheckpoint({ witnessed: true }) : undefined;
    const counted = witnessed ?? reader.latestCheckpoint();
    const parsed = counted && parseNote(counted.note);
    const checkpoint = parsed?.ok === true ? parseCheckpoint(parsed.value.text) : undefined;
    if (counted === undefined || checkpoint?.ok !== true) return undefined;
    const head = { size: counted.size, root: toBase64Url(checkpoint.value.root), note: counted.note };
    const [first, end] = [witnessed?.size ?? 0, reader.size()];
    return why === 'compromise' && first < end ? { ...head, lost: { first, end } } : head;
  } finally {
    reader.close();
  }
}

/** Records of the types, those before the index `end` only. */
export function* recordsOf(
  reader: LedgerReader,
  types: readonly string[],
  end = Number.POSITIVE_INFINITY,
): Generator<AnyRecord, void, undefined> {
  for (const { index, entry } of reader.byType(types)) {
    if (index >= end) return;
    const json = parseStrictJson(fromUtf8(entry) ?? '');
    const record = isRefusal(json) ? undefined : AnyRecordSchema.safeParse(json.value).data;
    if (record !== undefined) yield record;
  }
}
