/**
 * Disk faults on each file, one after the other, in an installation under load: calls fail closed with a clear error
 * where no decision can be made durable and go on where one can; reads go on; all comes back by itself.
 */
import { afterAll, expect, it } from 'vitest';
import { createAudit } from './lib/audit.ts';
import { proveConsistent } from './lib/consistency.ts';
import { type Driver, startDriver } from './lib/driver.ts';
import { ledgerCheck, sealed, verifyReport } from './lib/evidence.ts';
import { FAULT_CASES, type FaultCase, foldersToFill } from './lib/fault-cases.ts';
import { mountObstacle, mountSmall } from './lib/faults.ts';
import { type Installation, makeInstallation } from './lib/installation.ts';
import { until } from './lib/programs.ts';
import { campaignSeed, createRandom, isShort } from './lib/random.ts';
import { say, table } from './lib/table.ts';

/** Longest time until a fault shows, and until the service is back: pauses of up to 5 s between restarts, doubled. */
const SHOW_MS = 45_000;
const BACK_MS = 45_000;
const ONLY = process.env['CAMPAIGN_FAULT'];

const cases = FAULT_CASES.filter((fault) => isShort === false || fault.short === true).filter(
  (fault) => ONLY === undefined || `${fault.error} ${fault.file}`.includes(ONLY),
);

interface Row {
  readonly fault: FaultCase;
  readonly shown: string;
  readonly backMs: number;
}

let installation: Installation | undefined;
afterAll(() => installation?.remove());

it.skipIf(process.platform !== 'linux')(
  '[campaign.disk] ENOSPC, EIO and EFBIG on each file under load (needs Linux; single faults are skipped with the reason)',
  async () => {
    const random = createRandom(campaignSeed());
    const made = await makeInstallation({ prepare: mountEach });
    installation = made;
    const driver = startDriver({ url: made.url, key: made.agentKey, lanes: 4, pauseMs: 150, random, name: 'd' });
    await driver.nextAnswer(60_000);
    const denied = () => driver.answered.find((call) => call.decisionId !== undefined)?.decisionId;
    await until('a denied call', () => denied() !== undefined);
    const proved = denied() ?? '';
    expect((await made.remit('ledger', 'proof', proved)).err).toBe('');

    const rows: Row[] = [];
    const problems: string[] = [];
    for (const fault of cases) {
      if (fault.obstacle !== undefined) {
        say(`skipped: ${fault.error} on ${fault.file}: ${fault.obstacle}`);
        continue;
      }
      const found = await runCase(fault, made, driver, proved);
      rows.push(found.row);
      problems.push(...found.problems.map((problem) => `${fault.error} ${fault.file}: ${problem}`));
      for (const problem of found.problems) say(`PROBLEM: ${problem}`);
      say(`${fault.error} on ${fault.file}: ${found.row.shown}; back after ${found.row.backMs.toFixed(0)} ms`);
    }
    await driver.nextAnswer(BACK_MS);
    await driver.stop();
    await made.stopGateway();
    await made.startGateway();
    await sealed(made, 120_000);
    const audit = createAudit(made.dataDir);
    audit.advance();
    say(
      table(
        'disk faults',
        ['fault', 'file', 'while it lasted', 'back after'],
        rows.map((row) => [row.fault.error, row.fault.file, row.shown, `${row.backMs.toFixed(0)} ms`]),
      ),
    );
    say(
      table(
        'gap records',
        ['count', 'kind'],
        [...audit.gaps].map(([kind, count]) => [count, kind]),
      ),
    );
    say(
      `${driver.answered.length} calls answered, refused: ${[...driver.refused].join(' ')}, ${driver.lost()} connections refused or lost`,
    );

    expect(problems).toEqual([]);
    expect(driver.surprises).toEqual([]);
    expect([...driver.refused.keys()].filter((label) => label !== 'HTTP 503, JSON-RPC 71503')).toEqual([]);
    expect(audit.problems).toEqual([]);
    expect(audit.lostDecisions(driver.answered)).toEqual([]);
    expect(audit.openCalls(driver.answered)).toEqual([]);
    expect(audit.unrecordedEffects(made.upstream.seen.keys())).toEqual([]);
    expect(proveConsistent(made.recorder.seen, audit.leaves).problems).toEqual([]);
    expect(await ledgerCheck(made)).toBe('ok');
    const verified = await verifyReport(made);
    expect(verified.result, verified.text).toBe('PASS');
  },
);

/** A small file system under each folder that is to be filled; the outer folder first, since the others lie in it. */
function mountEach(folders: { data: string; witness: string }): () => void {
  if (mountObstacle() !== undefined) return () => {};
  const unmount = foldersToFill(folders).map(mountSmall);
  return () => {
    for (const one of unmount.reverse()) one();
  };
}

async function runCase(
  fault: FaultCase,
  made: Installation,
  driver: Driver,
  proved: string,
): Promise<{ row: Row; problems: string[] }> {
  const problems: string[] = [];
  const pid = made.gatewayPid();
  const signedBefore = made.recorder.cosignedSize();
  const end = await fault.begin(made);
  let shown = 'calls went on';
  try {
    if (fault.calls === 'closed') {
      const { status, rpc } = await driver.nextRefusal(SHOW_MS);
      shown = `calls refused: HTTP ${status}, JSON-RPC ${rpc}`;
    } else await driver.nextAnswer(SHOW_MS);
    for (const args of [
      ['ledger', 'head'],
      ['trace', 'list', '--limit', '5'],
      ['ledger', 'proof', proved],
    ]) {
      const ran = await made.remit(...args);
      if (ran.code !== 0) problems.push(`remit ${args.join(' ')} failed while the fault lasted: ${ran.err}`);
    }
    if (fault.probe !== undefined) {
      const { ok, says } = await fault.probe(made);
      if (ok) problems.push('the command that needs the file worked while the fault lasted');
      else if (!/\[[a-z]+\.[a-z-]+\]/.test(says)) problems.push(`no clear error: ${says}`);
      shown = `${shown}; said: ${says.trim().slice(0, 90)}`;
    }
    if (fault.calls === 'open') await driver.nextAnswer(SHOW_MS);
  } catch (error) {
    problems.push(`while it lasted: ${String(error)}`);
  } finally {
    await end();
  }
  const backMs = await driver.nextAnswer(BACK_MS).catch((error: unknown) => {
    problems.push(`not back: ${String(error)}`);
    return Number.NaN;
  });
  if (fault.probe !== undefined) {
    const { ok, says } = await fault.probe(made);
    if (!ok) problems.push(`the command that needs the file does not work again: ${says}`);
  }
  if (fault.signing === 'stopped')
    await sealedAbove(made, signedBefore).catch((error: unknown) =>
      problems.push(`not signed again: ${String(error)}`),
    );
  if (made.gatewayPid() !== pid) problems.push('the gateway process ended');
  return { row: { fault, shown, backMs }, problems };
}

/** Resolves when a checkpoint that is larger than the one before the fault was cosigned. */
async function sealedAbove(made: Installation, size: number): Promise<void> {
  await until(`a cosignature above size ${size}`, () => made.recorder.cosignedSize() > size, 120_000);
}
