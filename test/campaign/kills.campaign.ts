/**
 * SIGKILL of every process at random moments under load. What was answered must be on record, what is on record must be
 * consistent, and every repair must be said.
 *
 * A data folder lives through {@link PER_FOLDER} kills and then gives way to a new one: each start holds the whole log
 * against the signer and the published tiles, so that in one growing folder the campaign would mostly wait for starts.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { type Audit, createAudit } from './lib/audit.ts';
import { proveConsistent } from './lib/consistency.ts';
import { type Driver, startDriver } from './lib/driver.ts';
import { ledgerCheck, sealed, verifyReport } from './lib/evidence.ts';
import { type Installation, makeInstallation } from './lib/installation.ts';
import { createKillTally, type KillTally } from './lib/kill-tally.ts';
import { backAgain, killOne, randomMoment, type Target } from './lib/killer.ts';
import { campaignSeed, createRandom, isShort, type Random } from './lib/random.ts';
import { createProgress, say } from './lib/table.ts';
import { checkpointOf, type SeenCheckpoint } from './lib/witness-recorder.ts';

const KILLS = Number(process.env['CAMPAIGN_KILLS'] ?? (isShort ? 24 : 1_000));
const PER_FOLDER = 200;
/** The log is checked after every this many kills. */
const CHECK_EVERY = isShort ? 12 : 100;
const WEIGHTS: Readonly<Record<Target, number>> = { gateway: 22, sequencer: 36, signer: 30, witness: 12 };
/** Share of kills that do not wait until the one before is repaired. */
const IN_REPAIR = 0.2;
const SERVED_EVERY_MS = 100;

const linux = process.platform === 'linux';

let installation: Installation | undefined;
afterEach(() => installation?.remove());

it.skipIf(!linux)(
  '[campaign.kills] [campaign.kill-repairs] SIGKILL of gateway, sequencer, signer and witness under load (needs Linux: children are found through /proc)',
  async () => {
    const random = createRandom(campaignSeed());
    const began = performance.now();
    const tally = createKillTally();
    const progress = createProgress(isShort ? 5_000 : 15_000);
    while (tally.kills < KILLS) {
      await oneFolder(Math.min(PER_FOLDER, KILLS - tally.kills), { random, tally, progress });
      await installation?.remove();
      installation = undefined;
    }
    expect(tally.kills).toBe(KILLS);
    say(tally.tables());
    say(`${tally.kills} kills done in ${((performance.now() - began) / 1000).toFixed(0)} s`);
  },
);

interface Run {
  readonly random: Random;
  readonly tally: KillTally;
  progress(line: () => string): void;
}

/** So many kills in a data folder of its own, and everything that must hold afterwards. */
async function oneFolder(kills: number, { random, tally, progress }: Run): Promise<void> {
  const made = await makeInstallation();
  installation = made;
  const driver = startDriver({ url: made.url, key: made.agentKey, lanes: 6, pauseMs: 60, random, name: 'k' });
  const audit = createAudit(made.dataDir);
  const served: SeenCheckpoint[] = [];
  const watch = setInterval(() => noteServed(made.dataDir, served), SERVED_EVERY_MS);
  await driver.nextAnswer(60_000);

  const killed = new Map<Target, number>();
  for (let count = 1; count <= kills; count++) {
    await randomMoment(random);
    const target = random.weighted(WEIGHTS);
    const at = performance.now();
    await killOne(made, target);
    tally.killed(target);
    killed.set(target, (killed.get(target) ?? 0) + 1);
    if (random.next() >= IN_REPAIR) {
      await backAgain(made, driver, target);
      tally.back(target, performance.now() - at);
    }
    if (count % CHECK_EVERY === 0) await checkRunning(made, driver, audit);
    progress(() => progressLine(tally.kills, driver, audit));
  }

  await driver.nextAnswer(60_000);
  await driver.stop();
  clearInterval(watch);
  // A clean stop and start: the last open calls get their gap records now.
  await made.stopGateway();
  await made.startGateway();
  await sealed(made, 120_000);
  noteServed(made.dataDir, served);
  audit.advance();
  tally.add(made, driver, audit);

  expect(driver.surprises).toEqual([]);
  expect(audit.problems).toEqual([]);
  expect(audit.lostDecisions(driver.answered)).toEqual([]);
  expect(audit.openCalls(driver.answered)).toEqual([]);
  expect(audit.unrecordedEffects(made.upstream.seen.keys())).toEqual([]);
  const seen = [...made.recorder.seen, ...served];
  const consistency = proveConsistent(seen, audit.leaves);
  say(`${consistency.sizes} different checkpoints seen in ${seen.length} sightings, proved pairwise in order`);
  expect(consistency.problems).toEqual([]);
  expect(consistency.sizes).toBeGreaterThan(kills / 10);
  expect(await ledgerCheck(made)).toBe('ok');
  const verified = await verifyReport(made);
  say(`a stranger's check of the report: ${verified.result}; exceptions: ${verified.exceptions.join(', ') || 'none'}`);
  expect(verified.result, verified.text).toBe('PASS');
  expect(verified.exceptions).not.toContain('outcome_without_decision');
  expect(verified.exceptions).not.toContain('clock_skew');
  expectRepairsSaid(made, audit, killed);
}

/** In the middle of it: nothing answered is missing, nothing is inconsistent so far. */
async function checkRunning(made: Installation, driver: Driver, audit: Audit): Promise<void> {
  const answered = [...driver.answered];
  audit.advance();
  expect(audit.problems).toEqual([]);
  expect(audit.lostDecisions(answered)).toEqual([]);
  expect(driver.surprises).toEqual([]);
  await driver.nextAnswer(60_000);
  expect(await ledgerCheck(made)).toBe('ok');
}

/** Every kind of repair that the log's gap records show was also said in a log line, in words. */
function expectRepairsSaid(made: Installation, audit: Audit, killed: ReadonlyMap<Target, number>): void {
  const said = (pattern: RegExp) => made.log.filter((line) => pattern.test(line.message)).length;
  for (const child of ['sequencer', 'signer'] as const) {
    const count = killed.get(child) ?? 0;
    if (count > 0) expect(said(new RegExp(`^${child} ended, starting it again`)), child).toBeGreaterThan(0);
  }
  // A line can be lost with the gateway that should have written it; the gap record itself cannot.
  const admitted = audit.gaps.get('unacknowledged-commit') ?? 0;
  expect(said(/admitted together with the gap record/)).toBeGreaterThanOrEqual(admitted - (killed.get('gateway') ?? 0));
  if ((audit.gaps.get('decision-without-outcome') ?? 0) > 0)
    expect(said(/left open .* closed with a gap record/)).toBeGreaterThan(0);
}

/** The checkpoint file that anyone may fetch. */
function noteServed(dataDir: string, served: SeenCheckpoint[]): void {
  let note: string;
  try {
    note = readFileSync(join(dataDir, 'log', 'checkpoint'), 'utf8');
  } catch {
    return;
  }
  const checkpoint = checkpointOf(note, 'served');
  if (checkpoint !== undefined && served.at(-1)?.size !== checkpoint.size) served.push(checkpoint);
}

function progressLine(count: number, driver: Driver, audit: Audit): string {
  const turnedAway = [...driver.refused.values()].reduce((sum, n) => sum + n, 0);
  return `${count}/${KILLS} kills; this folder: ${driver.answered.length} calls answered, ${turnedAway} refused, ${driver.lost()} connections lost, ${audit.leaves.length} records checked`;
}
