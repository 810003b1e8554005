/**
 * What S3 keeps beside a digest, for digests that were copied to a folder: a file `NAME.metadata.json` beside the digest
 * `NAME`. Its shape is the answer of `aws s3api head-object`, so that it can be written with
 * `aws s3api head-object --bucket BUCKET --key KEY > NAME.metadata.json`:
 * `{"Metadata": {"signature": "hex", "signature-algorithm": "SHA256withRSA", "backfill-generation-timestamp": "..."}}`.
 * An operator who moved the object adds `"OriginalLocation": {"Bucket": "...", "Key": "..."}`.
 */
import { membersOf, textOf } from '../sources/aws-common/members.ts';
import type { ObjectPlace } from './digest-report.ts';
import type { DigestMetadata } from './digest-store.ts';

/** Ending of the name of a sidecar. */
export const SIDECAR = '.metadata.json';

/** What a sidecar says. */
export interface Sidecar {
  readonly metadata: DigestMetadata;
  readonly original?: Required<ObjectPlace>;
}

/** Reads a sidecar. Undefined: no JSON object. */
export function parseSidecar(text: string): Sidecar | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const members = membersOf(value);
  const named = new Map<string, string>();
  for (const [name, held] of Object.entries(membersOf(members['Metadata']))) {
    const text = textOf(held);
    if (text !== undefined) named.set(name.toLowerCase().replace(/^x-amz-meta-/, ''), text);
  }
  const [signature, signatureAlgorithm] = [named.get('signature'), named.get('signature-algorithm')];
  const backfillGenerationTimestamp = named.get('backfill-generation-timestamp');
  const { Bucket, Key } = membersOf(members['OriginalLocation']);
  const [bucket, key] = [textOf(Bucket), textOf(Key)];
  return {
    metadata: {
      ...(signature === undefined ? {} : { signature }),
      ...(signatureAlgorithm === undefined ? {} : { signatureAlgorithm }),
      ...(backfillGenerationTimestamp === undefined ? {} : { backfillGenerationTimestamp }),
    },
    ...(bucket === undefined || key === undefined ? {} : { original: { bucket, key } }),
  };
}
