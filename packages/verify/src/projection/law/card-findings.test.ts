import { CURRENT_LAW_VERSION } from '@remit/catalogue';
import { utf8 } from '@remit/core';
import { expect, it } from 'vitest';
import { coreOf } from '../../testing/pack.ts';
import type { Story } from '../../testing/story.ts';
import { honestStory } from '../../testing/story.ts';
import { assembleReport, assembleStudy } from '../assemble.ts';
import { paths } from '../pack-core.ts';
import { studyCore } from '../study.ts';

const card = (more: string) => `remit-system: 1
id: loan-triage-eu
name: Loan triage
version: "1"
purpose: Sorts loan applications.
role: deployer
classification: { class: undetermined, rule: Article 6, reason: Not yet decided. }
${more}`;

async function report(story: Story, more: string, catalogue: typeof CURRENT_LAW_VERSION | undefined) {
  const sha = story.ledger.putBlob(utf8(card(more)));
  story.ledger.append({ t: 'registry.change', chg: { what: 'system.declare', ref: 'loan-triage-eu', sha } });
  const core = await coreOf(story.ledger);
  const inputs = catalogue === undefined ? core.inputs : { ...core.inputs, catalogue };
  const blobs = new Map([...core.blobs, ...story.ledger.blobs]);
  const study = studyCore({ ...core, inputs, blobs });
  const value = study.ok ? study.value : expect.unreachable('the log can be read');
  return catalogue === undefined ? assembleStudy(value) : await assembleReport(value);
}
const kinds = ({ exceptions }: { exceptions: readonly { kind: string; says: string }[] }) =>
  exceptions.filter(({ kind }) => /retention|supplier|envelope/.test(kind)).map(({ kind, says }) => `${kind}: ${says}`);

it('[verify.card-findings] what contradicts the card is an exception of the report, and the guide says how it is found', async () => {
  const short = await report(
    honestStory(24),
    'retention: { logs-months: 3, basis: National law }\nchange-envelope: []\n',
    CURRENT_LAW_VERSION,
  );
  expect(kinds(short)).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^retention_short: .*3 calendar months/),
      expect.stringMatching(/^supplier_agreement_missing: server \w+ is used/),
    ]),
  );
  const rows = short.law?.assessment ?? [];
  expect(rows.find(({ id }) => id === 'AIA-26-6')?.evidence.status).toBe('evidence_with_exceptions');
  expect(new TextDecoder().decode(short.files.get(paths.guide))).toContain('12b. Exceptions from the system card');
});

it('[verify.card-findings] without a catalogue among the inputs nothing changes', async () => {
  const plain = await report(honestStory(24), 'retention: { logs-months: 3, basis: National law }\n', undefined);
  expect(kinds(plain)).toEqual([]);
  expect(new TextDecoder().decode(plain.files.get(paths.guide))).not.toContain('12b.');
});
