/**
 * What the check of CloudTrail digests found (log schemas reference §3.7). Every digest and every log file that a digest names
 * has one result with its reason; spans without digests are gaps.
 */

/**
 * `Valid`: as AWS wrote it. `Invalid`: not as AWS wrote it, or not shown to be. `Missing`: named by what AWS signed, and not
 * there. `Gap`: no digest for a span of time. `Unanchored`: nothing signed covers it yet. `Backfill`: as AWS wrote it later;
 * shows its own bytes and not that nothing is missing around them.
 */
export type DigestResult = 'Valid' | 'Invalid' | 'Missing' | 'Gap' | 'Unanchored' | 'Backfill';

/** Where an object stands in S3. The bucket is unknown for files in a folder whose bucket nobody declared. */
export interface ObjectPlace {
  readonly bucket?: string;
  readonly key: string;
}

/** One digest, or one that should be there. */
export interface DigestFinding {
  readonly what: 'digest';
  readonly result: Exclude<DigestResult, 'Gap'>;
  readonly place: ObjectPlace;
  /** Machine-readable, such as `signature_wrong`. For `Valid` what is worth knowing, such as `location_declared`. */
  readonly reasons: readonly string[];
}

/** One log file that a digest names. */
export interface LogFinding {
  readonly what: 'log';
  readonly result: 'Valid' | 'Invalid' | 'Missing' | 'Unanchored';
  readonly place: ObjectPlace;
  readonly reasons: readonly string[];
  /** Key of the digest that names it. */
  readonly digest: string;
  /** SHA-256 of the object as stored, compressed or not, hex. Absent when it is missing. */
  readonly storedSha256?: string;
}

/** A span of time that no digest covers. Times are RFC 3339. */
export interface GapFinding {
  readonly what: 'gap';
  readonly result: 'Gap';
  /** Account, region and trail. */
  readonly chain: string;
  readonly from: string;
  readonly to: string;
  readonly reasons: readonly string[];
}

export type Finding = DigestFinding | LogFinding | GapFinding;

/** All findings, newest first within a chain, and how many of each result. */
export interface DigestReport {
  readonly findings: readonly Finding[];
  readonly counts: Readonly<Record<'digests' | 'logs', Readonly<Record<DigestResult, number>>>>;
  readonly gaps: number;
  /** Paths of log files that are there and that no digest names which may be followed. */
  readonly unlisted: readonly string[];
}

/** Counts the findings. */
export function reportOf(findings: readonly Finding[], unlisted: readonly string[]): DigestReport {
  const none = () => ({ Valid: 0, Invalid: 0, Missing: 0, Gap: 0, Unanchored: 0, Backfill: 0 });
  const counts = { digests: none(), logs: none() };
  let gaps = 0;
  for (const finding of findings) {
    if (finding.what === 'gap') gaps += 1;
    else counts[finding.what === 'digest' ? 'digests' : 'logs'][finding.result] += 1;
  }
  return { findings, counts, gaps, unlisted };
}
