/** Reads the vault of a run with its own keys. For tests. */
import type { LedgerReader } from '@remit/ledger';
import { AnyRecordSchema } from '@remit/record';

/** Everything in the vault that its key opens: arguments and results of calls. */
export function vaultTexts(reader: LedgerReader): string[] {
  return [...reader.entries(0, reader.size())].flatMap(({ entry }) => {
    const record = AnyRecordSchema.parse(JSON.parse(Buffer.from(entry).toString('utf8')));
    return Object.keys(record.c ?? {}).flatMap((field) => {
      const bytes = reader.payload(record.id, field);
      return bytes === undefined ? [] : [Buffer.from(bytes).toString('utf8')];
    });
  });
}
