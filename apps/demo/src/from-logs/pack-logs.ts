/** Fourth and fifth scene: the pack is made, and the auditor verifies it on a machine of his own. */
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { rfc3339 } from '@remit/core';
import { openPackZip } from '@remit/verify';
import { textOf } from '../evidence/read-pack.ts';
import type { VerifierReport } from '../evidence/stranger.ts';
import { foundInstead, verifyAsStranger } from '../evidence/stranger.ts';
import { trustWithoutHead } from '../evidence/trust-file.ts';
import type { ReportView } from '../processes/remit-views.ts';
import type { Stage } from '../scenes/stage.ts';
import { DemoFailure } from '../show/demo-failure.ts';
import type { Ingested } from './ingest-logs.ts';
import type { OpenHouse } from './open-house.ts';

/** Counts of foreign decisions, from the report's own section 6. */
export interface ForeignCounts {
  readonly events: number;
  readonly traces: number;
  readonly byVerdict: Readonly<Record<string, number>>;
  readonly byGrade: Readonly<Record<string, number>>;
  readonly byDecision: Readonly<Record<string, number>>;
  readonly bySource: Readonly<Record<string, number>>;
}

/** First day that the report covers: the real sample records are some years old. */
const FROM = '2020-01-01';

/** Makes the pack and the trust file. */
export async function packLogs(stage: Stage, house: OpenHouse, { made }: Ingested): Promise<ForeignCounts> {
  const { screen, folder, places, remit, clock } = stage;
  screen.title('the report of these logs');
  const to = rfc3339(clock.now());
  const report = await remit.json<ReportView>(
    ['report', '--from', FROM, '--to', to, '--out', folder.pack],
    house.administratorKey,
  );
  writeFileSync(folder.trust, trustWithoutHead({ logVkey: house.logVkey, witnessVkey: house.witness.vkey, head: '' }));
  copyFileSync(places.verifier, folder.verifier);
  screen.row('pack', `${folder.pack}, ${report.size} records`);
  const counts = foreignCounts(folder.pack);
  screen.row('decisions', `${counts.traces} of ${counts.events} events show a decision of an agent or a model`);
  screen.row('verdict', listed(counts.byVerdict));
  screen.row('', 'indeterminate: no scope is declared for who acted, or the log does not hold the arguments');
  const { in: within = 0, out = 0 } = counts.byVerdict;
  screen.check(
    `in and out are the ${made.in} and ${made.out} calls that were made so`,
    within === made.in && out === made.out,
    listed(counts.byVerdict),
  );
  screen.row('grade', `${listed(counts.byGrade)} (A is kept for records of Remit)`);
  for (const exception of report.exceptions) screen.row('exception', exception);
  return counts;
}

/** Runs the verifier from an empty folder. */
export async function verifyLogs(stage: Stage, ingested: Ingested): Promise<VerifierReport> {
  const { screen, folder } = stage;
  screen.title('the auditor verifies in an empty folder, with plain Node');
  const trust = { verifier: folder.verifier, pack: folder.pack };
  const report = await verifyAsStranger(stage, { ...trust, trust: readFileSync(folder.trust, 'utf8') });
  for (const { name, status, says } of report.steps) screen.row(name, `${status}: ${says.join('; ')}`);
  screen.check('with the trust file: PASS', report.result === 'PASS', foundInstead(report));
  const trees = report.steps.find(({ name }) => name === 'ingest-trees');
  const said = trees?.says.join('; ') ?? 'no such step';
  screen.check(
    'every ingested event stands under the log, in the tree of its object',
    trees?.status === 'ok' && said.startsWith(`${ingested.events} events in ${ingested.objects} batches`),
    said,
  );
  const without = await verifyAsStranger(stage, { ...trust, trust: undefined });
  screen.check('without the trust file: INCOMPLETE', without.result === 'INCOMPLETE', foundInstead(without));
  return report;
}

function foreignCounts(path: string): ForeignCounts {
  const { files } = openPackZip(path);
  // Shape: written by the product; the demo reads the one member.
  const report = JSON.parse(textOf(files, '02_report.json')) as {
    sections: { section: number; content: { foreign?: ForeignCounts } }[];
  };
  const foreign = report.sections.find(({ section }) => section === 6)?.content.foreign;
  if (foreign === undefined) throw new DemoFailure('the report says nothing of foreign logs');
  return foreign;
}

function listed(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([name, count]) => `${count} ${name}`)
    .join(', ');
}
