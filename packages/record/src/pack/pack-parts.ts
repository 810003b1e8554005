/** Shapes of a pack's own JSON files: manifest, signature, exceptions, counts, sample (compliance reference §13). */
import { z } from 'zod';
import { BlobDigest, Count, Timestamp } from '../handles.ts';

/** A sentence, a word or a path: never empty. */
export const Text = z.string().min(1);
/** Counts by name. */
export const Counts = z.record(z.string(), Count);

const PackFile = z.strictObject({
  path: Text,
  sha256: BlobDigest,
  bytes: Count,
  mediaType: Text,
  role: z.enum(['log', 'blob', 'disclosure', 'derived', 'text', 'tool', 'rendered']),
});

/** 03_manifest.json */
export const ManifestFileSchema = z
  .strictObject({
    schema: z.literal('remit.evidence-pack/1'),
    lawVersion: Text,
    generator: z.strictObject({ software: Text, projection: Text }),
    inputs: z.looseObject({
      origin: Text,
      size: Count,
      from: Timestamp,
      to: Timestamp,
      now: Timestamp,
      software: Text,
    }),
    files: z.array(PackFile),
    absent: z.array(z.strictObject({ path: Text, reason: Text })),
    packId: BlobDigest,
  })
  .describe('Every file of a pack with its digest, the declared inputs, and what is left out with the reason.');

/** 03_manifest.dsse.json */
export const EnvelopeSchema = z
  .strictObject({
    payload: z.base64(),
    payloadType: z.literal('application/vnd.in-toto+json'),
    signatures: z.array(z.strictObject({ keyid: Text, sig: z.base64() })).min(1),
  })
  .describe('DSSE envelope of an in-toto statement over 03_manifest.json.');

/** 00_REDACTION.json */
export const RedactionSchema = z
  .strictObject({
    schema: z.literal('remit.redaction/1'),
    says: Text,
    of: z.strictObject({ path: Text, sha256: BlobDigest }),
    how: z.record(z.string(), Text),
    changed: z.array(z.strictObject({ path: Text, handles: Count, members: Count, fullSha256: BlobDigest })),
    removed: z.array(z.strictObject({ path: Text, sha256: BlobDigest, bytes: Count })),
    files: z.array(z.strictObject({ path: Text, sha256: BlobDigest, bytes: Count })),
  })
  .describe('What was taken out of a redacted variant, and of which pack it is one.');

const Query = z.strictObject({ id: Text, text: Text, counts: Counts });
const Reconciled = z.strictObject({ says: Text, left: Count, right: Count, holds: z.boolean() });
const Parameters = z.record(z.string(), z.union([z.string(), Count]));

/** 13_population.json */
export const PopulationSchema = z
  .looseObject({
    schema: z.literal('remit.population/1'),
    parameters: Parameters,
    queries: z.array(Query),
    reconciliation: z.array(Reconciled),
    verdictList: z.strictObject({ size: Count, root: Text, leaf: Text }),
    sampling: Text,
  })
  .describe('Queries over the log with their counts, and how the counts reconcile.');

const Stratum = z.enum(['out', 'fail_open', 'indeterminate', 'in']);

/** 13_sampling.json */
export const SamplingSchema = z
  .strictObject({
    schema: z.literal('remit.sampling/1'),
    seed: Text,
    n: Count,
    rule: Text,
    strata: z.array(z.strictObject({ stratum: Stratum, population: Count, taken: z.enum(['all', 'n']), drawn: Count })),
    drawn: z.array(z.strictObject({ trace: Text, stratum: Stratum, draw: BlobDigest })),
    population: z.strictObject({
      parameters: Parameters,
      queries: z.array(Query),
      reconciliation: z.array(Reconciled),
    }),
  })
  .describe('The sample drawn by the seed of an auditor, with the counts it was drawn from.');

/** 08_exceptions.json */
export const ExceptionsSchema = z
  .strictObject({
    schema: z.literal('remit.exceptions/1'),
    exceptions: z.array(
      z.looseObject({
        id: Text,
        kind: Text,
        severity: z.enum(['critical', 'high', 'medium', 'low']),
        says: Text,
        means: Text,
        todo: Text,
        requirementIds: z.array(Text),
        count: Count,
        firstSeen: Text,
        lastSeen: Text,
        samples: z.array(Text).max(20),
        disposition: z.enum(['open', 'accepted', 'remediated', 'false_positive']),
      }),
    ),
  })
  .describe('Everything that does not fit, most serious first.');
