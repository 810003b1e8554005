/** Where digests and log files are read from. The check itself opens nothing: a folder or an archive stands behind this. */
import type { ObjectPlace } from './digest-report.ts';

/** Metadata that S3 keeps beside a digest: `x-amz-meta-signature` and its companions, without the prefix. */
export interface DigestMetadata {
  /** Hexadecimal. */
  readonly signature?: string;
  readonly signatureAlgorithm?: string;
  /** RFC 3339, of backfill digests only. */
  readonly backfillGenerationTimestamp?: string;
}

/** One digest as it was found. */
export interface StoredDigest {
  /** Every place that it may be said to stand at: a folder may be the root of the bucket or hold buckets. */
  readonly places: readonly ObjectPlace[];
  /** The operator declared the place: it is not where the object was found. */
  readonly declared: boolean;
  readonly metadata?: DigestMetadata;
  /** The bytes as stored, compressed or not. */
  read(): Uint8Array;
}

/** See the module header. */
export interface DigestStore {
  readonly digests: readonly StoredDigest[];
  /** The bytes of a log file as stored, or undefined when it is not there. */
  readLog(place: Required<ObjectPlace>): Uint8Array | undefined;
  /** Log files that are there and were not read by now, by their path. */
  unread(): readonly string[];
}
