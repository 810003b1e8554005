import { sha256, toHex, utf8 } from '@remit/core';
import type { AnyRecord } from '@remit/record';
import { describe, expect, it } from 'vitest';
import { assess } from '../assess.ts';
import { cardInForce } from '../card/card-in-force.ts';
import { exampleCard } from '../card/example.fixture.ts';
import { catalogueFor } from '../catalogue.ts';
import type { AnnexInput } from './annex-iv-types.ts';
import { cardCounts, cardFindings } from './card-evidence.ts';
import type { ObservedFact } from './observe.ts';
import { documentPlaceholders, dueDocuments, registrationSections } from './placeholders.ts';

const facts: ObservedFact[] = [
  { key: 'servers', says: 'server files', count: 3, evidence: ['R1'] },
  { key: 'servers', says: 'server mail', count: 1, evidence: ['R2'] },
  {
    key: 'changes',
    says: 'definition of files/read_file',
    count: 1,
    evidence: ['R3'],
    change: { what: 'tool-definition', of: 'files/read_file' },
  },
  {
    key: 'changes',
    says: 'definition of files/write_file',
    count: 1,
    evidence: ['R4'],
    change: { what: 'tool-definition', of: 'files/write_file' },
  },
  { key: 'changes', says: 'key.create k1', count: 1, evidence: ['R5'] },
];
const input = (from: string | RegExp = '', to = ''): AnnexInput => {
  const text = exampleCard.replace(from, to);
  const sha = toHex(sha256(utf8(text)));
  // Only the members that the function reads.
  const record = {
    id: 'R0',
    ts: '2026-11-01T00:00:00.000Z',
    t: 'registry.change',
    chg: { what: 'system.declare', ref: 's', sha },
  } as unknown as AnyRecord;
  const card = cardInForce([{ index: 0, record }], () => utf8(text), { system: 's' });
  expect(card?.kind).toBe('ready');
  return {
    system: 's',
    lawVersion: '32024R1689@2026-07-27',
    now: '2026-12-01T00:00:00.000Z',
    card,
    facts,
    attestations: [],
  };
};
const seen = (...events: string[]) => ({ events: new Set(events), servers: new Set(['files', 'mail']) });
const none: AnnexInput = { ...input(), card: undefined };

const cardOf = ({ card }: AnnexInput) => (card?.kind === 'ready' ? card.card : expect.unreachable());

describe('evidence from a card', () => {
  it('[card.counts] counts what is declared, and leaves out what no card supplies', () => {
    expect(cardCounts(input(), seen('mcp.decision'))).toMatchObject({
      system_card: 1,
      logging_plan_items: 1,
      logging_plan_items_seen: 1,
      retention_declared: 1,
      supplier_servers: 2,
      supplier_agreements: 1,
      document_ifu: 1,
      document_dpia: 0,
      annex_iv_blocks_missing: expect.any(Number),
    });
    expect(cardCounts(input(), seen()).logging_plan_items_seen).toBe(0);
    expect(cardCounts(none, seen())).toEqual({ system_card: 0 });
  });

  it('[card.counts] feed the catalogue: retention is evidence with a card and no evidence without', () => {
    const { rows } = catalogueFor('32024R1689@2026-07-27');
    const status = (counts: ReturnType<typeof cardCounts>) =>
      assess(rows, { counts, exceptions: [], attestations: [] }).find(({ id }) => id === 'AIA-26-6')?.evidence.status;
    expect(status(cardCounts(input(), seen()))).toBe('evidence_no_exceptions_found');
    expect(status(cardCounts(none, seen()))).toBe('no_evidence');
  });

  it('[card.findings] servers without agreement, changes outside the envelope, retention under six months', () => {
    expect(cardFindings(input()).map(({ kind, says }) => `${kind}: ${says}`)).toEqual([
      'supplier_agreement_missing: server mail is used and has no supplier in the card',
      'change_outside_envelope: definition of files/write_file: no item of the change envelope foresees it',
    ]);
    expect(cardFindings(input('of: files/read_file, ', '')).map(({ kind }) => kind)).toEqual([
      'supplier_agreement_missing',
    ]);
    expect(cardFindings(input('logs-months: 12', 'logs-months: 3, basis: "National law"'))[0]).toMatchObject({
      kind: 'retention_short',
      says: 'logs are kept for 3 calendar months; named as the reason: National law',
    });
    expect(cardFindings(none)).toEqual([]);
  });

  it('[attest.open] what is due follows from the card: nothing of Annex IV for a deployer, the card itself without one', () => {
    expect(documentPlaceholders(none).map(({ ref }) => ref)).toEqual(['system-card']);
    expect(documentPlaceholders(input())).toEqual([]);
    const provider = input('role: deployer', 'role: provider');
    expect(registrationSections(cardOf(provider))).toEqual(['A']);
    expect(dueDocuments(cardOf(provider))).toEqual(['IV', 'A']);
    expect(dueDocuments(cardOf(input()))).toEqual([]);
    const undetermined = input(/class: annex-iii\n {2}point: 5\(b\)/, 'class: undetermined');
    expect(documentPlaceholders(undetermined).map(({ ref }) => ref)).toEqual(['classification']);
    expect(documentPlaceholders(provider).map(({ ref }) => ref)).toEqual(
      expect.arrayContaining(['annex-iv:4', 'annex-viii:A2']),
    );
    expect(registrationSections(cardOf(input('also: [workplace]', 'also: [public-deployer]')))).toEqual(['C']);
  });
});
