/** Records about the log itself: what must be kept, what was erased, which log goes on where (ledger reference §3, §7). */
import { z } from 'zod';
import { BlobDigest, Count, Hash256, Label, SubjectHandle, Timestamp } from './handles.ts';
import { LongLabel } from './imported-event.ts';
import { Who } from './parts.ts';
import { base } from './record-base.ts';

export const Hold = z
  .strictObject({
    ...base,
    t: z.literal('hold'),
    who: Who.describe('Who set or released it.'),
    hold: z.strictObject({
      id: Label.describe('Name of the hold.'),
      set: z.boolean().describe('true: in force from here on. false: released.'),
      basis: Label.describe('Why, as a code or a file number. No names of persons.'),
      of: z
        .array(SubjectHandle)
        .min(1)
        .max(64)
        .optional()
        .describe('Only content that concerns one of these persons. Absent: everybody.'),
      from: Timestamp.optional().describe('Only records from this time on. Absent: from the beginning.'),
      to: Timestamp.optional().describe('Only records before this time. Absent: without end.'),
    }),
  })
  .describe('A legal hold was set or released: what it covers is neither erased nor pruned while it is in force.');

/** One kind of target: these records lost these fields. */
const ErasedTargets = z.strictObject({
  f: z.array(Label).min(1).max(64).describe('Names of the commitments whose content is gone.'),
  i: z.array(Count).min(1).max(4_096).describe('Indexes of the records, rising.'),
  ev: z
    .array(Count)
    .min(1)
    .max(4_096)
    .optional()
    .describe('Only these events of the ingested batch; the rest of it was sealed again.'),
});

export const Erasure = z
  .strictObject({
    ...base,
    t: z.literal('erasure'),
    ers: z.strictObject({
      req: Label.describe('Id of the request.'),
      basis: Label.describe('Code of the legal basis.'),
      by: z.array(SubjectHandle).min(1).max(8).describe('Who approved: two different persons.'),
      org: Label.describe('Origin of the log whose records are meant.'),
      of: z
        .array(SubjectHandle)
        .min(1)
        .max(64)
        .optional()
        .describe('The persons whose keys were destroyed. Absent: single records.'),
      at: z.array(ErasedTargets).max(64).describe('What is gone. Empty: only the mapping of the person.'),
      inv: BlobDigest.describe('SHA-256 of the inventory that was made before: a blob.'),
      n: Count.describe('Number of this record among those of the request, from 0.'),
      parts: Count.describe('How many records the request has.'),
      floor: z
        .literal('overridden')
        .optional()
        .describe('Some records were younger than the least retention of their class; the approvers accepted that.'),
    }),
  })
  .describe(
    'Content was erased with authorisation: disclosures, payloads and data keys. No leaf and no proof changed.',
  );

export const Continues = z
  .strictObject({
    ...base,
    t: z.literal('continues'),
    who: Who.optional().describe('Who did it. Absent: the process by itself, at the end of a period.'),
    cnt: z.strictObject({
      dir: z
        .enum(['to', 'from'])
        .describe('to: last record of a log, names the next. from: second record of a log, names the former.'),
      why: z.enum(['period', 'compromise', 'restore']).describe('Why there is another log.'),
      org: Label.describe('Origin of the other log.'),
      vkey: LongLabel.describe('Key of the other log.'),
      size: Count.optional().describe('Size of the last head of the former log that counts.'),
      root: Hash256.optional().describe('Root of that head.'),
      note: BlobDigest.optional().describe('That head, a signed note, as a blob.'),
      lost: z
        .strictObject({ first: Count, end: Count })
        .optional()
        .describe('Records of the former log that are not trusted, or are lost.'),
      carried: z
        .strictObject({ first: Count, end: Count })
        .optional()
        .describe('Records of this log that only repeat what was in force in the former one.'),
    }),
  })
  .describe('One log goes on in another: of the next period, or after a compromise or a restored backup.');
