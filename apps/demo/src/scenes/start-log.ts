/** First scene: the bank makes its log and hands its public key to the auditor, who starts a witness of his own. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DecisionServer } from '@remit/testing';
import { createDecisionServer } from '@remit/testing';
import { writeCases } from '../cast/applicants.ts';
import type { BankConfig } from '../cast/bank-config.ts';
import { bankConfig } from '../cast/bank-config.ts';
import { ORIGIN, people, WITNESS } from '../cast/people.ts';
import type { ModelChoice } from '../model/model-choice.ts';
import type { Witness } from '../processes/long-running.ts';
import { startEverything, startWitness } from '../processes/long-running.ts';
import type { InitView } from '../processes/remit-views.ts';
import type { Stage } from './stage.ts';

/** The bank before its gateway runs, and the auditor's witness. */
export interface StartedLog {
  readonly logVkey: string;
  readonly administratorKey: string;
  readonly witness: Witness;
}

/** The server that takes proposals. It runs inside the demo, so that the demo sees what reached it. */
export type Decisions = DecisionServer;

/** Starts the decision system. The caller closes it. */
export async function startDecisions(): Promise<Decisions> {
  return await createDecisionServer();
}

/** Writes the case files, starts the example server, makes the log, starts the witness and writes the configuration. */
export async function startLog(stage: Stage, decisions: Decisions): Promise<StartedLog> {
  const { screen, folder, places, children, remit } = stage;
  screen.title('the bank starts its log, the auditor starts a witness');
  writeCases(folder.applicants);
  screen.row('case files', folder.applicants);
  const everythingUrl = await startEverything(children, {
    script: places.everythingServer,
    cwd: folder.logs,
    log: join(folder.logs, 'everything.log'),
  });
  const config: BankConfig = {
    adminSocket: shortSocket(stage),
    witness: undefined,
    files: { command: process.execPath, args: [places.filesystemServer, folder.applicants] },
    everythingUrl,
    decisionsUrl: decisions.url,
    model: { ...stage.model, key: keyOf(stage.model, stage) },
  };
  writeFileSync(folder.bankConfig, bankConfig(config));
  const made = await remit.json<InitView>(['init', '--person', people.administrator]);
  screen.check(`the log is called ${ORIGIN}`, made.origin === ORIGIN, made.origin);
  screen.row('log key', made.vkey);
  const witness = await startWitness(children, {
    script: places.remit,
    dir: folder.witness,
    cwd: folder.auditor,
    name: WITNESS,
    logVkey: made.vkey,
    origin: made.origin,
    log: join(folder.logs, 'witness.log'),
  });
  screen.row('witness key', witness.vkey);
  writeFileSync(folder.bankConfig, bankConfig({ ...config, witness }));
  screen.say(`The auditor's witness runs in his own folder, ${folder.witness}`);
  return { logVkey: made.vkey, administratorKey: made.token, witness };
}

/** The key of a real account is read from a file outside the run's folder, which goes when the demo ends. */
function keyOf({ kind, key }: ModelChoice, { temporary }: Stage): BankConfig['model']['key'] {
  if (kind === 'replay') return key;
  const file = join(temporary.make(), 'provider-key');
  writeFileSync(file, key, { mode: 0o600 });
  return { file };
}

/** A Unix socket's path has at most 107 bytes. In a deep checkout the socket moves to the folder for temporary files. */
function shortSocket({ folder, temporary }: Stage): string | undefined {
  const inside = join(folder.bankData, 'run', 'admin.sock');
  return Buffer.byteLength(inside) <= 100 ? undefined : join(temporary.make(), 'admin.sock');
}
