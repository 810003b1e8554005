/** Columns of entries that are held one by one, such as those of a log that a pack is made from. */
import { createScanner } from './bundle-scan.ts';
import type { LogColumns } from './log-columns.ts';
import { buildColumns } from './log-columns.ts';
import { BUNDLE, placeEntries } from './placed-entries.ts';

/** See the module header. */
export function columnsOf(entries: readonly Uint8Array[]): LogColumns {
  const scan = createScanner();
  const builder = buildColumns(entries.length);
  for (let first = 0; first < entries.length; first += BUNDLE)
    builder.add(scan(placeEntries(entries.slice(first, first + BUNDLE))));
  return builder.end();
}
