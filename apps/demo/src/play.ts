/** The script of the demo: the scenes in order, each given what the ones before it made. */
import { writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { witnessOf } from './evidence/head-witness.ts';
import { textOf } from './evidence/read-pack.ts';
import { publishLatest } from './publish-latest.ts';
import { askPerson } from './scenes/ask-person.ts';
import { callByHand } from './scenes/call-by-hand.ts';
import { forgePacks } from './scenes/forge-packs.ts';
import { killGateway } from './scenes/kill-gateway.ts';
import { lastScreen } from './scenes/last-screen.ts';
import { leaveScope } from './scenes/leave-scope.ts';
import { makePack } from './scenes/make-pack.ts';
import { openBank } from './scenes/open-bank.ts';
import type { Stage } from './scenes/stage.ts';
import type { Decisions } from './scenes/start-log.ts';
import { startLog } from './scenes/start-log.ts';
import { verifyPack } from './scenes/verify-pack.ts';
import { connectAgents, workInScope } from './scenes/work-in-scope.ts';
import { summaryOf } from './summary.ts';

/** Number of screens. */
export const SCREENS = 11;

/** Plays everything and answers the path of the pack. Throws at the first result that is not the expected one. */
export async function play(stage: Stage, decisions: Decisions, out: string): Promise<string> {
  const from = stage.clock.now();
  const log = await startLog(stage, decisions);
  const bank = await openBank(stage, log);
  const key = bank.keys.agent.token;
  const agents = await connectAgents(bank.gateway, key);
  await workInScope(stage, agents);
  await leaveScope(stage, agents);
  await callByHand(stage, bank.gateway, key);
  await askPerson(stage, agents, bank, decisions);
  const agentsAfter = await killGateway(stage, agents, bank.gateway, key);
  const trust = await makePack(stage, { log, bank, agents: agentsAfter, from });
  const verified = await verifyPack(stage, trust);
  const forgeries = await forgePacks(stage, trust, verified);
  const seconds = Math.round((stage.clock.now() - from) / 1000);
  const summary = summaryOf({
    period: trust.period,
    verified,
    forgeries,
    witness: await witnessOf(textOf(verified.pack.files, '12_integrity/checkpoint'), trust.trust),
    kind: stage.model.kind,
    seconds,
  });
  writeFileSync(stage.folder.summary, `${JSON.stringify(summary, null, 2)}\n`);
  const latest = publishLatest(out, stage.folder);
  const here = relative(process.cwd(), latest);
  lastScreen(stage, summary, here.startsWith('..') ? latest : here);
  return join(latest, 'pack.zip');
}
