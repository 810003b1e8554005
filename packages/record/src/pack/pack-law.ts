/** Shapes of a pack's files about the law: catalogue with assessment, logging plan, annexes, attestations, open items. */
import { z } from 'zod';
import { BlobDigest, Count, Hash256, SubjectHandle, Timestamp, Ulid } from '../handles.ts';
import { Text } from './pack-parts.ts';

const StatusWord = z.enum([
  'not_assessed',
  'not_applicable',
  'attestation_required',
  'no_evidence',
  'evidence_with_exceptions',
  'evidence_no_exceptions_found',
  'indeterminate',
]);

const Given = z.looseObject({ ref: Text, record: Text, state: Text, kind: z.enum(['statement', 'not_applicable']) });

const Assessed = z.strictObject({
  id: Text,
  evidence: z.strictObject({
    status: StatusWord,
    reasons: z.array(Text),
    counts: z.record(z.string(), z.union([Count, z.literal('not_measured')])),
    exceptions: z.array(Text),
  }),
  attestation: z
    .strictObject({
      status: z.literal('attestation_required'),
      of: Text,
      by: z.enum(['provider', 'deployer', 'operator']),
      given: z.array(Given),
    })
    .optional(),
});

/** 04_catalogue.json */
export const CatalogueFileSchema = z
  .looseObject({
    schema: z.literal('remit.catalogue/1'),
    lawVersion: Text,
    rows: z.array(
      z.looseObject({
        id: Text,
        clause: Text,
        text: Text,
        ceiling: z.enum(['E', 'A', 'M']),
        sourceStatus: z.enum(['verified', 'secondary', 'unverified']),
        appliesFrom: z.looseObject({
          reading_a: z.array(z.looseObject({})),
          reading_b: z.array(z.looseObject({})),
          note: z.string(),
        }),
      }),
    ),
    digest: BlobDigest,
    assessment: z.array(Assessed),
  })
  .describe('The rows that were used and their assessment. Evidence and attestation are two lines, never merged.');

/** 05_logging_plan.json */
export const LoggingPlanSchema = z
  .looseObject({
    schema: z.literal('remit.logging-plan/1'),
    system: Text.nullable(),
    period: z.strictObject({ from: Timestamp, to: Timestamp }),
    items: z
      .array(
        z.looseObject({
          id: Text,
          situation: Text,
          serves: z.array(Text),
          events: z.array(Text),
          seen: z.record(z.string(), Count),
        }),
      )
      .optional(),
    absent: Text.optional(),
  })
  .describe('The logging plan of the system card in force, with the events seen for each item.');

const Evidence = z.array(Text);
const AnnexHead = { notLegalAdvice: Text, system: Text, lawVersion: Text, madeAt: Timestamp };
const AttestationState = z.enum(['signed', 'unsigned', 'bad_signature', 'altered', 'expired', 'withdrawn', 'outdated']);
const BlockTags = z.array(z.enum(['observed', 'declared', 'attested', 'linked', 'MISSING'])).min(1);
const AbsentMember = z.strictObject({ absent: Text });

const AnnexBlock = z.strictObject({
  ref: Text,
  title: Text,
  tags: BlockTags,
  observed: z.array(z.looseObject({ key: Text, says: Text, count: Count, evidence: Evidence })),
  declared: z.array(z.strictObject({ key: Text, text: Text, evidence: Evidence.min(1) })),
  linked: z.array(
    z.strictObject({
      kind: Text,
      title: Text,
      sha256: BlobDigest,
      date: Text,
      signedBy: Text.optional(),
      url: Text.optional(),
      evidence: Evidence.min(1),
    }),
  ),
  attested: z.array(
    z.strictObject({
      statement: z.string(),
      as: z.string(),
      at: Timestamp,
      state: AttestationState,
      evidence: Evidence.min(1),
    }),
  ),
  notes: z.array(Text),
  open: Text.optional(),
});

/** 05_annexes/annex-iv.json */
export const AnnexIvSchema = z
  .strictObject({
    schema: z.literal('remit.annex-iv/1'),
    ...AnnexHead,
    card: z.union([z.strictObject({ sha256: BlobDigest, record: Ulid }), AbsentMember]),
    smallEnterpriseForm: Text,
    legacy: z.looseObject({}).optional(),
    keepUntil: z.union([Text, AbsentMember]),
    blocks: z.array(AnnexBlock).min(9),
    completeness: z.array(z.strictObject({ ref: Text, tags: BlockTags, open: z.boolean() })).min(9),
    digest: BlobDigest,
  })
  .describe('Technical documentation after Annex IV: each block with what fills it, or MISSING.');

/** 05_annexes/annex-viii-SECTION.json */
export const AnnexViiiSchema = z
  .strictObject({
    schema: z.literal('remit.annex-viii/1'),
    ...AnnexHead,
    format: Text,
    section: z.enum(['A', 'B', 'C']),
    variant: z.enum(['public', 'restricted']),
    items: z
      .array(
        z.strictObject({
          number: Count,
          title: Text,
          state: z.enum(['declared', 'derived', 'linked', 'MISSING', 'struck', 'optional']),
          value: Text.optional(),
          evidenceRefs: Evidence,
          attestedBy: SubjectHandle.or(z.string().regex(/^r_[A-Za-z0-9_-]{43}$/)).optional(),
          attestedAt: Timestamp.optional(),
          publicationReview: z.enum(['approved', 'pending']).optional(),
          omnibusStatus: z.enum(['in_force', 'deleted_by_2026_1744']),
          lawReference: Text.optional(),
        }),
      )
      .min(5),
    registrations: z.array(z.looseObject({ number: Text, date: Text, evidence: Evidence })),
  })
  .describe('Registration data after one section of Annex VIII, with the original numbers.');

const Statement = z.looseObject({
  schema: z.literal('remit.attestation/1'),
  ref: Text,
  system: Text,
  statement: Text,
  as: Text,
});

/** 09_attestations/statements/<sha>.json */
export const StatementFileSchema = Statement.describe('What a person signed, as they signed it.');

/** 09_attestations/<record>.json */
export const AttestationFileSchema = z
  .looseObject({
    schema: z.literal('remit.attestation-shown/1'),
    ref: Text,
    record: Ulid,
    state: AttestationState,
    why: Text,
    index: Count,
    leaf: Hash256,
    at: Timestamp,
    sub: SubjectHandle.or(z.string().regex(/^r_[A-Za-z0-9_-]{43}$/)),
    statement: Statement.nullable(),
  })
  .describe('An attestation with its state. An unsigned one is visibly unsigned.');

/** 09_open_items.json */
export const OpenItemsSchema = z
  .strictObject({
    schema: z.literal('remit.open-items/1'),
    system: Text.nullable(),
    open: z.array(
      z.strictObject({
        ref: Text,
        kind: z.enum(['attestation', 'placeholder']),
        asks: Text,
        by: Text.optional(),
        given: z.array(z.looseObject({ state: Text })),
      }),
    ),
  })
  .describe('What stands in the way of a final report.');
