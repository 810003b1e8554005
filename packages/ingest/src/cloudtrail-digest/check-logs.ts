/** Log files against the digest that names them (log schemas reference §3.7, step 6). */
import { sha256, toHex } from '@remit/core';
import type { DigestBody, LogEntry } from './digest-body.ts';
import type { DigestFinding, LogFinding } from './digest-report.ts';
import type { DigestStore } from './digest-store.ts';
import { unpack } from './unpack.ts';

/** Checks every log file of a digest that may be followed. Under a digest that nothing signs a file is unanchored. */
export function checkLogs(body: DigestBody, digest: DigestFinding, store: Pick<DigestStore, 'readLog'>): LogFinding[] {
  return body.logs.map((entry) => {
    const place = { bucket: entry.bucket, key: entry.key };
    const common = { what: 'log', place, digest: body.key } as const;
    const stored = store.readLog(place);
    if (stored === undefined) return { ...common, result: 'Missing', reasons: ['named_by_digest'] };
    const storedSha256 = toHex(sha256(stored));
    const wrong = problemOf(entry, stored);
    if (wrong !== undefined) return { ...common, result: 'Invalid', reasons: [wrong], storedSha256 };
    if (digest.result === 'Unanchored')
      return { ...common, result: 'Unanchored', reasons: ['digest_unanchored'], storedSha256 };
    const reasons = digest.result === 'Backfill' ? ['backfill_digest'] : [];
    return { ...common, result: 'Valid', reasons, storedSha256 };
  });
}

function problemOf(entry: LogEntry, stored: Uint8Array): string | undefined {
  if (entry.algorithm !== 'SHA-256') return 'algorithm_unknown';
  const bytes = unpack(stored);
  if (bytes === undefined) return 'unreadable_gzip';
  return toHex(sha256(bytes)) === entry.sha256 ? undefined : 'hash_differs';
}
