/**
 * How many calls a minute one person, one agent, one key and one tool may make: a token bucket each, in memory only. A bucket
 * holds at most one minute's calls, so after a rest a burst of that size passes. A restart fills all buckets.
 */

/** Calls per minute, integers from 1. What is absent is not limited. */
export interface RateLimits {
  readonly person?: number;
  readonly agent?: number;
  /** One key, where a person has several. */
  readonly key?: number;
  /** All callers of one tool of one server together. */
  readonly tool?: number;
}

export type LimitKind = keyof RateLimits;

/** Whose buckets a call draws on. A kind without a key is not counted for this call. */
export type LimitKeys = Readonly<Record<LimitKind, string | undefined>>;

/** Admitted, or which limit refused and how many milliseconds until it would admit one call. */
export type Admission =
  | { readonly ok: true }
  | { readonly ok: false; readonly kind: LimitKind; readonly perMinute: number; readonly retryAfterMs: number };

export interface RateLimiter {
  /** Takes one token of each bucket, or none at all. `now`: milliseconds since the epoch. */
  take(keys: LimitKeys, now: number): Admission;
}

interface Bucket {
  tokens: number;
  at: number;
}

const MINUTE_MS = 60_000;
/** Beyond this many, buckets that are full again are forgotten: a full bucket says nothing. */
const MANY = 4_096;

/** A limiter with full buckets. */
export function createRateLimiter(limits: RateLimits): RateLimiter {
  const kinds = (['person', 'agent', 'key', 'tool'] as const).flatMap((kind) => {
    const perMinute = limits[kind];
    return perMinute === undefined ? [] : [{ kind, perMinute, buckets: new Map<string, Bucket>() }];
  });

  const filled = (buckets: Map<string, Bucket>, key: string, perMinute: number, now: number): Bucket => {
    const held = buckets.get(key);
    if (held === undefined) {
      if (buckets.size >= MANY) forgetFull(buckets, perMinute, now);
      const fresh = { tokens: perMinute, at: now };
      buckets.set(key, fresh);
      return fresh;
    }
    // A clock that is set back takes nothing away and gives nothing.
    held.tokens = Math.min(perMinute, held.tokens + (Math.max(0, now - held.at) * perMinute) / MINUTE_MS);
    held.at = now;
    return held;
  };

  return {
    take(keys, now) {
      const drawn: Bucket[] = [];
      let refused: Extract<Admission, { ok: false }> | undefined;
      for (const { kind, perMinute, buckets } of kinds) {
        const key = keys[kind];
        if (key === undefined) continue;
        const bucket = filled(buckets, key, perMinute, now);
        drawn.push(bucket);
        if (bucket.tokens >= 1) continue;
        const retryAfterMs = Math.ceil(((1 - bucket.tokens) * MINUTE_MS) / perMinute);
        if (retryAfterMs > (refused?.retryAfterMs ?? 0)) refused = { ok: false, kind, perMinute, retryAfterMs };
      }
      if (refused !== undefined) return refused;
      for (const bucket of drawn) bucket.tokens -= 1;
      return { ok: true };
    },
  };
}

function forgetFull(buckets: Map<string, Bucket>, perMinute: number, now: number): void {
  for (const [key, { tokens, at }] of buckets)
    if (tokens + ((now - at) * perMinute) / MINUTE_MS >= perMinute) buckets.delete(key);
}
