/**
 * Custody of a foreign event. It starts at ingest: what lies before is the vendor's word, or the vendor's own protection as it
 * was checked at ingest, and never more (compliance reference §11).
 */
import type { ImportedEvent } from '@remit/record';
import { CustodyStatus } from '@remit/record';
import type { LocatedBatch } from './material.ts';

/** One link of the chain. */
export interface ImportedLink {
  readonly from: string;
  readonly to: string;
  readonly relation: string;
  readonly status: CustodyStatus;
  readonly method: string;
  readonly assertedBy?: string;
}

/** What a grade says stands in log schemas reference §7. A is kept for Remit's own records. */
export type Grade = 'B' | 'C' | 'D';

/** The links of every event of a batch, from the source to the log. */
export function linksOf({ record, index }: LocatedBatch): ImportedLink[] {
  const { ing } = record;
  return [
    { from: ing.vendor, to: `object ${ing.sha}`, relation: 'written by', ...beforeIngest(ing.integrity, ing.vendor) },
    {
      from: `object ${ing.sha}`,
      to: `record ${index}`,
      relation: 'mapped into the tree of',
      status: CustodyStatus.Asserted,
      method: `read by ${ing.parser}; the raw record is named by its digest`,
      assertedBy: 'the operator, who ran the mapping',
    },
    {
      from: 'event',
      to: `record ${index}`,
      relation: 'leaf of the tree of',
      status: CustodyStatus.Verified,
      method: 'RFC 6962 tree of the batch, computed from the leaves in this pack',
    },
    {
      from: `record ${index}`,
      to: 'checkpoint',
      relation: 'leaf of',
      status: CustodyStatus.Verified,
      method: 'RFC 6962 tree of the log',
    },
  ];
}

function beforeIngest(
  integrity: LocatedBatch['record']['ing']['integrity'],
  vendor: string,
): Pick<ImportedLink, 'status' | 'method' | 'assertedBy'> {
  switch (integrity) {
    case 'digest-valid':
      return {
        status: CustodyStatus.Verified,
        method: `the vendor's signature over the object, checked at ingest; this pack does not carry it`,
        assertedBy: 'the operator, who made the check',
      };
    case 'digest-invalid':
      return { status: CustodyStatus.Broken, method: "the vendor's signature does not fit the object" };
    case 'unanchored':
      return {
        status: CustodyStatus.Asserted,
        method: 'digests are there, but nothing vouches for the newest of them',
        assertedBy: vendor,
      };
    case 'none':
      return { status: CustodyStatus.Asserted, method: 'nothing protects the object', assertedBy: vendor };
  }
}

/** What one event can show, never above what its source proves. */
export function gradeOf(event: ImportedEvent, { record }: LocatedBatch): Grade {
  const identity = event.who.sub !== undefined || event.who.agent !== undefined;
  const acted = event.act.tool !== undefined || event.model?.req !== undefined || event.act.method !== undefined;
  if (!identity || !acted || event.dec === undefined || event.tk === 'ingest') return 'D';
  const { args, prompt, result, completion } = event.c ?? {};
  const content = (args ?? prompt) !== undefined && (result ?? completion) !== undefined;
  return content && record.ing.integrity === 'digest-valid' ? 'B' : 'C';
}
