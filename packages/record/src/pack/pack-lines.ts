/** Shapes of a pack's JSON lines and of the files about the log and its sources. */
import { z } from 'zod';
import { Count, Hash256, Label, SubjectHandle, Timestamp, Ulid } from '../handles.ts';
import { AnyRecord } from '../record-types.ts';
import { DecisionTrace } from '../trace.ts';
import { CustodyStatus } from '../trace-custody.ts';
import { DecisionContext } from '../trace-decision.ts';
import { RecordRef } from '../trace-parts.ts';
import { Verdict } from '../trace-verdict.ts';
import { Text } from './pack-parts.ts';

/** 02_report.json */
export const ReportSchema = z
  .strictObject({
    schema: z.literal('remit.report/1'),
    sections: z
      .array(z.strictObject({ section: z.int().min(0).max(15), title: Text, content: z.looseObject({}) }))
      .min(16),
  })
  .describe('The report: the sections of the outline, exceptions right after the cover.');

/** One line of 07_traces.jsonl. */
export const TraceLineSchema = DecisionTrace.describe('One decision of an agent of this installation.');

/** One line of 07_traces.jsonl in a redacted variant. */
export const RedactedTraceSchema = z
  .looseObject({ schema: z.literal('remit.decision-trace/1+redacted'), traceId: Ulid })
  .describe('A trace whose persons, session, client and context are commitments.');

/** One line of 07_imported_traces-NNNN.jsonl. */
export const ImportedTraceSchema = z
  .looseObject({
    schema: z.literal('remit.imported-trace/1'),
    traceId: Text,
    origin: z.looseObject({
      kind: z.literal('log_import'),
      source: Text,
      dataset: Text,
      rawDigest: Text,
      parser: Text,
      ingestedAt: Timestamp,
    }),
    scopeVerdict: z.looseObject({ overall: z.enum(Verdict), reasonCodes: z.array(Text), evaluator: Text }),
    grade: z.enum(['B', 'C', 'D']),
    custody: z.looseObject({
      links: z.array(z.looseObject({ relation: Text, status: z.enum(CustodyStatus), method: Text })),
    }),
    from: z.looseObject({}),
    absent: z.record(z.string(), Text),
  })
  .describe("One decision that another system's log shows. Custody starts when it was ingested.");

/** One line of 07_imported_traces-NNNNN.jsonl in a redacted variant. */
export const RedactedImportSchema = z
  .looseObject({ schema: z.literal('remit.imported-trace/1+redacted'), traceId: Text })
  .describe('A foreign trace whose persons and context are commitments.');

/** 06_declared_scopes/people/<sha>.json */
export const PeopleSchema = z
  .strictObject({ people: z.array(z.array(SubjectHandle).min(2)), 'remit-people': z.literal(1) })
  .describe('Handles that the operator declares to be one person.');

/** One line of 07_joins.jsonl. */
export const JoinLineSchema = z
  .strictObject({
    schema: z.enum(['remit.join/1', 'remit.join/1+redacted']),
    kind: Text,
    left: Text,
    right: Text.optional(),
    between: z.array(Text).length(2),
    level: z.enum(['exact', 'asserted', 'strong', 'probable', 'ambiguous']),
    status: z.enum(CustodyStatus),
    basis: Text,
    assertedBy: Text.optional(),
    windowMs: Count.optional(),
    offsetMs: z.int().optional(),
    candidates: z.array(Text),
    candidateCount: Count,
    contradicts: Text.optional(),
    opens: z.strictObject({ events: Count, first: z.array(Text) }).optional(),
  })
  .describe('Two records of one thing, or what later events belong to, with how sure that is.');

/** One line of 10_changes.jsonl. */
export const ChangeLineSchema = z
  .strictObject({ index: Count, leaf: Hash256, record: AnyRecord, says: Text })
  .describe('One change: the record itself and a sentence.');

/** One line of 12_integrity/disclosures.jsonl. */
export const DisclosureLineSchema = z
  .strictObject({ record: Ulid, field: z.literal('ctx'), disclosure: z.string().regex(/^[A-Za-z0-9_-]+$/) })
  .describe('Opens the commitment to the context of a decision.');

/** One line of 11_sources/<batch>/contexts-NNNNN.jsonl. */
export const ImportedContextSchema = z
  .strictObject({ n: Count, context: DecisionContext })
  .describe('What the scope was asked with for one foreign call, as the operator derived it.');

/** 12_integrity/gap-report.json */
export const GapReportSchema = z
  .strictObject({
    schema: z.literal('remit.gap-report/1'),
    gapRecords: z.array(
      z.strictObject({ record: RecordRef, at: Timestamp, kind: Label, why: Label, causes: z.array(Hash256) }),
    ),
    sequences: z.array(z.looseObject({ of: Text, id: Text, problem: Text, says: Text, record: RecordRef })),
    openCalls: z.array(z.strictObject({ record: RecordRef, at: Timestamp, decidedInOrBeforePeriod: z.boolean() })),
    says: z.array(Text),
  })
  .describe('What the log says about its own gaps.');

/** 11_sources/<batch>/statement.json */
export const SourceStatementSchema = z
  .looseObject({
    schema: z.literal('remit.source-statement/1'),
    batch: RecordRef,
    ingestedAt: Timestamp,
    custody: z.looseObject({
      starts: Text,
      before: Text,
      links: z.array(z.looseObject({ status: z.enum(CustodyStatus) })),
    }),
    doesNotAssert: z.array(Text),
  })
  .describe('What was ingested and what vouches for it.');

/** A tool definition as its server listed it: foreign JSON. */
export const ToolDefinitionSchema = z
  .looseObject({})
  .describe('A tool definition exactly as its server listed it. Its shape is that of the server.');

/** test-vectors/*.json */
export const VectorsSchema = z
  .union([z.looseObject({}), z.array(z.looseObject({}))])
  .describe('Small known answers for whoever writes the verifier again.');
