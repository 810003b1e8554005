/**
 * One strict schema per record type. A record is one ledger leaf: RFC 8785 text of at most 65,535 bytes, strings,
 * booleans and integers only, no personal data in clear (ledger reference §2).
 */
import { z } from 'zod';
import { BlobDigest, Count, Hash256, Label, SubjectHandle, Timestamp, Ulid } from './handles.ts';
import { Absent, Act, Commitments, Outcome, Policy, ScopeRef, Sequence, Who } from './parts.ts';

const base = {
  v: z.literal(1),
  id: Ulid,
  ts: Timestamp,
  org: Label.describe('Origin of the log this record belongs to.'),
  w: Sequence.describe('Writer id and its dense sequence.'),
  s: Sequence.optional().describe('Session handle and its dense sequence.'),
  cause: z.array(Hash256).max(64).optional().describe('Leaf hashes of the records this one follows from.'),
  c: Commitments.optional(),
  absent: Absent.optional(),
};

const call = {
  who: Who,
  about: z.array(SubjectHandle).min(1).max(64).optional().describe('Handles of the persons the call concerns.'),
  act: Act,
  scope: ScopeRef.optional(),
};

export const Genesis = z.strictObject({
  ...base,
  t: z.literal('genesis'),
  gen: z.strictObject({ vkey: Label, software: Label }),
});
export const McpDecision = z.strictObject({ ...base, t: z.literal('mcp.decision'), ...call, pol: Policy });
export const McpOutcome = z.strictObject({ ...base, t: z.literal('mcp.outcome'), ...call, out: Outcome });
export const SessionOpen = z.strictObject({
  ...base,
  t: z.literal('session.open'),
  who: Who,
  ses: z.strictObject({ protocol: Label, endpoint: Label }),
});
export const SessionClose = z.strictObject({
  ...base,
  t: z.literal('session.close'),
  who: Who,
  ses: z.strictObject({ why: Label }),
});
export const AuthRejects = z.strictObject({
  ...base,
  t: z.literal('auth.rejects'),
  rej: z.strictObject({ n: Count, from: Timestamp, to: Timestamp, reasons: z.record(Label, Count) }),
});
export const ScopeDeclare = z.strictObject({
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
});
export const PolicyActivate = z.strictObject({
  ...base,
  t: z.literal('policy.activate'),
  scope: ScopeRef,
  act_pol: z.strictObject({ bundle_sha: BlobDigest, compiler: Label }),
});
export const ToolDefine = z.strictObject({
  ...base,
  t: z.literal('tool.define'),
  act: Act,
  dfn: z.strictObject({ supersedes: BlobDigest.optional() }),
});
export const RegistryChange = z.strictObject({
  ...base,
  t: z.literal('registry.change'),
  who: Who.optional().describe('Absent when the change was made at bootstrap by the process itself.'),
  chg: z.strictObject({
    what: z.enum(['key.create', 'key.revoke', 'server.add', 'server.remove', 'server.change']),
    ref: Label,
    roles: z.array(Label).optional(),
    of: SubjectHandle.optional(),
    agent: Label.optional(),
    sha: BlobDigest.optional(),
  }),
});
export const ConfigChange = z.strictObject({
  ...base,
  t: z.literal('config.change'),
  cfg: z.strictObject({ sha: BlobDigest, software: Label }),
});
export const Approval = z.strictObject({
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
});
export const ScopeVerdict = z.strictObject({
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
});
export const Gap = z.strictObject({
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
});

export const Heartbeat = z.strictObject({
  ...base,
  t: z.literal('heartbeat'),
  hb: z.strictObject({ why: Label.describe('What made the writer speak: `report` before a head is sealed for one.') }),
});

/** Every record type that this version writes. The full list of names is in the ledger reference §2. */
export const AnyRecord = z.discriminatedUnion('t', [
  Genesis,
  McpDecision,
  McpOutcome,
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
]);
export type AnyRecord = z.infer<typeof AnyRecord>;
export type RecordType = AnyRecord['t'];

/** The record of one type. */
export type RecordOf<T extends RecordType> = Extract<AnyRecord, { t: T }>;

/** Longest entry: the tile entry length is a uint16 (C2SP tlog-tiles). */
export const MAX_ENTRY_BYTES = 65_535;
