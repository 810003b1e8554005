import { z } from 'zod';

/** base64url of a 32-byte hash: leaf hashes in `cause`, commitments in `c`. */
export const Hash256 = z.string().regex(/^[A-Za-z0-9_-]{43}$/);

/** Lowercase hexadecimal SHA-256 of a public blob: a scope file, a tool definition. */
export const BlobDigest = z.string().regex(/^[0-9a-f]{64}$/);

/** W3C trace id, Trace Context §3.2.2.3. */
export const TraceId = z.string().regex(/^[0-9a-f]{32}$/);

/** Random handle of a person. Says nothing without the erasable mapping (ledger reference §3). */
export const SubjectHandle = z.string().regex(/^p_[A-Za-z0-9_-]{22}$/);
export type SubjectHandle = z.infer<typeof SubjectHandle>;

export const Ulid = z.string().regex(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/);
export const Timestamp = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/);

/** A count: never negative, and held exactly by every JSON reader. */
export const Count = z.int().min(0).max(Number.MAX_SAFE_INTEGER);

/** Short machine-readable text without control characters. */
export const Label = z
  .string()
  .min(1)
  .max(256)
  .regex(/^[^\p{Cc}]+$/u);
