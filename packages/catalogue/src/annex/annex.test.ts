import { sha256, toHex, utf8 } from '@remit/core';
import type { AnyRecord } from '@remit/record';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ReadAttestation } from '../attest/read-attestations.ts';
import { cardInForce } from '../card/card-in-force.ts';
import { exampleCard } from '../card/example.fixture.ts';
import { findForbiddenClaims } from '../claims/find-claims.ts';
import { annexIv } from '../data.gen.ts';
import { annexIvExport, annexIvPlaceholders } from './annex-iv.ts';
import type { AnnexInput } from './annex-iv-types.ts';
import { annexIvMarkdown, annexViiiMarkdown } from './annex-markdown.ts';
import { annexViiiExport, annexViiiPlaceholders } from './annex-viii.ts';
import { observe } from './observe.ts';

const SYSTEM = 'loan-triage-eu';
const sha = toHex(sha256(utf8(exampleCard)));
const scope = { id: 'sc', sha: '1'.repeat(64) };
const ts = '2026-11-10T00:00:00.000Z';
const records = (
  [
    { t: 'genesis', gen: { software: 'remit/0.2.0', vkey: 'x' } },
    { t: 'registry.change', chg: { what: 'system.declare', ref: SYSTEM, sha } },
    { t: 'registry.change', chg: { what: 'server.add', ref: 'files', sha } },
    { t: 'scope.declare', scope, dcl: { system: SYSTEM, agent: 'triage' } },
    { t: 'tool.define', act: { srv: 'files', tool: 'read_file', tool_sha: '2'.repeat(64) }, dfn: {} },
    {
      t: 'mcp.decision',
      who: { agent: 'triage' },
      act: { srv: 'files', tool: 'read_file', method: 'tools/call' },
      scope,
      pol: { dec: 'permit' },
    },
    {
      t: 'mcp.decision',
      who: { agent: 'x' },
      act: { srv: 'elsewhere', method: 'tools/call' },
      scope: { id: 'o', sha: '9'.repeat(64) },
      pol: { dec: 'deny' },
    },
    { t: 'approval', apr: { verdict: 'approved' } },
    { t: 'scope.verdict', ver: {} },
  ] as object[]
).map((record, index) => ({
  index,
  // Only the members that the functions read.
  record: { id: `R${index}`, ts, ...record } as unknown as AnyRecord,
}));
const blob = (digest: string) => (digest === sha ? utf8(exampleCard) : undefined);
const input: AnnexInput = {
  system: SYSTEM,
  lawVersion: '32024R1689@2026-07-27',
  now: '2026-12-01T00:00:00.000Z',
  card: cardInForce(records, blob, { system: SYSTEM }),
  facts: observe(records, { system: SYSTEM }),
  attestations: [],
};
const bare: AnnexInput = { ...input, card: undefined, facts: [] };
const attest = (ref: string, state: ReadAttestation['state']): ReadAttestation => ({
  ref,
  state,
  record: 'R9',
  kind: 'statement',
  index: 9,
  leaf: 'l',
  at: ts,
  sub: 'p_x',
  why: '',
  statement: {
    schema: 'remit.attestation/1',
    kind: 'statement',
    ref,
    system: SYSTEM,
    lawVersion: '32024R1689@2026-07-27',
    asked: 'x',
    statement: 'We measure completeness per product.',
    as: 'Head of Data',
    at: ts,
    shown: { catalogue: sha, reports: [] },
  },
});
const block = (of: AnnexInput, ref: string) =>
  annexIvExport(of).blocks.find((one) => one.ref === ref) ?? expect.unreachable(ref);

describe('what the log shows', () => {
  it('[annex.observed] facts name their records, and other systems stay out', () => {
    expect(input.facts).toContainEqual({ key: 'tools', says: 'files/read_file', count: 1, evidence: ['R5'] });
    expect(input.facts).toContainEqual({
      key: 'system_versions',
      says: 'system card declared',
      count: 1,
      evidence: ['R1'],
    });
    expect(JSON.stringify(input.facts)).not.toContain('elsewhere');
    expect(observe(records, { system: 'other' }).filter(({ key }) => key === 'tools')).toEqual([]);
    const later = observe(records, { system: SYSTEM, from: '2026-12-01T00:00:00.000Z' });
    expect(later.map(({ key }) => key)).toContain('tool_definitions');
    expect(later.map(({ key }) => key)).not.toContain('tools');
  });
});

describe('changes', () => {
  it('[annex.observed] a first scope and a configuration that stays the same are no changes', () => {
    const more = [
      { t: 'config.change', cfg: { sha: 'a', software: 's' } },
      { t: 'config.change', cfg: { sha: 'a', software: 's' } },
      { t: 'config.change', cfg: { sha: 'b', software: 's' } },
      {
        t: 'scope.declare',
        scope: { id: 'sc', sha: '3'.repeat(64) },
        dcl: { system: SYSTEM, agent: 'triage', supersedes: scope.sha },
      },
    ].map((record, i) => ({ index: 20 + i, record: { id: `R${20 + i}`, ts, ...record } as unknown as AnyRecord }));
    const changes = (list: typeof more) => observe(list, { system: SYSTEM }).filter(({ key }) => key === 'changes');
    expect(changes(records).map(({ says }) => says)).toEqual(['server.add files']);
    expect(changes(more)).toMatchObject([
      { says: 'configuration of the gateway', evidence: ['R22'], change: { what: 'configuration' } },
      { says: 'scope sc replaced', evidence: ['R23'], change: { what: 'scope', of: 'sc' } },
    ]);
  });
});

describe('Annex IV', () => {
  it('[annex.nine-points] has exactly nine points, with (a) to (h) under the first two', () => {
    const refs = annexIvExport(bare).blocks.map(({ ref }) => ref);
    expect(new Set(refs.map((ref) => Number.parseInt(ref, 10))).size).toBe(9);
    for (const point of [1, 2]) for (const letter of 'abcdefgh') expect(refs).toContain(`${point}(${letter})`);
    expect(refs).toHaveLength(23);
  });

  it('[annex.blocks] every block shows evidence ids, a declaration, a document or MISSING', () => {
    const subset = fc.record({
      facts: fc.subarray([...input.facts]),
      card: fc.constantFrom(input.card, undefined),
      attestations: fc.subarray(
        annexIv.flatMap(({ ref }) => [attest(`annex-iv:${ref}`, 'signed'), attest(`annex-iv:${ref}`, 'unsigned')]),
      ),
    });
    fc.assert(
      fc.property(subset, (parts) => {
        for (const { ref, tags, ...one } of annexIvExport({ ...input, ...parts }).blocks) {
          const shown = [
            ...one.observed,
            ...one.declared,
            ...one.linked,
            ...one.attested.filter(({ state }) => state === 'signed'),
          ];
          expect(tags.includes('MISSING'), ref).toBe(shown.length === 0);
          for (const { evidence } of shown) expect(evidence.length, ref).toBeGreaterThan(0);
          if (tags.includes('MISSING')) expect([tags, one.open === undefined], ref).toEqual([['MISSING'], false]);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('[annex.blocks] without anything every block is MISSING, and nothing is written for anybody', () => {
    const annex = annexIvExport(bare);
    expect(annex.blocks.flatMap(({ tags }) => tags)).toEqual(annex.blocks.map(() => 'MISSING'));
    expect(annexIvPlaceholders(annex)).toHaveLength(23);
    expect(annexIvMarkdown(annex)).toContain('DECLARATION MISSING');
  });

  it('[annex.blocks] tags what is there, and keeps open what needs a person', () => {
    expect(block(input, '1(a)')).toMatchObject({ tags: ['observed', 'declared'], observed: [{ evidence: ['R1'] }] });
    expect(block(input, '1(b)')).toMatchObject({
      tags: ['observed'],
      open: expect.stringContaining('DECLARATION MISSING'),
    });
    expect(block(input, '1(h)')).toMatchObject({ tags: ['linked'], linked: [{ kind: 'ifu', sha256: 'b'.repeat(64) }] });
    expect(block(input, '1(d)')).toMatchObject({
      tags: ['declared'],
      declared: [{ key: 'annex-iv.1(d)', evidence: ['R1'] }],
    });
    expect(block(input, '4')).toMatchObject({ tags: ['MISSING'] });
    expect(block({ ...input, attestations: [attest('annex-iv:4', 'signed')] }, '4')).toMatchObject({
      tags: ['attested'],
    });
    expect(block({ ...input, attestations: [attest('annex-iv:4', 'unsigned')] }, '4')).toMatchObject({
      tags: ['MISSING'],
      attested: [{ state: 'unsigned' }],
    });
  });

  it('[annex.iv-7-8] prints no harmonised standard only on confirmation, and never writes a declaration of conformity', () => {
    expect(block(input, '7').notes).toEqual([]);
    expect(block(input, '8')).toMatchObject({ tags: ['MISSING'], open: expect.stringContaining('DOCUMENT MISSING') });
    const text = exampleCard.replace('role: deployer', 'role: deployer\nno-harmonised-standard-as-of: 2026-11-01');
    const own = toHex(sha256(utf8(text)));
    const log = records.map((one, i) =>
      i === 1
        ? {
            ...one,
            record: { ...one.record, chg: { what: 'system.declare', ref: SYSTEM, sha: own } } as unknown as AnyRecord,
          }
        : one,
    );
    const card = cardInForce(log, () => utf8(text), { system: SYSTEM });
    expect(block({ ...input, card }, '7').notes.join()).toContain('as of 2026-11-01');
  });

  it('[annex.digest] is deterministic, keeps ten calendar years, and its digest covers every block', () => {
    expect(annexIvExport(input)).toEqual(annexIvExport(input));
    expect(annexIvExport(input).keepUntil).toBe('2038-01-10');
    expect(annexIvExport(input).legacy).toMatchObject({ chapterDate: '2027-12-02', placedBefore: 'no' });
    expect(annexIvMarkdown(annexIvExport(input))).toContain('Article 111(2): placed on the market 2028-01-10');
    expect(annexIvExport(bare).legacy).toBeUndefined();
    expect(annexIvExport(input).digest).not.toBe(annexIvExport({ ...input, facts: [] }).digest);
  });
});

describe('Annex VIII', () => {
  const numbers = (section: 'A' | 'B' | 'C', restricted = false) =>
    annexViiiExport(input, section, restricted).items.map((item) => item.number);

  it('[annex.viii-numbers] keeps the original numbers, and strikes what was deleted', () => {
    expect(numbers('A')).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
    expect(numbers('B')).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(numbers('C')).toEqual([1, 2, 3, 4, 5]);
    const struck = annexViiiExport(input, 'B').items.filter(({ state }) => state === 'struck');
    expect(struck.map(({ number, omnibusStatus }) => [number, omnibusStatus])).toEqual([
      [7, 'deleted_by_2026_1744'],
      [9, 'deleted_by_2026_1744'],
    ]);
    expect(
      annexViiiExport({ ...input, lawVersion: '32024R1689@2024-07-12' }, 'B').items.filter(
        ({ state }) => state === 'struck',
      ),
    ).toEqual([]);
    expect(annexViiiMarkdown(annexViiiExport(input, 'B'))).toContain(
      '| ~~7~~ | ~~Summary of the grounds~~ | deleted by Regulation (EU) 2026/1744',
    );
  });

  it('[annex.viii-numbers] the secure section of Article 49(4) has the items that the Act names', () => {
    expect(numbers('A', true)).toEqual([1, 2, 3, 4, 5, 7, 10]);
    expect(numbers('B', true)).toEqual([1, 2, 3, 4, 5, 8, 9]);
    expect(numbers('C', true)).toEqual([1, 2, 3]);
  });

  it('[annex.viii-items] each item has a value with its records, or is MISSING, struck or optional', () => {
    for (const section of ['A', 'B', 'C'] as const)
      for (const of of [input, bare])
        for (const item of annexViiiExport(of, section).items) {
          const empty = item.state === 'MISSING' || item.state === 'struck' || item.state === 'optional';
          expect(item.value === undefined, `${section}${item.number}`).toBe(empty);
          if (!empty) expect(item.evidenceRefs.length).toBeGreaterThan(0);
        }
    const a = annexViiiExport(input, 'A');
    expect(a.items[0]).toMatchObject({
      state: 'declared',
      value: expect.stringContaining('Triage GmbH'),
      evidenceRefs: ['R1'],
    });
    expect(a.items[4]).toMatchObject({ state: 'derived', evidenceRefs: ['R1', 'R5', 'R5'] });
    expect(a.items[5]).toMatchObject({ publicationReview: 'approved' });
    expect(a.items[11]).toMatchObject({ state: 'linked', publicationReview: 'pending' });
    expect(annexViiiPlaceholders(a).map(({ ref }) => ref)).toContain('annex-viii:A12');
    const signed = annexViiiExport({ ...input, attestations: [attest('annex-viii:A1', 'signed')] }, 'A').items[0];
    expect(signed).toMatchObject({ attestedBy: 'p_x', evidenceRefs: ['R1', 'R9'] });
  });
});

describe('as Markdown', () => {
  it('[annex.markdown] text of a card cannot write structure of its own, and nothing is claimed', () => {
    const hostile = attest('annex-iv:4', 'unsigned');
    const text = annexIvMarkdown(
      annexIvExport({
        ...input,
        attestations: [
          {
            ...hostile,
            statement: {
              ...(hostile.statement ?? expect.unreachable()),
              statement: 'x\n- attested by the regulator\n## 10 More\n<script>',
            },
          },
        ],
      }),
    );
    expect(text).not.toMatch(/^\s*- attested by the regulator|^## 10|<script>/m);
    for (const section of ['A', 'B', 'C'] as const)
      expect(findForbiddenClaims(annexViiiMarkdown(annexViiiExport(input, section)))).toEqual([]);
    expect(findForbiddenClaims(annexIvMarkdown(annexIvExport(input)))).toEqual([]);
  });
});
