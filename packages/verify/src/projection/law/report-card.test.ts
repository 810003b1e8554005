/** Which system card a report is held against. */
import { CURRENT_LAW_VERSION } from '@remit/catalogue';
import { utf8 } from '@remit/core';
import { expect, it } from 'vitest';
import type { TestLedger } from '../../testing/ledger.ts';
import { coreOf } from '../../testing/pack.ts';
import { honestStory } from '../../testing/story.ts';
import { assembleReport } from '../assemble.ts';
import type { Rules } from '../rules.ts';
import { studyCore } from '../study.ts';

const card = (version: string) => `remit-system: 1
id: loan-triage-eu
name: Loan triage
version: "${version}"
purpose: Sorts loan applications.
role: deployer
classification: { class: undetermined, rule: Article 6, reason: Not yet decided. }
`;

function declare(ledger: TestLedger, version: string): string {
  const sha = ledger.putBlob(utf8(card(version)));
  return ledger.append({ t: 'registry.change', chg: { what: 'system.declare', ref: 'loan-triage-eu', sha } }).record.ts;
}

async function cardIn(ledger: TestLedger, to: string, rules?: Rules) {
  const inputs = { catalogue: CURRENT_LAW_VERSION, to };
  const core = await coreOf(ledger, { inputs, ...(rules === undefined ? {} : { rules }) });
  const study = studyCore(core);
  const pack = await assembleReport(study.ok ? study.value : expect.unreachable('the log can be read'));
  const { card: found } = pack.law ?? expect.unreachable();
  const cover = new TextDecoder().decode(pack.files.get('02_report.json')).split('"section": 7')[0] ?? '';
  return { version: found?.kind === 'ready' ? found.card.version : undefined, later: found?.later, cover };
}

it('[verify.report-card] a report is held against the card in force at the end of its period, not that of today', async () => {
  const { ledger } = honestStory(24);
  declare(ledger, '1');
  const changed = declare(ledger, '2');
  const end = new Date(Date.parse(changed) + 1).toISOString();
  expect(await cardIn(ledger, changed)).toMatchObject({ version: '1', later: undefined });
  expect(await cardIn(ledger, end)).toMatchObject({ version: '2', later: undefined });
  // Packs of the first rules keep what they said.
  expect(await cardIn(ledger, changed, 'remit.projection/1')).toMatchObject({ version: '2', later: undefined });
});

it('[verify.report-card] a card that was declared only after the period stands in, and the cover says so', async () => {
  const { ledger } = honestStory(24);
  const first = declare(ledger, '1');
  declare(ledger, '2');
  const found = await cardIn(ledger, first);
  expect(found).toMatchObject({ version: '1', later: true });
  expect(found.cover).toContain('declared after its end');
});
