/**
 * One strict schema per record type. A record is one ledger leaf: RFC 8785 text of at most 65,535 bytes, strings,
 * booleans and integers only, no personal data in clear (ledger reference §2).
 */
import { z } from 'zod';
import { AuthRejects, McpDecision, McpOutcome, SessionClose, SessionOpen } from './call-records.ts';
import { Continues, Erasure, Hold } from './custody-records.ts';
import { ConfigChange, PolicyActivate, RegistryChange, ScopeDeclare, ToolDefine } from './declared-records.ts';
import { LlmDecision, LlmOutcome } from './llm-records.ts';
import { Gap, Genesis, Heartbeat, IngestBatch } from './log-records.ts';
import { Approval, Attestation, Breakglass, ScopeVerdict } from './oversight-records.ts';
import { Anchor, KeyRotate, WriterSeal } from './trust-records.ts';

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
