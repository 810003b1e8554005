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
    ...(unseen === undefined ? {} : { exceptionsThatCannotBeSeen: unseen, ...encryptedFields(ing.source) }),
    doesNotAssert: [
      'that the source recorded everything that happened',
      'that what the source recorded is true',
      'that the object was complete when it was read',
    ],
  };
}

/** Only this source has fields that its vendor encrypts to a key of the operator. */
function encryptedFields(source: string): object {
  return source === 'cloudflare.ai-gateway' ? { encryptedFields: ENCRYPTED_FIELDS } : {};
}

const ENCRYPTED_FIELDS =
  'Fields that the vendor encrypted were opened at ingest where the operator gave the private key, which is kept nowhere. The report is made without it: the commitments of those fields stand in the leaves, and what they commit to cannot be read again from the raw records without the key. The tag of an encrypted field proves neither origin nor order.';
