/** The script of `--from-logs`: foreign logs in, a verified pack out, without any gateway of Remit's. */
import { writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { publishLatest } from '../publish-latest.ts';
import type { Stage } from '../scenes/stage.ts';
import { declareAgent } from './declare-agent.ts';
import { ingestLogs } from './ingest-logs.ts';
import { openHouse } from './open-house.ts';
import { packLogs, verifyLogs } from './pack-logs.ts';

/** Number of screens. */
export const FROM_LOGS_SCREENS = 6;

/** Plays everything and answers the path of the pack. Throws at the first result that is not the expected one. */
export async function playFromLogs(stage: Stage, out: string): Promise<string> {
  const { screen, folder, clock } = stage;
  const began = clock.now();
  const house = await openHouse(stage);
  await declareAgent(stage, house);
  const ingested = await ingestLogs(stage, house);
  const counts = await packLogs(stage, house, ingested);
  const verified = await verifyLogs(stage, ingested);
  const seconds = Math.round((clock.now() - began) / 1000);
  const { head, exceptions } = verified;
  writeFileSync(folder.summary, `${JSON.stringify({ ingested, counts, head, exceptions, seconds }, null, 2)}\n`);
  const latest = publishLatest(out, folder);
  const here = relative(process.cwd(), latest);
  const shown = here.startsWith('..') ? latest : here;
  screen.title('from log files to evidence');
  screen.row('in', `${ingested.events} events of ${ingested.objects} log files`);
  screen.row('out', `${counts.traces} traces under a head of ${head?.size ?? 0} records, witnessed`);
  screen.row('took', `${seconds} s`);
  screen.row('for you', shown);
  screen.say(`node ${shown}/auditor/verify.mjs ${shown}/pack.zip --trust ${shown}/auditor/trust`);
  return join(latest, 'pack.zip');
}
