/** `11_sources/<batch>/statement.json`: what was ingested and what vouches for it, for a reader of the folder. */
import { linksOf } from './custody.ts';
import type { LocatedBatch } from './material.ts';

/** Plain JSON data. */
export function statementOf(batch: LocatedBatch): object {
  const { record, index, leaf } = batch;
  const { ing } = record;
  return {
    schema: 'remit.source-statement/1',
    batch: { id: record.id, index, leaf },
    ingestedAt: record.ts,
    ...ing,
    custody: {
      starts: 'at ingest',
      before: `${ing.integrity === 'digest-valid' ? 'signed by the vendor, checked at ingest' : 'asserted'} by ${ing.vendor}`,
      links: linksOf(batch),
    },
    doesNotAssert: [
      'that the source recorded everything that happened',
      'that what the source recorded is true',
      'that the object was complete when it was read',
    ],
  };
}
