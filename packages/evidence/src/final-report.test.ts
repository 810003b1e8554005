import {
  CURRENT_LAW_VERSION,
  catalogueDigest,
  catalogueFor,
  findForbiddenClaims,
  statementText,
} from '@remit/catalogue';
import { rfc3339, utf8 } from '@remit/core';
import { ed25519Signer, signatureLine } from '@remit/tlog';
import { packFromFiles, verifyPack } from '@remit/verify';
import type { Story } from '@remit/verify/testing';
import { everyTypeStory, honestStory, TEST_START, testHandle, testSeed, trustOf } from '@remit/verify/testing';
import { describe, expect, it, vi } from 'vitest';
import { buildPack } from './build-pack.ts';
import { readerOfTestLedger } from './testing-reader.ts';

vi.setConfig({ testTimeout: 120_000 });

const SYSTEM = 'loan-triage-eu';
const person = ed25519Signer('head-of-credit', testSeed('head of credit'));

const cardOf = (role: string) => `remit-system: 1
id: ${SYSTEM}
name: Loan triage
version: "2.3"
purpose: Sorts incoming loan applications by completeness for a clerk.
role: ${role}
provider: { name: Triage GmbH, address: "Ring 1, 10115 Berlin", contact: office of the provider }
classification: { class: annex-iii, point: 5(b), rule: Article 6(2), reason: Prepares an evaluation of creditworthiness., profiling: true }
logging-plan:
  - { id: LP-1, situation: A call outside the declared scope, serves: [12(2)(a)], events: [mcp.decision, scope_out], retention-months: 12 }
retention: { logs-months: 12, documents-years: 10 }
`;

function declare({ ledger }: Story, role = 'deployer'): string {
  const sha = ledger.putBlob(utf8(cardOf(role)));
  ledger.append({ t: 'registry.change', chg: { what: 'system.declare', ref: SYSTEM, sha } });
  return sha;
}

async function attest({ ledger }: Story, ref: string, card: string, how: 'signed' | 'unsigned' = 'signed') {
  const text = statementText({
    schema: 'remit.attestation/1',
    kind: 'statement',
    ref,
    system: SYSTEM,
    lawVersion: CURRENT_LAW_VERSION,
    asked: `what ${ref} asks`,
    statement: 'I have read what was shown and stand by it.',
    as: 'Head of Credit Operations',
    at: rfc3339(ledger.now()),
    shown: { card, catalogue: catalogueDigest(catalogueFor(CURRENT_LAW_VERSION)), reports: [] },
  });
  const statement = ledger.putBlob(utf8(text));
  const signature = how === 'unsigned' ? {} : { vkey: person.vkey, sig: await signatureLine(text, person) };
  ledger.append({
    t: 'attestation',
    who: { sub: testHandle('head') },
    att: { ref, system: SYSTEM, statement, ...signature },
  });
}

async function report({ ledger }: Story, final?: true) {
  const size = ledger.entries.length;
  const pack = await buildPack({
    reader: readerOfTestLedger(ledger, [{ size, note: await ledger.checkpoint() }]),
    system: SYSTEM,
    period: { from: TEST_START, to: ledger.now() },
    now: ledger.now(),
    software: 'remit 0.1.0',
    verifierSource: utf8('// the verifier\n'),
    catalogue: CURRENT_LAW_VERSION,
    sample: { seed: 'an auditor', n: 10 },
    ...(final === undefined ? {} : { final }),
  });
  const json = (path: string) => JSON.parse(new TextDecoder().decode(pack.files.get(path))) as Record<string, unknown>;
  return { ...pack, json, verified: await verifyPack(packFromFiles(pack.files), trustOf(ledger), ledger.now()) };
}

type Open = { open: { ref: string; kind: string }[] };
const openRefs = (json: Record<string, unknown>) => (json as Open).open.map(({ ref }) => ref);

describe('a report held against the catalogue', () => {
  it('[report.catalogue] carries the rows used with their assessment, the logging plan and the attestations, and verifies', async () => {
    const story = honestStory(60);
    const card = declare(story);
    await attest(story, 'AIA-26-1', card);
    await attest(story, 'AIA-26-4', card, 'unsigned');
    const pack = await report(story);
    expect(pack.verified.result).toBe('PASS');
    expect(pack.json('04_catalogue.json')).toMatchObject({
      schema: 'remit.catalogue/1',
      lawVersion: CURRENT_LAW_VERSION,
    });
    expect(pack.json('05_logging_plan.json')).toMatchObject({ items: [{ id: 'LP-1', seen: { scope_out: 0 } }] });
    const attestations = [...pack.files.keys()].filter((path) => /^09_attestations\/[0-9A-Z]{26}\.json$/.test(path));
    expect(attestations.map((path) => pack.json(path)['state'])).toEqual(['signed', 'unsigned']);
    const open = openRefs(pack.json('09_open_items.json'));
    expect(open).toContain('AIA-26-4');
    expect(open).not.toContain('AIA-26-1');
    const page = new TextDecoder().decode(pack.files.get('01_report.html'));
    expect(page).toContain('DRAFT - not attested');
    expect(page).toContain('UNSIGNED');
  });

  it('[report.final] is refused with the exact list of what is open, and given once nothing is', async () => {
    const story = honestStory(60);
    const card = declare(story);
    const draft = await report(story);
    const open = openRefs(draft.json('09_open_items.json'));
    expect(open.length).toBeGreaterThan(10);
    for (const ref of open.slice(1)) await attest(story, ref, card);
    const [last = ''] = open;
    await expect(report(story, true)).rejects.toThrow(new RegExp(`1 open\\n  attestation ${last}: `));
    await attest(story, last, card, 'unsigned');
    await expect(report(story, true)).rejects.toThrow(/\(given: unsigned\)/);
    await attest(story, last, card);
    const final = await report(story, true);
    expect(final.verified.result).toBe('PASS');
    const page = new TextDecoder().decode(final.files.get('01_report.html'));
    expect(page).toContain('FINAL');
    expect(page).not.toContain('DRAFT');
    expect(new TextDecoder().decode(final.files.get('00_README.html'))).not.toContain('DRAFT');
    // Another card is in force now: what was attested was shown another one.
    story.ledger.append({
      t: 'registry.change',
      chg: {
        what: 'system.declare',
        ref: SYSTEM,
        sha: story.ledger.putBlob(utf8(cardOf('deployer').replace('2.3', '2.4'))),
      },
    });
    await expect(report(story, true)).rejects.toThrow(/given: outdated/);
  });

  it('[report.final] one open placeholder refuses it too', async () => {
    const story = honestStory(60);
    const card = declare(story, 'provider');
    const open = (await report(story)).json('09_open_items.json') as Open;
    for (const { ref, kind } of open.open) if (kind === 'attestation') await attest(story, ref, card);
    await expect(report(story, true)).rejects.toThrow(/placeholder annex-iv:/);
  });

  it('[report.claims] no report of the suite holds a forbidden claim', async () => {
    const withCard = honestStory(80);
    declare(withCard, 'both');
    const found: string[] = [];
    for (const story of [withCard, honestStory(30), everyTypeStory()]) {
      const { files } = await report(story);
      for (const [path, bytes] of files) {
        if (!/\.(?:html|json|csv|md)$/.test(path) || path.startsWith('12_integrity/')) continue;
        for (const { sentence } of findForbiddenClaims(new TextDecoder().decode(bytes)))
          found.push(`${path}: ${sentence}`);
      }
    }
    expect(found).toEqual([]);
  });
});
