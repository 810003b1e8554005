/** Records that let others hold the log to its past: time-stamps over its heads, changes of its key, seals of its writers (ledger reference §4, §7, §8). */
import { z } from 'zod';
import { BlobDigest, Count, Hash256, Label, Timestamp } from './handles.ts';
import { LongLabel } from './imported-event.ts';
import { Who } from './parts.ts';
import { base } from './record-base.ts';

export const Anchor = z
  .strictObject({
    ...base,
    t: z.literal('anchor'),
    anc: z.strictObject({
      kind: z.enum(['rfc3161']).describe('rfc3161: a time-stamp token (RFC 3161).'),
      by: Label.describe('Name of the anchor in the configuration.'),
      size: Count.describe('Size of the head that was anchored.'),
      note: BlobDigest.describe(
        'That head as the log signed it, without cosignatures: a blob, and what the token is over.',
      ),
      token: BlobDigest.describe('The answer of the time-stamp authority, DER: a blob.'),
      at: Timestamp.describe('Time in the token.'),
    }),
  })
  .describe('Somebody outside attested that a head of this log existed at a time.');

export const KeyRotate = z
  .strictObject({
    ...base,
    t: z.literal('key.rotate'),
    who: Who.optional().describe(
      'Who asked for it. Absent on the end of an overlap, which the process writes by itself.',
    ),
    rot: z.strictObject({
      phase: z
        .enum(['begin', 'end'])
        .describe('begin: from this record on both keys sign. end: from this record on the new key alone.'),
      prev: LongLabel.describe('Key of the log so far, a verifier key.'),
      next: LongLabel.describe('Key of the log from now on.'),
      from: Timestamp.describe('The new key signs nothing before this time.'),
      both: Count.describe('How many heads both keys sign at least.'),
      why: Label.describe('Reason. No names of persons.'),
    }),
  })
  .describe('The log changes its signing key; its origin stays.');

export const WriterSeal = z
  .strictObject({
    ...base,
    t: z.literal('writer.seal'),
    seal: z.strictObject({
      key: LongLabel.describe('Key of the writer, a verifier key.'),
      first: Count.describe("First number of the writer's sequence that is sealed."),
      end: Count.describe('Number after the last one. Equal to first: the writer only names its key.'),
      root: Hash256.describe('RFC 6962 root over the leaf hashes of these records, in the order of their numbers.'),
      prev: Hash256.optional().describe("Leaf hash of the writer's seal before. Absent: its first."),
      sig: LongLabel.describe('Ed25519 signature, base64. VERIFY.md says over what.'),
    }),
  })
  .describe('A writer signs for the records that it handed over, so that no other can be put between them.');
