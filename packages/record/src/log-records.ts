/** What the log says of itself and of what came into it: its start, its holes, its pulse, and logs of other systems. */
import { z } from 'zod';
import { BlobDigest, Count, Hash256, Label, Timestamp } from './handles.ts';
import { LongLabel, UpstreamIntegrity } from './imported-event.ts';
import { Who } from './parts.ts';
import { base } from './record-base.ts';

export const Genesis = z
  .strictObject({
    ...base,
    t: z.literal('genesis'),
    gen: z.strictObject({
      vkey: Label,
      software: Label,
      after: z
        .strictObject({ org: Label, size: Count, root: Hash256 })
        .optional()
        .describe('Last signed head of the log that this one goes on from. Absent: nothing came before.'),
    }),
  })
  .describe('First record of a log: its public key, the software that made it, and the log it goes on from.');
export const Gap = z
  .strictObject({
    ...base,
    t: z.literal('gap'),
    gap: z.strictObject({
      kind: z.enum([
        'decision-without-outcome',
        'escalation-without-decision',
        'unacknowledged-commit',
        'outcome-not-durable',
      ]),
      first: Count.optional(),
      end: Count.optional(),
      why: Label,
    }),
  })
  .describe('Something that should stand here does not, and why.');
export const Heartbeat = z
  .strictObject({
    ...base,
    t: z.literal('heartbeat'),
    hb: z.strictObject({
      why: Label.describe('What made the writer speak: `report` before a head is sealed for one.'),
    }),
  })
  .describe("The writer is alive: no record is missing between this one and the writer's record before.");
export const IngestBatch = z
  .strictObject({
    ...base,
    t: z.literal('ingest.batch'),
    who: Who.optional().describe('Who ran the ingestion. Absent when it follows a source by itself.'),
    ing: z.strictObject({
      source: Label.describe('Source, such as `aws.cloudtrail`.'),
      vendor: Label.describe('Whose log it is: who vouches for it before ingest.'),
      object: LongLabel.describe('The raw object: path below the ingested folder, or URI.'),
      sha: BlobDigest.describe('SHA-256 of the object as received.'),
      content_sha: BlobDigest.optional().describe('SHA-256 of the unpacked bytes, where the object is compressed.'),
      bytes: Count,
      integrity: UpstreamIntegrity,
      integrity_why: LongLabel.optional(),
      parser: Label.describe('Name and version of the parser.'),
      datasets: z.record(Label, Count).describe('Events by dataset.'),
      events: Count.describe('Events of this batch: the leaves of its inner tree.'),
      duplicates: Count.describe('Events that an earlier batch already holds. Not leaves.'),
      unparsed: Count.describe('Records that no mapping could read. Kept, not leaves.'),
      unparsed_sha: BlobDigest.optional().describe('SHA-256 of the list of their digests, one hex line each.'),
      from: Timestamp.optional().describe('Earliest event time.'),
      to: Timestamp.optional().describe('Latest event time.'),
      tree: z.strictObject({ size: Count, root: Hash256 }).describe('RFC 6962 tree over the normalised events.'),
      sampled: z.literal(true).optional().describe('The source says that it leaves events out.'),
    }),
  })
  .describe(
    "One object of another system's log was read. Custody starts here; each event is a leaf of the inner tree.",
  );
