import { findForbiddenClaims, statementText } from '@remit/catalogue';
import { utf8 } from '@remit/core';
import type { Archive } from '@remit/ingest';
import { ed25519Signer, signatureLine } from '@remit/tlog';
import { createTestLedger } from '@remit/verify/testing';
import { describe, expect, it } from 'vitest';
import { exportAnnex } from '../annex/export-annex.ts';
import { readerOfTestLedger } from '../testing-reader.ts';
import { askedOf } from './asked-of.ts';
import { listSystems, systemView } from './system-view.ts';

const card = `remit-system: 1
id: letters-eu
name: Letters
version: "1"
purpose: Sorts letters.
role: both
classification: { class: undetermined, rule: Article 6, reason: Not yet decided. }
`;
const who = { sub: 'p_AAAAAAAAAAAAAAAAAAAAAA' };
const signer = ed25519Signer('head', new Uint8Array(32).fill(3));
const now = '2026-12-01T00:00:00.000Z';

async function story() {
  const ledger = createTestLedger();
  const reader = readerOfTestLedger(ledger, []);
  const sha = ledger.putBlob(utf8(card));
  ledger.append({ t: 'registry.change', who, chg: { what: 'system.declare', ref: 'letters-eu', sha } });
  return { ledger, reader, sha, source: { reader, now } };
}

describe('a system in the log', () => {
  it('[system.view] shows the card in force, what is open, and what a statement made now is bound to', async () => {
    const { reader, source, sha } = await story();
    expect(listSystems(reader)).toEqual(['letters-eu']);
    const view = await systemView(source, 'letters-eu');
    expect(view).toMatchObject({ card: { kind: 'ready', sha }, attestations: [], shown: { card: sha, reports: [] } });
    expect(view.open.map(({ ref }) => ref)).toEqual(expect.arrayContaining(['AIA-12-1-a', 'AIA-25-4', 'annex-iv:4']));
    expect(askedOf(view, 'AIA-12-2-0')?.asks).toBe('the logging plan');
    expect(askedOf(view, 'annex-iv:4')?.asks).toContain('DECLARATION MISSING');
    expect([askedOf(view, 'AIA-21-2'), askedOf(view, 'AIA-0'), askedOf(view, 'annex-iv:10')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect((await systemView(source, 'unknown')).open.at(-1)?.ref).toBe('system-card');
  });

  it('[system.view] a signed attestation closes its item until another card is declared', async () => {
    const { ledger, source } = await story();
    const { shown, lawVersion } = await systemView(source, 'letters-eu');
    const text = statementText({
      schema: 'remit.attestation/1',
      kind: 'statement',
      ref: 'AIA-12-2-0',
      system: 'letters-eu',
      lawVersion,
      asked: 'the logging plan',
      statement: 'Read and found to cover the risks that we know.',
      as: 'Head of Operations',
      at: now,
      shown,
    });
    const att = {
      ref: 'AIA-12-2-0',
      system: 'letters-eu',
      statement: ledger.putBlob(utf8(text)),
      vkey: signer.vkey,
      sig: await signatureLine(text, signer),
    };
    ledger.append({ t: 'attestation', who, att });
    const open = async () => (await systemView(source, 'letters-eu')).open.map(({ ref }) => ref);
    expect(await open()).not.toContain('AIA-12-2-0');
    const sha = ledger.putBlob(utf8(card.replace('version: "1"', 'version: "2"')));
    ledger.append({ t: 'registry.change', who, chg: { what: 'system.declare', ref: 'letters-eu', sha } });
    expect(await open()).toContain('AIA-12-2-0');
    expect((await systemView(source, 'letters-eu')).attestations).toMatchObject([{ state: 'outdated' }]);
  });

  it('[annex.export] the documents come from the log, the same twice, and claim nothing', async () => {
    const { source } = await story();
    const iv = await exportAnnex(source, { annex: 'iv', system: 'letters-eu' });
    expect(iv).toEqual(await exportAnnex(source, { annex: 'iv', system: 'letters-eu' }));
    expect(iv.missing).toContain('4');
    const viii = await exportAnnex(source, { annex: 'viii', system: 'letters-eu', section: 'A', restricted: false });
    expect(viii.missing).toContain('A1');
    for (const { json, markdown } of [iv, viii])
      expect([...findForbiddenClaims(markdown), ...findForbiddenClaims(JSON.stringify(json, null, 1))]).toEqual([]);
  });

  it('[annex.foreign] imported events count for a system only through a declared identity of one of its agents', async () => {
    const { ledger, source } = await story();
    const scope = { id: 'letters', sha: 'a'.repeat(64) };
    const dcl = {
      agent: 'clerk',
      system: 'letters-eu',
      from: '2026-01-01T00:00:00.000Z',
      to: '2027-01-01T00:00:00.000Z',
    };
    ledger.append({ t: 'scope.declare', who, scope, dcl });
    const event = (n: number, agent: string) =>
      utf8(
        JSON.stringify({
          n,
          who: { agent },
          act: { srv: 'portal', tool: 'read' },
          model: { prov: 'acme', req: 'latest', resp: 'acme-2' },
          dec: { result: 'permit' },
        }),
      );
    const leaves = [event(0, 'arn:clerk'), event(1, 'arn:stranger')];
    // Only the members that the export reads.
    const archive = { batches: () => [{ id: 'B1' }], leaves: () => leaves } as unknown as Pick<
      Archive,
      'batches' | 'leaves'
    >;
    const models = async () => {
      const { json } = await exportAnnex(source, { annex: 'iv', system: 'letters-eu' }, archive);
      // The export's own shape: blocks with observed facts.
      const { blocks } = json as {
        blocks: { ref: string; observed: { says: string; count: number; evidence: string[] }[] }[];
      };
      return blocks.find(({ ref }) => ref === '2(a)')?.observed;
    };
    expect(await models()).toEqual([]);
    const agents =
      'remit-agents: 1\nagents:\n  - { agent: clerk, identities: ["arn:clerk"], servers: { portal: files } }\n';
    ledger.append({
      t: 'registry.change',
      who,
      chg: { what: 'agents.declare', ref: 'agents', sha: ledger.putBlob(utf8(agents)) },
    });
    expect(await models()).toEqual([
      { key: 'models', says: 'model acme-2 of acme answered, as an imported log says', count: 1, evidence: ['B1:0'] },
      { key: 'models', says: 'model latest of acme requested, as an imported log says', count: 1, evidence: ['B1:0'] },
      { key: 'servers', says: 'server files, as an imported log says', count: 1, evidence: ['B1:0'] },
    ]);
  });
});
