/**
 * Wall clocks that jump under load: +1 h, -1 h, -30 d, +2 d, of the gateway with its children, of the witness, or of both;
 * now and then the gateway starts again right after the jump.
 *
 * What the product does with them, and what is held here. A writer's times never run back: while the clock stands behind
 * the last record, its records carry that record's time, and the sealed context of the decision says what the clock showed.
 * The verifier calls a decision whose two times are more than a minute apart `time_uncertain`, which makes its verdict
 * indeterminate; `clock_skew` is its word for a writer whose times do run back, which this product must never show.
 *
 * The clocks start 40 days behind and end at the true time, so that nothing in the last report lies in the future.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { createAudit } from './lib/audit.ts';
import { heldTimes } from './lib/clock-audit.ts';
import { tryClockRules } from './lib/clock-rules.ts';
import { proveConsistent } from './lib/consistency.ts';
import { type Driver, startDriver } from './lib/driver.ts';
import { ledgerCheck, sealed, verifyReport } from './lib/evidence.ts';
import { clockObstacle, createFakeClock, type FakeClock } from './lib/fake-clock.ts';
import { type Installation, makeInstallation } from './lib/installation.ts';
import { pause, until } from './lib/programs.ts';
import { campaignSeed, createRandom, isShort, type Random } from './lib/random.ts';
import { startRelay } from './lib/relay.ts';
import { say, table } from './lib/table.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const JUMPS: Readonly<Record<string, number>> = { '+1 h': HOUR, '-1 h': -HOUR, '-30 d': -30 * DAY, '+2 d': 2 * DAY };
const START = -40 * DAY;
/** Jumps in all; the first four are one of each kind, of both clocks at once. */
const COUNT = Number(process.env['CAMPAIGN_JUMPS'] ?? (isShort ? 4 : 24));
/** Load between two jumps. */
const HOLD_MS = isShort ? 1_500 : 4_000;
const RESTART_SHARE = 0.3;
const SERVICE_MS = 60_000;
const obstacle = clockObstacle();
if (obstacle !== undefined) say(`skipped: clocks: ${obstacle}`);

let installation: Installation | undefined;
const folder = mkdtempSync(join(tmpdir(), 'remit-clock-'));
afterAll(async () => {
  await installation?.remove();
  rmSync(folder, { recursive: true, force: true });
});

it.skipIf(obstacle !== undefined)(
  "[campaign.clock] clocks of gateway and witness jump under load (skipped: without Linux and Debian's package faketime)",
  async () => {
    const random = createRandom(campaignSeed());
    const house = createFakeClock(folder, 'house', START);
    const other = createFakeClock(folder, 'witness', START);
    let fixed = '';
    const relay = await startRelay(() => fixed);
    const made = await makeInstallation({
      env: house.env,
      witnessEnv: other.env,
      servers(url) {
        fixed = url;
        return { frail: `{ url: "http://127.0.0.1:${relay.port}/mcp", era: "2026-07-28" }` };
      },
    });
    installation = made;
    const driver = startDriver({ url: made.url, key: made.agentKey, lanes: 4, pauseMs: 150, random, name: 'c' });
    const audit = createAudit(made.dataDir);
    await driver.nextAnswer(SERVICE_MS);

    const rows: string[][] = [];
    for (const jump of jumps(random)) {
      const clocks = { house: [house], witness: [other], both: [house, other] }[jump.of];
      await Promise.all(clocks.map((clock) => clock.set(landing(clock, jump.by))));
      const back = await after(made, driver, jump.restart);
      await pause(HOLD_MS);
      audit.advance();
      expect(audit.problems).toEqual([]);
      expect(audit.lostDecisions([...driver.answered])).toEqual([]);
      expect(await ledgerCheck(made)).toBe('ok');
      const row = [jump.kind, jump.of, jump.restart ? 'started again' : '', ...back.map((ms) => `${ms.toFixed(0)} ms`)];
      say(`clock ${row.filter((cell) => cell !== '').join(', ')}`);
      rows.push(row);
    }

    // A clock that runs ahead of the witness's is for the reader to see, and is over when the witness has caught up.
    await Promise.all([house.set(-3 * DAY), other.set(-5 * DAY)]);
    await after(made, driver, true);
    const early = await verifyReport(made);
    expect(early.result, early.text).toBe('INCOMPLETE');
    expect(early.text).toMatch(/one of the clocks is wrong/);

    const rules = await tryClockRules({ made, clock: house, relay });
    for (const { name, problems } of rules) say(`${problems.length === 0 ? 'holds' : 'BROKEN'}: ${name}`);

    await Promise.all([house.set(0), other.set(0)]);
    await driver.nextAnswer(SERVICE_MS);
    await driver.stop();
    await made.stopGateway();
    await made.startGateway();
    await sealed(made, 120_000);
    audit.advance();
    const { held, most } = heldTimes(made.dataDir);
    say(table('jumps', ['clock', 'of', 'gateway', 'next answer', 'next cosignature'], rows));
    const turnedAway = [...driver.refused].map(([label, count]) => `${label}: ${count}`).join(', ') || 'none';
    say(`${driver.answered.length} calls answered, refused: ${turnedAway}, ${driver.lost()} connections lost`);
    say(
      `${held} of ${audit.counts().decisions} decisions carry a time more than a minute from their clock, at most ${(most / DAY).toFixed(1)} days`,
    );

    expect(rules.filter(({ problems }) => problems.length > 0)).toEqual([]);
    expect(driver.surprises).toEqual([]);
    expect([...driver.refused.keys()]).toEqual([]);
    expect(audit.problems).toEqual([]);
    expect(audit.lostDecisions(driver.answered)).toEqual([]);
    expect(audit.openCalls(driver.answered)).toEqual([]);
    expect(audit.unrecordedEffects(made.upstream.seen.keys())).toEqual([]);
    expect(proveConsistent(made.recorder.seen, audit.leaves).problems).toEqual([]);
    expect(await ledgerCheck(made)).toBe('ok');
    const verified = await verifyReport(made);
    say(`a stranger's check: ${verified.result}; exceptions: ${verified.exceptions.join(', ') || 'none'}`);
    expect(verified.result, verified.text).toBe('PASS');
    expect(held).toBeGreaterThan(0);
    expect(verified.text).toContain('time_uncertain');
    for (const kind of ['clock_skew', 'sequence_gap', 'chain_break', 'outcome_without_decision'])
      expect(verified.exceptions).not.toContain(kind);
  },
);

interface Jump {
  readonly kind: string;
  readonly by: number;
  readonly of: 'house' | 'witness' | 'both';
  readonly restart: boolean;
}

function jumps(random: Random): Jump[] {
  const kinds = Object.keys(JUMPS);
  return Array.from({ length: COUNT }, (_, n) => {
    const all = n < kinds.length;
    const kind = (all ? kinds[n] : kinds[random.between(0, kinds.length - 1)]) ?? '';
    const of = all ? 'both' : random.weighted({ house: 2, witness: 1, both: 2 });
    return { kind, by: JUMPS[kind] ?? 0, of, restart: !all && random.next() < RESTART_SHARE };
  });
}

/** Where a jump lands. Never in the true future: the last report could not be verified there. */
function landing(clock: FakeClock, by: number): number {
  return clock.off + by > -6 * DAY ? clock.off - 30 * DAY : clock.off + by;
}

/** Milliseconds until a call is answered and until the witness cosigns something newer. */
async function after(made: Installation, driver: Driver, restart: boolean): Promise<[number, number]> {
  if (restart) {
    await made.stopGateway();
    await made.startGateway();
  }
  const began = performance.now();
  const before = made.recorder.cosignedSize();
  const answered = await driver.nextAnswer(SERVICE_MS);
  await until('a cosignature', () => made.recorder.cosignedSize() > before, SERVICE_MS);
  return [answered, performance.now() - began];
}
