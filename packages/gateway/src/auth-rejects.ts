/**
 * Unauthenticated requests, counted per source and interval: one auth.rejects record each, so that strangers cannot
 * fill the ledger (ledger reference §2). The source is personal data: it is committed to, not written in clear.
 */
import type { Clock, Logger } from '@remit/core';
import { rfc3339 } from '@remit/core';
import type { Recorder, Subjects } from '@remit/record';
import type { AuthFailure } from '@remit/registry';
import { neverTaken, recordDurably } from './records/recording.ts';
import type { Timers } from './timers.ts';

/** Where rejections are counted together once too many sources were seen in one interval. */
export const OTHER_SOURCES = 'further sources';

/** The person under whose key all sources are sealed; erasing it erases them all. */
const SOURCES_SUBJECT = 'unauthenticated sources';

export interface AuthRejects {
  count(source: string, why: AuthFailure): void;
  /** Records what was counted; resolves when it is durable or given up. */
  flush(): Promise<void>;
}

interface Bucket {
  from: number;
  to: number;
  n: number;
  readonly reasons: Map<AuthFailure, number>;
}

export interface AuthRejectDeps {
  readonly recorder: Recorder;
  readonly subjects: Subjects;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly logger: Logger;
  /** Milliseconds. Default 60,000. */
  readonly intervalMs?: number;
  /** Most sources told apart in one interval. Default 256. */
  readonly maxSources?: number;
}

/** An empty counter. Its timer runs only while something is counted. */
export function createAuthRejects(deps: AuthRejectDeps): AuthRejects {
  const { recorder, subjects, clock, timers, logger, intervalMs = 60_000, maxSources = 256 } = deps;
  let buckets = new Map<string, Bucket>();
  let cancel: (() => void) | undefined;

  const bucketOf = (source: string): Bucket => {
    const named = buckets.has(source) || buckets.size < maxSources ? source : OTHER_SOURCES;
    const now = clock.now();
    const bucket = buckets.get(named) ?? { from: now, to: now, n: 0, reasons: new Map() };
    buckets.set(named, bucket);
    return bucket;
  };
  const add = (source: string, from: number, to: number, n: number, why: AuthFailure): void => {
    const bucket = bucketOf(source);
    bucket.from = Math.min(bucket.from, from);
    bucket.to = Math.max(bucket.to, to);
    bucket.n += n;
    bucket.reasons.set(why, (bucket.reasons.get(why) ?? 0) + n);
    cancel ??= timers.after(intervalMs, () => void flush());
  };

  const record = async (source: string, bucket: Bucket): Promise<void> => {
    const done = await recordDurably(
      recorder,
      {
        t: 'auth.rejects',
        rej: {
          n: bucket.n,
          from: rfc3339(bucket.from),
          to: rfc3339(bucket.to),
          reasons: Object.fromEntries(bucket.reasons),
        },
      },
      {
        fields: { source: { kind: 'value', value: source } },
        subjects: [subjects.handle('person', SOURCES_SUBJECT)],
      },
    );
    if (done.ok) return;
    logger.error({ code: done.error.code, n: bucket.n }, 'rejected requests could not be recorded');
    // Counted again only when the record is certain not to stand in the log.
    if (neverTaken(done.error)) for (const [why, n] of bucket.reasons) add(source, bucket.from, bucket.to, n, why);
  };

  async function flush(): Promise<void> {
    cancel?.();
    cancel = undefined;
    const counted = buckets;
    buckets = new Map();
    await Promise.all([...counted].map(([source, bucket]) => record(source, bucket)));
  }

  return {
    count(source, why) {
      const now = clock.now();
      add(source, now, now, 1, why);
    },
    flush,
  };
}
