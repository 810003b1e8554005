/**
 * One strict schema per record type. A record is one ledger leaf: RFC 8785 text of at most 65,535 bytes, strings,
 * booleans and integers only, no personal data in clear (ledger reference §2).
 */
import { z } from 'zod';
import { Continues, Erasure, Hold } from './custody-records.ts';
import { BlobDigest, Count, Hash256, Label, SubjectHandle, Timestamp } from './handles.ts';
import { LongLabel, UpstreamIntegrity } from './imported-event.ts';
import { LlmDecision, LlmOutcome } from './llm-records.ts';
import { Act, JoinKeys, Outcome, Policy, ScopeRef, Who } from './parts.ts';
import { base } from './record-base.ts';
import { Anchor, KeyRotate, WriterSeal } from './trust-records.ts';

const call = {
  who: Who.describe('Who acted.'),
  about: z.array(SubjectHandle).min(1).max(64).optional().describe('Handles of the persons the call concerns.'),
  act: Act.describe('What was asked for.'),
  scope: ScopeRef.optional().describe('The declared scope in force when the decision was taken.'),
};

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
export const McpDecision = z
  .strictObject({
    ...base,
    t: z.literal('mcp.decision'),
    ...call,
    pol: Policy.describe('The authorization decision.'),
    join: JoinKeys.optional().describe('What may join the call to the model that chose it.'),
  })
  .describe('An MCP request and the authorization decision on it. Durable before anything is forwarded.');
export const McpOutcome = z
  .strictObject({
    ...base,
    t: z.literal('mcp.outcome'),
    ...call,
    out: Outcome.describe('What was observed of the effect.'),
  })
  .describe('What was observed of the effect of a decided call, or that nothing was.');
export const SessionOpen = z
  .strictObject({
    ...base,
    t: z.literal('session.open'),
    who: Who,
    ses: z.strictObject({ protocol: Label, endpoint: Label }),
  })
  .describe('A client opened a session.');
export const SessionClose = z
  .strictObject({
    ...base,
    t: z.literal('session.close'),
    who: Who,
    ses: z.strictObject({ why: Label }),
  })
  .describe('A session ended, and why.');
export const AuthRejects = z
  .strictObject({
    ...base,
    t: z.literal('auth.rejects'),
    who: Who.optional().describe(
      'The caller, when the key was good and the request was turned away for another reason.',
    ),
    rej: z.strictObject({ n: Count, from: Timestamp, to: Timestamp, reasons: z.record(Label, Count) }),
  })
  .describe(
    'Requests of one source, or of one caller, in one interval that were turned away before they became calls.',
  );
export const ScopeDeclare = z
  .strictObject({
    ...base,
    t: z.literal('scope.declare'),
    who: Who,
    scope: ScopeRef,
    dcl: z.strictObject({
      agent: Label,
      system: Label,
      from: Timestamp,
      to: Timestamp,
      supersedes: BlobDigest.optional(),
    }),
  })
  .describe('A person with the role admin put a scope file in force.');
export const PolicyActivate = z
  .strictObject({
    ...base,
    t: z.literal('policy.activate'),
    scope: ScopeRef,
    act_pol: z.strictObject({ bundle_sha: BlobDigest, compiler: Label }),
  })
  .describe('The policies compiled from a scope came into force.');
export const ToolDefine = z
  .strictObject({
    ...base,
    t: z.literal('tool.define'),
    act: Act,
    dfn: z.strictObject({ supersedes: BlobDigest.optional() }),
  })
  .describe('A tool definition as its server listed it, seen for the first time. It is kept as a blob.');
export const RegistryChange = z
  .strictObject({
    ...base,
    t: z.literal('registry.change'),
    who: Who.optional().describe('Absent when the process made the change by itself: at bootstrap, or at a signal.'),
    chg: z.strictObject({
      what: z.enum([
        'key.create',
        'key.revoke',
        'server.add',
        'server.remove',
        'server.change',
        'system.declare',
        'agents.declare',
        'people.alias',
        'report-key.declare',
        'budgets.declare',
        'prices.activate',
      ]),
      ref: Label,
      roles: z.array(Label).optional(),
      of: SubjectHandle.optional(),
      agent: Label.optional(),
      sha: BlobDigest.optional(),
    }),
  })
  .describe(
    'A key, an upstream server, a system card, the list of foreign identities of agents, the list of persons with several names or the key that signs packs was added, changed or removed.',
  );
export const ConfigChange = z
  .strictObject({
    ...base,
    t: z.literal('config.change'),
    cfg: z.strictObject({
      sha: BlobDigest,
      software: Label,
      what: z
        .enum(['retention.policy', 'ledger.prune'])
        .optional()
        .describe('Absent: the configuration of the process.'),
      log: Label.optional().describe('Origin of the log that is pruned.'),
      min: Count.optional().describe('Minimum index: tiles and bundles that end at or below it are no longer served.'),
    }),
    who: Who.optional().describe('Who declared it; absent where the process speaks for itself.'),
  })
  .describe('What a process runs with, or a declared policy: its redacted text is kept as a blob.');
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

/** Every record type that this version writes. The full list of names is in the ledger reference §2. */
export const AnyRecord = z.discriminatedUnion('t', [
  Genesis,
  McpDecision,
  McpOutcome,
  LlmDecision,
  LlmOutcome,
  SessionOpen,
  SessionClose,
  AuthRejects,
  ScopeDeclare,
  PolicyActivate,
  ToolDefine,
  RegistryChange,
  ConfigChange,
  Approval,
  ScopeVerdict,
  Gap,
  Heartbeat,
  Breakglass,
  IngestBatch,
  Attestation,
  Hold,
  Erasure,
  Continues,
  Anchor,
  KeyRotate,
  WriterSeal,
]);
export type AnyRecord = z.infer<typeof AnyRecord>;
export type RecordType = AnyRecord['t'];

/** The record of one type. */
export type RecordOf<T extends RecordType> = Extract<AnyRecord, { t: T }>;

/** Longest entry: the tile entry length is a uint16 (C2SP tlog-tiles). */
export const MAX_ENTRY_BYTES = 65_535;
