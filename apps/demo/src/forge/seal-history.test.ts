import { fromUtf8, toBase64Url } from '@remit/core';
import type { AnyRecord } from '@remit/record';
import { AnyRecordSchema } from '@remit/record';
import { leafHash } from '@remit/tlog';
import { describe, expect, it } from 'vitest';
import { sealHistory } from './seal-history.ts';

const base = { v: 1 as const, ts: '2026-11-25T00:00:00.000Z', org: 'log.example/a' };
const ids = ['01KB3T0ZJ4X5E6F7G8H9JAKBMA', '01KB3T0ZJ4X5E6F7G8H9JAKBMB', '01KB3T0ZJ4X5E6F7G8H9JAKBMC'];
const gap = (index: number, n: number, more: object = {}): AnyRecord =>
  AnyRecordSchema.parse({
    ...base,
    t: 'gap',
    id: ids[index],
    w: { id: 'writer', n },
    gap: { kind: 'unacknowledged-commit', why: 'test' },
    ...more,
  });
const was = (text: string) => toBase64Url(leafHash(Buffer.from(text)));
const parsed = (entry: Uint8Array | undefined) =>
  AnyRecordSchema.parse(JSON.parse(fromUtf8(entry ?? new Uint8Array()) ?? ''));

describe('a forged history made consistent again', () => {
  it('numbers of writers and sessions are dense after an insertion', () => {
    const entries = sealHistory([
      { record: gap(0, 4, { s: { id: 'session', n: 1 } }), was: was('a') },
      { record: gap(1, 4, { s: { id: 'session', n: 1 } }), was: was('new') },
      { record: gap(2, 5, { s: { id: 'session', n: 2 } }), was: was('b') },
    ]);
    expect(entries.map((entry) => [parsed(entry).w.n, parsed(entry).s?.n])).toEqual([
      [4, 1],
      [5, 2],
      [6, 3],
    ]);
  });

  it('records that followed from a changed record follow from what it has become', () => {
    const [first, second] = sealHistory([
      { record: gap(0, 0), was: was('before the change') },
      { record: gap(1, 1, { cause: [was('before the change'), was('elsewhere')] }), was: was('b') },
    ]);
    expect(parsed(second).cause).toEqual([toBase64Url(leafHash(first ?? new Uint8Array())), was('elsewhere')]);
  });
});
