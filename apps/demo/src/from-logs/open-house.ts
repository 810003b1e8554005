/** First scene: an operator without a gateway of Remit's starts a log, the auditor starts a witness. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { people, WITNESS } from '../cast/people.ts';
import type { Witness } from '../processes/long-running.ts';
import { startWitness } from '../processes/long-running.ts';
import type { InitView } from '../processes/remit-views.ts';
import type { Stage } from '../scenes/stage.ts';

/** Origin of the log that foreign logs are recorded in. */
export const LOGS_ORIGIN = 'lending.example/foreign-logs';

/** What the later scenes need. */
export interface OpenHouse {
  readonly logVkey: string;
  readonly administratorKey: string;
  readonly witness: Witness;
}

/** Makes the data folder and starts the witness. No gateway runs in this demo. */
export async function openHouse(stage: Stage): Promise<OpenHouse> {
  const { screen, folder, places, children, remit } = stage;
  screen.title('an operator who runs the gateways of others starts a log, the auditor a witness');
  const config = (witnesses: readonly object[]) =>
    `# Foreign logs only: no MCP server runs behind this installation.\ndata: ./data\nlog:\n  origin: ${LOGS_ORIGIN}\n  witnesses: ${JSON.stringify(witnesses)}\n`;
  writeFileSync(folder.bankConfig, config([]));
  const made = await remit.json<InitView>(['init', '--person', people.administrator]);
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
  writeFileSync(folder.bankConfig, config([{ name: 'auditor', ...witness }]));
  screen.row('witness key', witness.vkey);
  return { logVkey: made.vkey, administratorKey: made.token, witness };
}
