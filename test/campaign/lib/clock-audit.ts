/** How far the times of decisions are from what the clock showed when they were taken. */
import { fromUtf8, parseStrictJson } from '@remit/core';
import { openLedgerReader } from '@remit/ledger';
import type { AnyRecord } from '@remit/record';

/** The tolerance of the verifier: further apart, neither time can be relied on. */
const TOLERANCE_MS = 60_000;

/** How many decisions carry a time that far from their clock, and the largest distance in milliseconds. */
export function heldTimes(dataDir: string): { held: number; most: number } {
  const reader = openLedgerReader(dataDir);
  let held = 0;
  let most = 0;
  try {
    for (const { entry } of reader.entries(0, reader.size())) {
      const json = parseStrictJson(fromUtf8(entry) ?? '');
      if (!('value' in json)) throw new Error('a record is not JSON');
      // The product checked it against the schema before it was stored.
      const record = json.value as AnyRecord;
      if (record.t !== 'mcp.decision') continue;
      const now = clockIn(reader.disclosures(record.id)?.get('ctx'));
      if (now === undefined) continue;
      const apart = Math.abs(now - Date.parse(record.ts));
      most = Math.max(most, apart);
      if (apart > TOLERANCE_MS) held += 1;
    }
  } finally {
    reader.close();
  }
  return { held, most };
}

/** `now` of a disclosed decision context. */
function clockIn(disclosure: string | undefined): number | undefined {
  if (disclosure === undefined) return undefined;
  const [, , context] = JSON.parse(Buffer.from(disclosure, 'base64url').toString('utf8')) as [
    string,
    string,
    { now?: number },
  ];
  return context.now;
}
