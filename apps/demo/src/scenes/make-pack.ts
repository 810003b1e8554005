/** Eighth scene: the day ends, the auditor looks at his witness, and asks the bank for the evidence. */
import { copyFileSync, writeFileSync } from 'node:fs';
import { rfc3339 } from '@remit/core';
import { ORIGIN } from '../cast/people.ts';
import type { Trust } from '../evidence/trust-file.ts';
import { trustFile } from '../evidence/trust-file.ts';
import { fetchWitnessedHead } from '../evidence/witness-head.ts';
import type { Agents } from '../loop/run-task.ts';
import type { HeadView, ReportView } from '../processes/remit-views.ts';
import { until } from '../processes/until.ts';
import { closeAll } from './kill-gateway.ts';
import type { OpenBank } from './open-bank.ts';
import type { Stage } from './stage.ts';
import type { StartedLog } from './start-log.ts';

const WITNESS_MS = 20_000;

/** What the auditor now holds, the pack apart. */
export interface AuditorsTrust {
  readonly trust: Trust;
  /** The trust file's text. */
  readonly text: string;
  /** The period that was asked for, RFC 3339. */
  readonly period: { readonly from: string; readonly to: string };
}

/** Makes the pack of the calls since `from` (milliseconds since the epoch), and the auditor's trust file. */
export async function makePack(
  stage: Stage,
  input: { readonly log: StartedLog; readonly bank: OpenBank; readonly agents: Agents; readonly from: number },
): Promise<AuditorsTrust> {
  const { screen, folder, places, remit, clock } = stage;
  const { log, bank, agents, from } = input;
  screen.title('the auditor asks for the evidence');
  await closeAll(agents);
  const period = { from: rfc3339(from), to: rfc3339(clock.now()) };
  const { size } = await remit.json<HeadView>(['ledger', 'head'], bank.keys.auditor.token);
  const head = await until(`the witness to cosign ${size} records`, WITNESS_MS, async () => {
    const seen = await fetchWitnessedHead(log.witness.url, ORIGIN);
    return seen !== undefined && seen.size >= size ? seen : undefined;
  });
  screen.row('witness', `has cosigned ${head.size} records; the auditor keeps this head`);
  const trust = { logVkey: log.logVkey, witnessVkey: log.witness.vkey, head: head.note };
  const text = trustFile(trust);
  writeFileSync(folder.trust, text);
  copyFileSync(places.verifier, folder.verifier);

  const report = await remit.json<ReportView>(
    ['report', '--from', period.from, '--to', period.to, '--out', folder.pack],
    bank.keys.auditor.token,
  );
  screen.row('pack', `${folder.pack}, ${report.size} records, ${report.traces} traces`);
  for (const exception of report.exceptions) screen.row('exception', exception);
  screen.check(
    'the pack goes at least as far as the head that the auditor keeps',
    report.size >= head.size,
    `${report.size} records in the pack, ${head.size} under the head`,
  );
  return { trust, text, period };
}
