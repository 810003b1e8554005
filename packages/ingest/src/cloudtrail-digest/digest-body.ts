/** A digest as it is read (log schemas reference §3.7, step 1). */
import type { Result } from '@remit/core';
import { err, fromUtf8, ok, sha256, toHex } from '@remit/core';
import { membersOf, textOf } from '../sources/aws-common/members.ts';
import { rfc3339Ms } from '../sources/mapping/times.ts';
import { unpack } from './unpack.ts';

/** A log file as a digest names it. */
export interface LogEntry {
  readonly bucket: string;
  readonly key: string;
  /** Of the uncompressed bytes, hex in lower case. */
  readonly sha256: string;
  readonly algorithm: string;
}

/** What the digest before this one was when this one was written. */
export interface PreviousDigest {
  readonly bucket: string;
  readonly key: string;
  readonly sha256?: string;
  /** Hex in lower case. */
  readonly signature?: string;
}

/** See the module header. Times are milliseconds since the epoch. */
export interface DigestBody {
  readonly bucket: string;
  readonly key: string;
  readonly start: number;
  readonly end: number;
  /** As written: part of what is signed. */
  readonly endText: string;
  readonly fingerprint: string;
  readonly algorithm?: string;
  /** As written, null in a starting digest: part of what is signed. */
  readonly previousSignature: string | null;
  /** Undefined: a starting digest. */
  readonly previous?: PreviousDigest;
  readonly logs: readonly LogEntry[];
  /** Of the uncompressed bytes, hex. */
  readonly sha256: string;
}

/** Reads a stored digest. Errors: `unreadable_gzip`, `unreadable_json`, `member_missing:NAME`. */
export function readDigest(stored: Uint8Array): Result<DigestBody, string> {
  const bytes = unpack(stored);
  if (bytes === undefined) return err('unreadable_gzip');
  const value = parseMembers(bytes);
  if (value === undefined) return err('unreadable_json');
  const start = rfc3339Ms(value['digestStartTime']);
  const end = rfc3339Ms(value['digestEndTime']);
  const [bucket, key] = [textOf(value['digestS3Bucket']), textOf(value['digestS3Object'])];
  const fingerprint = textOf(value['digestPublicKeyFingerprint']);
  const previousSignature = value['previousDigestSignature'];
  const logs = logEntries(value['logFiles']);
  if (fingerprint === undefined) return err('member_missing:digestPublicKeyFingerprint');
  if (bucket === undefined) return err('member_missing:digestS3Bucket');
  if (key === undefined) return err('member_missing:digestS3Object');
  if (start === undefined) return err('member_missing:digestStartTime');
  if (end === undefined) return err('member_missing:digestEndTime');
  if (previousSignature !== null && typeof previousSignature !== 'string')
    return err('member_missing:previousDigestSignature');
  if (logs === undefined) return err('member_missing:logFiles');
  const algorithm = textOf(value['digestSignatureAlgorithm']);
  const previous = previousOf(value, previousSignature);
  return ok({
    bucket,
    key,
    start,
    end,
    endText: String(value['digestEndTime']),
    fingerprint,
    previousSignature,
    logs,
    ...(algorithm === undefined ? {} : { algorithm }),
    ...(previous === undefined ? {} : { previous }),
    sha256: toHex(sha256(bytes)),
  });
}

type Value = Readonly<Record<string, unknown>>;

function parseMembers(bytes: Uint8Array): Value | undefined {
  const text = fromUtf8(bytes);
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? membersOf(value) : undefined;
  } catch {
    return undefined;
  }
}

function previousOf(value: Value, signature: string | null): PreviousDigest | undefined {
  const [bucket, key] = [textOf(value['previousDigestS3Bucket']), textOf(value['previousDigestS3Object'])];
  if (bucket === undefined || key === undefined) return undefined;
  const sha = textOf(value['previousDigestHashValue']);
  return {
    bucket,
    key,
    ...(sha === undefined ? {} : { sha256: sha.toLowerCase() }),
    ...(signature === null ? {} : { signature: signature.toLowerCase() }),
  };
}

// Every entry must be readable: one that is skipped would be a log file that nobody checks.
function logEntries(value: unknown): LogEntry[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const entries = value.map((entry: unknown) => {
    const members = membersOf(entry);
    const [bucket, key] = [textOf(members['s3Bucket']), textOf(members['s3Object'])];
    const [sha, algorithm] = [textOf(members['hashValue']), textOf(members['hashAlgorithm'])];
    if (bucket === undefined || key === undefined || sha === undefined || algorithm === undefined) return undefined;
    return { bucket, key, sha256: sha.toLowerCase(), algorithm };
  });
  return entries.every((entry) => entry !== undefined) ? entries : undefined;
}
