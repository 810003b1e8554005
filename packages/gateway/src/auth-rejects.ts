/**
 * Requests that were turned away before they became calls, counted per source and interval: one auth.rejects record each,
 * so that strangers cannot fill the ledger (ledger reference §2; mcp reference §7, F2 and F18). The source is personal
 * data: it is committed to, not written in clear. When the key was good, the caller stands in the record instead.
 */
import type { Clock, Logger } from '@remit/core';
import { rfc3339 } from '@remit/core';
import type { Recorder, Subjects } from '@remit/record';
import type { AuthFailure, Caller } from '@remit/registry';
import { whoOf } from '@remit/registry';
import type { RefusalCode } from './reason-codes.ts';
import { neverTaken, recordDurably } from './records/recording.ts';
import type { Timers } from './timers.ts';

/** Where rejections are counted together once too many sources were seen in one interval. */
export const OTHER_SOURCES = 'further sources';

/** The person under whose key all sources are sealed; erasing it erases them all. */
const SOURCES_SUBJECT = 'unauthenticated sources';

export interface AuthRejects {
  /** `from`: the peer's address, or the caller whose key was good. */
  count(from: string | Caller, why: Reason): void;
  /** Records what was counted; resolves when it is durable or given up. */
  flush(): Promise<void>;
}

type Reason = AuthFailure | RefusalCode;

interface Bucket {
  readonly of: string | Caller;
  from: number;
  to: number;
  n: number;
  readonly reasons: Map<Reason, number>;
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

  /** Callers do not count against `maxSources`: they are as many as there are keys, and strangers must not hide them. */
  const bucketOf = (of: string | Caller): Bucket => {
    const named = typeof of !== 'string' || buckets.has(keyOf(of)) || sources() < maxSources ? of : OTHER_SOURCES;
    const now = clock.now();
    const bucket = buckets.get(keyOf(named)) ?? { of: named, from: now, to: now, n: 0, reasons: new Map() };
    buckets.set(keyOf(named), bucket);
    return bucket;
  };
  const sources = (): number => {
    let n = 0;
    for (const { of } of buckets.values()) if (typeof of === 'string') n += 1;
    return n;
  };
  const add = (of: string | Caller, from: number, to: number, n: number, why: Reason): void => {
    const bucket = bucketOf(of);
    bucket.from = Math.min(bucket.from, from);
    bucket.to = Math.max(bucket.to, to);
    bucket.n += n;
    bucket.reasons.set(why, (bucket.reasons.get(why) ?? 0) + n);
    cancel ??= timers.after(intervalMs, () => void flush());
  };

  const record = async (bucket: Bucket): Promise<void> => {
    const { of, n, reasons } = bucket;
    const from = rfc3339(bucket.from);
    const rej = { n, from, to: rfc3339(bucket.to), reasons: Object.fromEntries(reasons) };
    const done = await (typeof of === 'string'
      ? recordDurably(
          recorder,
          { t: 'auth.rejects', rej },
          {
            fields: { source: { kind: 'value', value: of } },
            subjects: [subjects.handle('person', SOURCES_SUBJECT)],
          },
        )
      : recordDurably(recorder, { t: 'auth.rejects', who: whoOf(of), rej }));
    if (done.ok) return;
    logger.error({ code: done.error.code, n }, 'rejected requests could not be recorded');
    // Counted again only when the record is certain not to stand in the log.
    if (neverTaken(done.error)) for (const [why, times] of reasons) add(of, bucket.from, bucket.to, times, why);
  };

  async function flush(): Promise<void> {
    cancel?.();
    cancel = undefined;
    const counted = buckets;
    buckets = new Map();
    await Promise.all([...counted.values()].map(record));
  }

  return {
    count(of, why) {
      const now = clock.now();
      add(of, now, now, 1, why);
    },
    flush,
  };
}

/** Addresses and callers cannot meet: no address holds a line break. */
function keyOf(of: string | Caller): string {
  return typeof of === 'string' ? of : `${of.sub}\n${of.agent ?? ''}`;
}
