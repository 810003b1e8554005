/**
 * One event of another system's log, normalised: one leaf of the inner tree of its `ingest.batch` record (ledger
 * reference §2; log schemas §1). RFC 8785 text of at most 65,535 bytes: strings, booleans and integers only, no personal
 * data in clear. Nothing is inferred from absence: what the source does not say stands in `missing` with the reason.
 */
import { z } from 'zod';
import { BlobDigest, Count, Label, SubjectHandle, Timestamp } from './handles.ts';
import { Commitments, PolicyDecision } from './parts.ts';

/** Longer machine-readable text: ARNs, URIs, object keys. */
export const LongLabel = z
  .string()
  .min(1)
  .max(2048)
  .regex(/^[^\p{Cc}]+$/u);

/** What kind of thing an event shows. Only the first two, and `api-call` of a declared agent, become traces. */
export const EventKind = z.enum([
  'tool-call',
  'model-call',
  'api-call',
  'http',
  'session',
  'login',
  'grant',
  'change',
  'policy-decision',
  'payload',
  'other',
]);
export type EventKind = z.infer<typeof EventKind>;

/** Why a field is missing. `redacted`: the source holds a placeholder instead. `not_in_record`: others of the dataset have it. */
export const MissingReason = z.enum([
  'not_in_source',
  'not_in_record',
  'redacted',
  'encrypted',
  'unreadable',
  'hidden',
]);
export type MissingReason = z.infer<typeof MissingReason>;

/** A normalised event. Paths in `from` and `missing` are member paths of this object, such as `act.tool` or `c.args`. */
export const ImportedEvent = z.strictObject({
  v: z.literal(1),
  n: Count.describe('Place in the batch, from 0: index in its inner tree.'),
  raw: BlobDigest.describe('SHA-256 of the bytes of the raw record, before any decoding.'),
  src: z.strictObject({
    dataset: Label,
    id: Label.optional().describe("The source's own id of the event."),
    line: Count.optional().describe('Line or element of the raw object, from 1.'),
    map: Label.describe('Name and version of the mapping that read it.'),
  }),
  ts: Timestamp.optional().describe('When the source says it happened. Missing when it does not say.'),
  tk: z.enum(['event', 'ingest']).describe('What `ts` is: the time of the event, or when the object was received.'),
  kind: EventKind,
  who: z.strictObject({
    sub: SubjectHandle.optional().describe('The person, as the source names them.'),
    agent: LongLabel.optional().describe('Machine identity: OAuth client id, role ARN, service account.'),
    client: Label.optional().describe('Client software as it names itself.'),
    acct: Label.optional().describe('Account or tenant of the source.'),
  }),
  act: z.strictObject({
    srv: LongLabel.optional(),
    method: Label.optional(),
    tool: Label.optional().describe('Tool name without the prefixes of the source.'),
    named: Label.optional().describe('Tool name as the source writes it, where it differs.'),
    res: LongLabel.optional().describe('Resource acted on.'),
    effect: z.enum(['read', 'write']).optional(),
  }),
  model: z
    .strictObject({
      prov: Label.optional(),
      req: LongLabel.optional(),
      resp: LongLabel.optional(),
      region: Label.optional(),
    })
    .optional(),
  dec: z
    .strictObject({
      result: z.enum(PolicyDecision),
      by: Label.optional().describe('What decided, as the source names it.'),
      rules: z.array(Label).max(32).optional(),
      basis: Label.describe('Which field says so. A success flag shows a permit only as far as that.'),
      enforced: z.literal(false).optional(),
    })
    .optional(),
  out: z
    .strictObject({
      status: z.enum(['executed', 'errored', 'refused', 'unknown']),
      code: Label.optional(),
      ms: Count.optional(),
    })
    .optional(),
  use: z.strictObject({ in: Count.optional(), out: Count.optional() }).optional().describe('Tokens.'),
  ids: z.record(Label, LongLabel).describe('Join keys by name: request, session, trace, sharedEvent, toolUse, ...'),
  c: Commitments.optional().describe('Salted commitments to content: args, result, prompt, completion.'),
  from: z.record(Label, LongLabel).describe('Member path of the raw record that each field was read from.'),
  missing: z.record(Label, MissingReason),
  flags: z.array(Label).max(16).optional().describe('sampled, cached, truncated, client-asserted-ids, ...'),
});
export type ImportedEvent = z.infer<typeof ImportedEvent>;

/** What the vendor's own protection of the object is worth, as Remit checked it. */
export const UpstreamIntegrity = z.enum(['none', 'digest-valid', 'digest-invalid', 'unanchored']);
export type UpstreamIntegrity = z.infer<typeof UpstreamIntegrity>;
