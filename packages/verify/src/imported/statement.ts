/** `11_sources/<batch>/statement.json`: what was ingested and what vouches for it, for a reader of the folder. */
import { linksOf } from './custody.ts';
import type { LocatedBatch } from './material.ts';
import type { Unseen } from './shown-fields.ts';

/** Plain JSON data. `unseen`: exceptions that this object cannot show, under rules that look for them. */
export function statementOf(batch: LocatedBatch, unseen?: readonly Unseen[]): object {
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
    ...(unseen === undefined ? {} : { exceptionsThatCannotBeSeen: unseen }),
    doesNotAssert: [
      'that the source recorded everything that happened',
      'that what the source recorded is true',
      'that the object was complete when it was read',
    ],
  };
}
