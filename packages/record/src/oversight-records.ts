/** What people and later looks say of calls: approvals, emergency access, verdicts and attestations. */
import { z } from 'zod';
import { BlobDigest, Count, Hash256, Label, SubjectHandle, Timestamp } from './handles.ts';
import { LongLabel } from './imported-event.ts';
import { Act, Who } from './parts.ts';
import { base } from './record-base.ts';

export const Approval = z
  .strictObject({
    ...base,
    t: z.literal('approval'),
    who: Who.optional().describe('The approver. Absent when the request expired.'),
    about: z.array(SubjectHandle).min(1).max(64).optional(),
    act: Act,
    apr: z.strictObject({
      verdict: z.enum(['approved', 'rejected', 'expired', 'withdrawn']),
      requested: Timestamp,
      role: Label.optional(),
    }),
  })
  .describe('What became of a request for approval.');
export const ScopeVerdict = z
  .strictObject({
    ...base,
    t: z.literal('scope.verdict'),
    ver: z.strictObject({
      evaluator: Label,
      first: Count.describe('Index of the first record looked at.'),
      end: Count.describe('Index after the last record looked at.'),
      in: Count,
      out: Count,
      indeterminate: Count,
      size: Count.describe('Number of verdict leaves.'),
      root: Hash256.describe('RFC 6962 root of the verdict list.'),
      scopes: z.array(BlobDigest).max(256),
    }),
  })
  .describe('A report computed verdicts over a range of records.');
export const Breakglass = z
  .strictObject({
    ...base,
    t: z.literal('breakglass'),
    who: Who.describe('Who read.'),
    brk: z.strictObject({
      what: z.enum(['scope.draft', 'scope.simulate', 'subject.export']).describe('What it was read for.'),
      fields: z.array(Label).min(1).max(16).describe('Names of the commitments whose content was opened.'),
      of: SubjectHandle.optional().describe('Whose content, for the export of one person.'),
      agent: Label.optional().describe('Whose calls. Absent: those of any agent.'),
      from: Timestamp.describe('Earliest time of the records that were looked at.'),
      to: Timestamp.describe('Time after the last of them.'),
      size: Count.describe('Durable records at that moment: nothing from this index on was read.'),
    }),
  })
  .describe('A person had sealed content of the log opened, beyond what a report shows. Durable before it is read.');
export const Attestation = z
  .strictObject({
    ...base,
    t: z.literal('attestation'),
    who: Who.describe('The person who attests.'),
    att: z.strictObject({
      ref: Label.describe('What is attested: id of a requirement, or of a placeholder of a document.'),
      system: Label,
      statement: BlobDigest.describe('The statement, a blob: what was said, and digests of what was shown.'),
      vkey: Label.optional().describe('Public key of the person, as a note verifier key. Absent: unsigned.'),
      sig: LongLabel.optional().describe('Signature over the statement blob: one signed-note line. Absent: unsigned.'),
      valid_to: Timestamp.optional(),
      withdraws: Hash256.optional().describe('Leaf hash of the attestation that this one withdraws.'),
    }),
  })
  .describe('A named person stated something about what they were shown. It never changes what software computes.');
