import { gunzipSync } from 'node:zlib';
import type { MadeTrail } from '@remit/testing';
import { alterObject, madeDigestKey, makeTrail, TRAIL_START } from '@remit/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TimeRange } from './digest-chains.ts';
import type { DigestReport } from './digest-report.ts';
import { integrityLookup } from './integrity.ts';
import { keysOf, storeOf } from './trail-store.fixture.ts';
import { validateDigests } from './validate-digests.ts';

const HOUR = 60 * 60 * 1000;
const check = (trail: MadeTrail, range: TimeRange = {}) =>
  validateDigests(storeOf(trail), { keys: keysOf(trail), range });
/** Findings as short text, newest first: `digest 2 Valid`. */
const short = (report: DigestReport, trail: MadeTrail) =>
  report.findings.map((finding) => {
    if (finding.what === 'gap') return `gap ${finding.reasons.join()}`;
    const { key } = finding.place;
    const at =
      finding.what === 'digest'
        ? trail.digests.findIndex((digest) => digest.key === key)
        : Number(/made(\d)/.exec(key.split('/').at(-1) ?? '')?.[1]);
    return [finding.what, at, finding.result, ...finding.reasons].join(' ');
  });
const digest = (trail: MadeTrail, index: number) => {
  const found = trail.digests[index];
  if (found === undefined) throw new Error(`no digest ${index}`);
  return found;
};
const whole = ['digest 2 Valid', 'log 2 Valid', 'digest 1 Valid', 'log 1 Valid', 'digest 0 Valid', 'log 0 Valid'];

describe('CloudTrail digests', () => {
  it.each(['pkcs1', 'spki'] as const)('[ingest-aws.digest-valid] a whole chain is valid with a key as %s', (form) => {
    const trail = makeTrail({ form });
    const report = check(trail);
    expect(short(report, trail)).toEqual(whole);
    expect(report.counts).toMatchObject({ digests: { Valid: 3 }, logs: { Valid: 3 } });
    expect([report.gaps, report.unlisted]).toEqual([0, []]);
  });

  it('[ingest-aws.digest-altered-log] an altered log file is invalid, the chain is not', () => {
    const trail = makeTrail();
    const [log = ''] = digest(trail, 1).logs;
    alterObject(trail, log, (text) => text.replace('made', 'MADE'));
    expect(short(check(trail), trail)).toEqual(whole.with(3, 'log 1 Invalid hash_differs'));
    trail.objects.set(log, trail.objects.get(log)?.subarray(0, 20) ?? new Uint8Array());
    expect(short(check(trail), trail)).toEqual(whole.with(3, 'log 1 Invalid unreadable_gzip'));
  });

  it('[ingest-aws.digest-missing-log] a log file that a digest names and that is not there is missing', () => {
    const trail = makeTrail();
    trail.objects.delete(digest(trail, 1).logs[0] ?? '');
    expect(short(check(trail), trail)).toEqual(whole.with(3, 'log 1 Missing named_by_digest'));
  });

  it('[ingest-aws.digest-altered] an altered digest is invalid and its log files are not vouched for', () => {
    const trail = makeTrail();
    const { key } = digest(trail, 1);
    alterObject(trail, key, (json) => json.replace('"hashValue":"', '"hashValue":"00'));
    const report = check(trail);
    expect(short(report, trail)).toEqual([
      'digest 2 Valid',
      'log 2 Valid',
      'digest 1 Invalid signature_wrong',
      'digest 0 Valid',
      'log 0 Valid',
    ]);
    expect(report.unlisted).toEqual(digest(trail, 1).logs);
  });

  it('[ingest-aws.digest-missing] a digest that the next one names and that is not there is missing', () => {
    const trail = makeTrail();
    trail.objects.delete(digest(trail, 1).key);
    expect(short(check(trail), trail)).toEqual([
      'digest 2 Valid',
      'log 2 Valid',
      'digest 1 Missing named_by_next_digest',
      'digest 0 Valid',
      'log 0 Valid',
    ]);
  });

  it('[ingest-aws.digest-missing] the oldest one only when the range reaches before it', () => {
    const trail = makeTrail();
    trail.objects.delete(digest(trail, 0).key);
    expect(short(check(trail), trail)).toEqual(whole.slice(0, 4));
    const wider = check(trail, { from: TRAIL_START - 2 * HOUR });
    expect(short(wider, trail).at(-1)).toBe('digest 0 Missing named_by_next_digest');
  });

  it('[ingest-aws.digest-gap] a starting digest with older ones before it shows that logging was off', () => {
    const trail = makeTrail({ shape: ['start', 'start', 'link'] });
    const report = check(trail);
    expect(short(report, trail)).toEqual([...whole.slice(0, 4), 'gap starting_digest', ...whole.slice(4)]);
    expect(
      check(makeTrail(), { from: TRAIL_START - 5 * HOUR, to: TRAIL_START + 9 * HOUR }).findings.filter(
        ({ what }) => what === 'gap',
      ),
    ).toMatchObject([
      {
        from: '2026-11-20T03:00:00.000Z',
        to: '2026-11-20T10:00:00.000Z',
        reasons: ['no_digest_to_the_end_of_the_range'],
      },
      { from: '2026-11-19T20:00:00.000Z', to: '2026-11-20T00:00:00.000Z', reasons: ['starting_digest'] },
    ]);
  });

  it('[ingest-aws.digest-unanchored] all but the newest verify without metadata, the newest is unanchored', () => {
    const trail = makeTrail();
    trail.metadata.clear();
    expect(short(check(trail), trail)).toEqual([
      'digest 2 Unanchored no_signature',
      'log 2 Unanchored digest_unanchored',
      'digest 1 Valid signature_of_next_digest',
      'log 1 Valid',
      'digest 0 Valid signature_of_next_digest',
      'log 0 Valid',
    ]);
  });

  it('[ingest-aws.digest-unanchored] an unsigned newest digest that contradicts the one before it is invalid', () => {
    const trail = makeTrail();
    const { key } = digest(trail, 2);
    trail.metadata.delete(key);
    alterObject(trail, key, (json) => json.replace(/"previousDigestHashValue":"../, '"previousDigestHashValue":"zz'));
    expect(short(check(trail), trail)[0]).toBe('digest 2 Invalid link_hash_differs');
  });

  it('[ingest-aws.digest-backfill] a backfill digest shows its own bytes only, with a key of the time it was made', () => {
    const trail = makeTrail({ shape: ['start', 'backfill', 'link'] });
    const report = check(trail);
    expect(short(report, trail).slice(-2)).toEqual(['digest 1 Backfill own_bytes_only', 'log 1 Valid backfill_digest']);
    const early = makeTrail({
      shape: ['start', 'backfill', 'link'],
      validity: [TRAIL_START - 3 * HOUR, TRAIL_START + 2.5 * HOUR],
    });
    expect(short(check(early), early)).toContain('digest 1 Invalid key_not_valid_then');
    trail.metadata.set(digest(trail, 1).key, { signature: 'aa' });
    expect(short(check(trail), trail)).toContain('digest 1 Invalid backfill_time_missing');
  });

  it('[ingest-aws.digest-moved] a digest at another place is invalid unless the operator declares where it stood', () => {
    const trail = makeTrail({ shape: ['start'] });
    const { key } = digest(trail, 0);
    const signature = trail.metadata.get(key)?.['signature'] ?? '';
    const stored = trail.objects.get(key) ?? new Uint8Array();
    const at = (place: { bucket?: string; key: string }, declared: boolean) => {
      const digests = [{ places: [place], declared, metadata: { signature }, read: () => stored }];
      return validateDigests({ ...storeOf(trail), digests }, { keys: keysOf(trail), range: {} }).findings[0];
    };
    expect(at({ bucket: 'other', key }, false)).toMatchObject({ result: 'Invalid', reasons: ['moved'] });
    expect(at({ key: madeDigestKey(TRAIL_START + HOUR) }, false)).toMatchObject({
      result: 'Invalid',
      reasons: ['moved'],
    });
    expect(at({ bucket: 'made-trail-bucket', key }, true)).toMatchObject({
      result: 'Valid',
      reasons: ['location_declared'],
    });
    expect(at({ key }, false)).toMatchObject({ result: 'Valid', reasons: ['bucket_not_checked'] });
  });

  it('[ingest-aws.digest-linkage] an older digest of AWS cannot stand in for the one that the next names', () => {
    const trail = makeTrail();
    const other = makeTrail({ shape: ['start', 'start', 'link'] });
    const { key } = digest(trail, 1);
    trail.objects.set(key, other.objects.get(key) ?? new Uint8Array());
    trail.metadata.set(key, other.metadata.get(key) ?? {});
    expect(short(check(trail), trail)[2]).toBe('digest 1 Invalid link_hash_differs');
  });

  it('[ingest-aws.digest-linkage] metadata that differs from the signature the next digest holds is invalid', () => {
    const trail = makeTrail();
    const { key } = digest(trail, 1);
    trail.metadata.set(key, { signature: 'zz' });
    expect(short(check(trail), trail)[2]).toBe('digest 1 Invalid signature_unreadable');
  });

  it('[ingest-aws.digest-keys] a key that is unknown, damaged or not valid then gives no valid digest', () => {
    const trail = makeTrail({ shape: ['start'] });
    const reasons = (listPublicKeys: string) => short(check({ ...trail, listPublicKeys }), trail)[0];
    expect(reasons('{"PublicKeyList":[]}')).toBe('digest 0 Invalid key_unknown');
    const list = trail.listPublicKeys;
    expect(reasons(list.replace('"Value":"MII', '"Value":"MIJ'))).toBe('digest 0 Invalid key_fingerprint_wrong');
    expect(reasons(list.replace('"Value":"', '"Value":"*'))).toBe('digest 0 Invalid key_unreadable');
    const old = makeTrail({ shape: ['start'], validity: [TRAIL_START - 9 * HOUR, TRAIL_START - 8 * HOUR] });
    expect(short(check(old), old)[0]).toBe('digest 0 Invalid key_not_valid_then');
  });

  it('[ingest-aws.digest-integrity] says of each object what its digest shows, and why not more', () => {
    const trail = makeTrail();
    trail.metadata.clear();
    const report = check(trail);
    const [newest, older] = report.findings.filter((finding) => finding.what === 'log');
    const lookup = integrityLookup(report);
    expect(lookup({ sha: newest?.storedSha256 ?? '' })).toEqual({ integrity: 'unanchored', why: 'digest_unanchored' });
    expect(lookup({ sha: older?.storedSha256 ?? '' })).toEqual({ integrity: 'digest-valid' });
    expect(lookup({ sha: '0'.repeat(64) })).toEqual({ integrity: 'none', why: 'no_digest_names_it' });
  });

  it('[ingest-aws.digest-any-change] one changed byte of any object is never valid', () => {
    const trail = makeTrail();
    const texts = new Map(
      trail.digests.map(({ key }) => [key, gunzipSync(trail.objects.get(key) ?? new Uint8Array())]),
    );
    fc.assert(
      fc.property(fc.constantFrom(...texts.keys()), fc.nat(), fc.integer({ min: 1, max: 255 }), (key, at, by) => {
        const bytes = Buffer.from(texts.get(key) ?? []);
        bytes[at % bytes.length] = (bytes[at % bytes.length] ?? 0) ^ by;
        const objects = new Map([...trail.objects, [key, bytes]]);
        const results = check({ ...trail, objects }).findings.filter(({ what }) => what === 'digest');
        expect(results.filter(({ result }) => result === 'Valid')).toHaveLength(2);
      }),
      { numRuns: 200 },
    );
  });
});
