import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRateLimiter } from './rate-limiter.ts';

const keys = (person: string, agent?: string, tool?: string) => ({
  person,
  agent,
  key: undefined,
  tool,
});

describe('rate limiter', () => {
  it('[adoption.limits.bucket] admits one minute of calls at once, then one for each part of a minute', () => {
    const limiter = createRateLimiter({ person: 3 });
    for (let i = 0; i < 3; i++) expect(limiter.take(keys('a'), 0)).toEqual({ ok: true });
    expect(limiter.take(keys('a'), 0)).toEqual({ ok: false, kind: 'person', perMinute: 3, retryAfterMs: 20_000 });
    expect(limiter.take(keys('a'), 19_999)).toMatchObject({ ok: false, retryAfterMs: 1 });
    expect(limiter.take(keys('a'), 20_000)).toEqual({ ok: true });
    expect(limiter.take(keys('b'), 20_000)).toEqual({ ok: true });
  });

  it('[adoption.limits.bucket] names the limit that lasts longest, and a refused call draws on no bucket', () => {
    const limiter = createRateLimiter({ person: 60, agent: 1, tool: 2 });
    expect(limiter.take(keys('a', 'x', 't'), 0)).toEqual({ ok: true });
    expect(limiter.take(keys('a', 'x', 't'), 0)).toMatchObject({ kind: 'agent', retryAfterMs: 60_000 });
    expect(limiter.take(keys('a', 'y', 't'), 0)).toEqual({ ok: true });
    expect(limiter.take(keys('a', 'z', 't'), 0)).toMatchObject({ kind: 'tool', retryAfterMs: 30_000 });
    expect(limiter.take(keys('a', 'z', undefined), 0)).toEqual({ ok: true });
  });

  it('[adoption.limits.bucket] a key has a bucket of its own', () => {
    const limiter = createRateLimiter({ key: 1 });
    const one = { person: 'a', agent: undefined, key: 'k1', tool: undefined };
    expect(limiter.take(one, 0)).toEqual({ ok: true });
    expect(limiter.take(one, 0)).toMatchObject({ kind: 'key', retryAfterMs: 60_000 });
    expect(limiter.take({ ...one, key: 'k2' }, 0)).toEqual({ ok: true });
  });

  it('[adoption.limits.bucket] without limits it admits everything', () => {
    const limiter = createRateLimiter({});
    for (let i = 0; i < 1_000; i++) expect(limiter.take(keys('a', 'x', 't'), 0).ok).toBe(true);
  });

  it('[adoption.limits.bucket] never admits more than a burst and what time has refilled, whatever the clock does', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), fc.array(fc.integer({ min: -500, max: 4_000 })), (limit, steps) => {
        const limiter = createRateLimiter({ person: limit });
        let now = 1_000_000;
        let forward = 0;
        let admitted = 0;
        for (const step of steps) {
          now += step;
          forward += Math.max(0, step);
          if (limiter.take(keys('a'), now).ok) admitted += 1;
        }
        expect(admitted).toBeLessThanOrEqual(limit + (forward * limit) / 60_000 + 1);
      }),
    );
  });
});
