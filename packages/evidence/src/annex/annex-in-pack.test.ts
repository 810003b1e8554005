/** Documents after Annex IV and VIII as files of a pack. */
import type { AnnexIvExport, AnnexVIIIExport } from '@remit/catalogue';
import { CURRENT_LAW_VERSION, findForbiddenClaims } from '@remit/catalogue';
import { fromUtf8, utf8 } from '@remit/core';
import { packFromFiles, verifyPack } from '@remit/verify';
import type { Story } from '@remit/verify/testing';
import { honestStory, TEST_START, trustOf } from '@remit/verify/testing';
import { describe, expect, it, vi } from 'vitest';
import { buildPack } from '../build-pack.ts';
import { mcpEvent, openImportedHouse, ROLE } from '../imported-house.fixture.ts';
import { readerOfTestLedger } from '../testing-reader.ts';

vi.setConfig({ testTimeout: 120_000 });

const cardOf = (system: string, role: string) => `remit-system: 1
id: ${system}
name: Cost review
version: "2.3"
purpose: Finds unused cloud resources for a clerk.
role: ${role}
provider: { name: Triage GmbH, address: "Ring 1, 10115 Berlin", contact: office of the provider }
classification: { class: annex-iii, point: 5(b), rule: Article 6(2), reason: Prepares an evaluation of creditworthiness. }
`;

const textOf = (files: ReadonlyMap<string, Uint8Array>, path: string) => fromUtf8(files.get(path) ?? utf8('')) ?? '';
// Files of a pack that this test built: their shapes are those of the exports.
const annexIv = (files: ReadonlyMap<string, Uint8Array>) =>
  JSON.parse(textOf(files, '05_annexes/annex-iv.json')) as AnnexIvExport;
const annexViii = (files: ReadonlyMap<string, Uint8Array>, section: string) =>
  JSON.parse(textOf(files, `05_annexes/annex-viii-${section}.json`)) as AnnexVIIIExport;

const SYSTEM = 'loan-triage-eu';

async function ownPack({ ledger }: Story, card?: string) {
  if (card !== undefined) {
    const sha = ledger.putBlob(utf8(card));
    ledger.append({ t: 'registry.change', chg: { what: 'system.declare', ref: SYSTEM, sha } });
  }
  const size = ledger.entries.length;
  return await buildPack({
    reader: readerOfTestLedger(ledger, [{ size, note: await ledger.checkpoint() }]),
    system: SYSTEM,
    period: { from: TEST_START, to: ledger.now() },
    now: ledger.now(),
    software: 'remit 0.1.0',
    verifierSource: utf8('// the verifier\n'),
    catalogue: CURRENT_LAW_VERSION,
  });
}

/** Ids of evidence in every block and item that says it has something. */
function unfilled(iv: AnnexIvExport, viii: readonly AnnexVIIIExport[]): string[] {
  return [
    ...iv.blocks
      .filter(({ tags, observed, declared, linked, attested }) => {
        const parts = [...observed, ...declared, ...linked, ...attested];
        if (tags.includes('MISSING')) return parts.some((part) => !('state' in part));
        return parts.length === 0 || parts.some(({ evidence }) => evidence.length === 0);
      })
      .map(({ ref }) => ref),
    ...viii.flatMap(({ section, items }) =>
      items
        .filter(({ state, value, evidenceRefs }) =>
          ['declared', 'derived', 'linked'].includes(state)
            ? value === undefined || evidenceRefs.length === 0
            : value !== undefined,
        )
        .map(({ number }) => `${section}${number}`),
    ),
  ];
}

describe('documents after Annex IV and VIII in a pack', () => {
  it('[annex.in-pack] every block and item has its evidence, a declaration, or MISSING; the verifier writes them again', async () => {
    const story = honestStory(60);
    const { files } = await ownPack(story, cardOf(SYSTEM, 'both'));
    const iv = annexIv(files);
    const viii = ['A', 'B', 'C'].map((section) => annexViii(files, section));
    expect(unfilled(iv, viii)).toEqual([]);
    const points = new Set(iv.blocks.map(({ ref }) => ref.replace(/\(.*/, '')));
    expect([...points]).toEqual(['1', '2', '3', '4', '5', '6', '7', '8', '9']);
    expect(iv.blocks.find(({ ref }) => ref === '4')?.tags).toEqual(['MISSING']);
    expect(viii[0]?.items.find(({ number }) => number === 4)?.state).toBe('MISSING');
    expect(viii[1]?.items.find(({ number }) => number === 7)?.state).toBe('struck');
    const ids = new Set(story.ledger.entries.map((entry) => /"id":"([0-9A-Z]{26})"/.exec(fromUtf8(entry) ?? '')?.[1]));
    const evidence = iv.blocks.flatMap(({ observed, declared }) =>
      [...observed, ...declared].flatMap((p) => p.evidence),
    );
    expect(evidence.length).toBeGreaterThan(10);
    for (const id of evidence) expect(ids.has(id), id).toBe(true);
    const at = story.ledger.now();
    expect((await verifyPack(packFromFiles(files), trustOf(story.ledger), at)).result).toBe('PASS');
    for (const path of ['05_annexes/annex-iv.json', '05_annexes/annex-viii-C.json']) {
      const changed = new Map(files).set(path, utf8(textOf(files, path).replace('MISSING', 'declared')));
      const report = await verifyPack(packFromFiles(changed), trustOf(story.ledger), at);
      expect(report.result, path).toBe('FAIL');
    }
  });

  it('[annex.in-pack] the page prints what is due in full, and says of what is not that it is not', async () => {
    const page = textOf((await ownPack(honestStory(30), cardOf(SYSTEM, 'both'))).files, '01_report.html');
    expect(page).toContain('due: Annex IV, Annex VIII Section A');
    expect(page).toContain('Annex IV, 1(a) ');
    expect(page).toContain('Appropriateness of the performance metrics');
    expect(page).toContain('DECLARATION MISSING');
    expect(findForbiddenClaims(page)).toEqual([]);
    const deployer = textOf((await ownPack(honestStory(30), cardOf(SYSTEM, 'deployer'))).files, '01_report.html');
    expect(deployer).toContain('none of these documents is due');
    expect(deployer).toContain('Annex IV, completeness');
    const none = await ownPack(honestStory(30));
    expect([...none.files.keys()].filter((path) => path.startsWith('05_annexes/'))).toEqual([]);
    expect(textOf(none.files, '01_report.html')).not.toContain('Annex IV and Annex VIII documents');
  });

  it('[annex.in-pack] decisions of logs of other systems stand in the blocks, with the traces that show them', async () => {
    const house = await openImportedHouse();
    try {
      await house.declareScope(`remit-scope: 1
id: cost-review
system: { id: cost-review-eu, name: Cost review, purpose: Reports. }
agent: cost-review-agent
declared-by: Head of Platform
approved-by: Compliance Office
valid: { from: 2026-01-01, to: 2026-12-31 }
servers: { aws-mcp: { tools: { search_documentation: { when: { search_phrase: { any: true } } } } } }
`);
      await house.declareAgents(
        `remit-agents: 1\nagents:\n  - { agent: cost-review-agent, identities: ["${ROLE}"], servers: { aws-mcp.us-east-1.api.aws: aws-mcp } }\n`,
      );
      await house.declareSystem('cost-review-eu', cardOf('cost-review-eu', 'both'));
      house.at('2026-11-30T00:00:00Z');
      const stranger = { role: ROLE.replace('cost-review', 'another') };
      await house.ingest(
        JSON.stringify({
          Records: [
            mcpEvent('01', '2026-11-10T10:00:00Z'),
            mcpEvent('02', '2026-11-11T10:00:00Z', { tool: 'of_a_stranger', ...stranger }),
          ],
        }),
      );
      const { files } = await house.pack({ from: '2026-11-01', to: '2026-12-01' }, CURRENT_LAW_VERSION);
      const iv = annexIv(files);
      const shown = iv.blocks.flatMap(({ observed }) => observed).filter(({ says }) => says.includes('imported log'));
      expect(shown.map(({ says }) => says)).toContain('cost-review-agent calls aws-mcp, as an imported log says');
      expect(JSON.stringify(iv)).not.toContain('of_a_stranger');
      const traces = [...files.keys()]
        .filter((path) => path.startsWith('07_imported_traces-'))
        .map((path) => textOf(files, path));
      for (const id of shown.flatMap(({ evidence }) => evidence))
        expect(traces.join('')).toContain(`"traceId":"${id}"`);
      const { steps } = await house.verify(files);
      expect(steps.find(({ name }) => name === 'derived')?.status).toBe('ok');
    } finally {
      await house.close();
    }
  });
});
