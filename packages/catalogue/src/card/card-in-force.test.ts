import { sha256, toHex, utf8 } from '@remit/core';
import type { AnyRecord } from '@remit/record';
import { expect, it } from 'vitest';
import { cardInForce, declaredSystems } from './card-in-force.ts';
import { exampleCard } from './example.fixture.ts';

const later = exampleCard.replace('"2.3"', '"2.4"');
const shaOf = (text: string) => toHex(sha256(utf8(text)));
const blobs = new Map([exampleCard, later, 'remit-system: 2\n'].map((text) => [shaOf(text), utf8(text)]));
const declare = (index: number, ts: string, ref: string, sha: string, what = 'system.declare') => ({
  index,
  // Only the members that the function reads; a whole record would hide them.
  record: { v: 1, id: `R${index}`, ts, t: 'registry.change', chg: { what, ref, sha } } as unknown as AnyRecord,
});
const log = [
  declare(3, '2026-11-01T00:00:00.000Z', 'loan-triage-eu', shaOf(exampleCard)),
  declare(4, '2026-11-02T00:00:00.000Z', 'other', shaOf('remit-system: 2\n')),
  declare(7, '2026-11-05T00:00:00.000Z', 'loan-triage-eu', shaOf(later)),
  declare(8, '2026-11-06T00:00:00.000Z', 'lost', 'f'.repeat(64)),
  declare(9, '2026-11-06T00:00:00.000Z', 'files', 'f'.repeat(64), 'server.add'),
];
const at = (system: string, before?: string) =>
  cardInForce(log, (sha) => blobs.get(sha), before === undefined ? { system } : { system, before });

it('[card.in-force] the last declaration before the end of the report counts', () => {
  expect(at('loan-triage-eu')).toMatchObject({
    kind: 'ready',
    index: 7,
    card: { version: '2.4' },
    earlier: [{ index: 3 }],
  });
  expect(at('loan-triage-eu', '2026-11-05T00:00:00.000Z')).toMatchObject({
    index: 3,
    card: { version: '2.3' },
    earlier: [],
  });
  expect(at('loan-triage-eu', '2026-11-01T00:00:00.000Z')).toBeUndefined();
});

it('[card.in-force] where none was declared before, the first one after is marked as later, when it is asked for', () => {
  const before = '2026-11-01T00:00:00.000Z';
  const first = cardInForce(log, (sha) => blobs.get(sha), { system: 'loan-triage-eu', before, orFirstLater: true });
  expect(first).toMatchObject({ index: 3, later: true, earlier: [], card: { version: '2.3' } });
  const after = cardInForce(log, (sha) => blobs.get(sha), {
    system: 'loan-triage-eu',
    before: '2026-11-05T00:00:00.000Z',
    orFirstLater: true,
  });
  expect(after).toMatchObject({ index: 3 });
  expect(after?.later).toBeUndefined();
});

it('[card.in-force] a card that is lost, altered or unreadable is said to be so', () => {
  expect(at('lost')?.kind).toBe('missing');
  expect(cardInForce(log, () => utf8('altered'), { system: 'loan-triage-eu' })?.kind).toBe('missing');
  expect(at('other')).toMatchObject({
    kind: 'unreadable',
    problems: expect.arrayContaining([expect.objectContaining({ line: 1 })]),
  });
  expect(declaredSystems(log)).toEqual(['loan-triage-eu', 'lost', 'other']);
});
