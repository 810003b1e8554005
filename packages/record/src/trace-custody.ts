/** The chain of custody of a trace: its links, and what each rests on. */
import { z } from 'zod';
import { Label } from './handles.ts';
import { Sentence } from './trace-parts.ts';

/**
 * Label of a link in the chain of custody. `verified`: a named check passed. `asserted`: a named party says so.
 * `broken`: the check failed. `absent`: no source supplied the link.
 */
export const CustodyStatus = {
  Verified: 'verified',
  Asserted: 'asserted',
  Broken: 'broken',
  Absent: 'absent',
} as const;
export type CustodyStatus = (typeof CustodyStatus)[keyof typeof CustodyStatus];

/** A link of the chain of custody. `method` names the check, or says what is missing. */
export const CustodyLink = z.strictObject({
  from: Sentence,
  to: Sentence,
  relation: Label,
  status: z.enum(CustodyStatus),
  method: Sentence,
  assertedBy: Label.optional(),
});
export type CustodyLink = z.infer<typeof CustodyLink>;
