/**
 * Faults of PostgreSQL under a gateway with load: the server is killed, its connections are cut, an answer is lost after the
 * commit was done, its disk is full, its files may not grow, the lease goes to somebody else, and sequencer and gateway are
 * killed meanwhile; each at least once, then by weight. What was answered must be on record, no index is used twice, and all
 * heads that anybody saw go together.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres, type TestPostgres } from '@remit/testing/postgres';
import { afterAll, expect, it } from 'vitest';
import { createAudit } from './lib/audit.ts';
import { proveConsistent } from './lib/consistency.ts';
import { startDriver } from './lib/driver.ts';
import { ledgerCheck, sealed, verifyReport } from './lib/evidence.ts';
import { fill, limitFiles, limitObstacle, mountObstacle } from './lib/faults.ts';
import { type Installation, makeInstallation } from './lib/installation.ts';
import { killOne, randomMoment } from './lib/killer.ts';
import { type PostgresRelay, startPostgresRelay } from './lib/postgres-relay.ts';
import { serverBack, serverProcesses } from './lib/postgres-server.ts';
import { pause } from './lib/programs.ts';
import { campaignSeed, createRandom, isShort } from './lib/random.ts';
import { createProgress, say, table } from './lib/table.ts';

const WEIGHTS = {
  'server killed': 20,
  'connections cut': 20,
  'answer of a commit lost': 25,
  'lease taken': 15,
  'disk full': 8,
  'files may not grow': 6,
  'sequencer killed': 7,
  'gateway killed': 5,
} as const;
type Fault = keyof typeof WEIGHTS;
// Proof: the keys of that very object.
const KINDS = Object.keys(WEIGHTS) as Fault[];
/** Each kind comes once whatever was asked for. */
const FAULTS = Math.max(KINDS.length, Number(process.env['CAMPAIGN_FAULTS'] ?? (isShort ? 14 : 150)));
/** The journal of the server (its WAL) is longer: it can write nothing any more, whatever room the disk has. */
const FILE_BYTES = 64 * 1024;
const BACK_MS = 60_000;

const folder = mkdtempSync(join(tmpdir(), 'remit-pg-campaign-'));
const obstacle = mountObstacle();
if (obstacle === undefined) spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=384m,mode=0755', 'remit-campaign', folder]);
const server = await startPostgres({ dir: folder });
const obstacles: Partial<Record<Fault, string | undefined>> = {
  'disk full': obstacle,
  'files may not grow': limitObstacle(),
};
let installation: Installation | undefined;
let relay: PostgresRelay | undefined;
afterAll(async () => {
  await installation?.remove();
  relay?.close();
  if (server.kind === 'ready') await server.stop();
  if (obstacle === undefined) spawnSync('umount', ['-l', folder]);
  rmSync(folder, { recursive: true, force: true });
});

it.skipIf(server.kind === 'absent')(
  '[campaign.postgres] faults of PostgreSQL under load (skipped: no PostgreSQL; a full disk needs root to mount)',
  async () => {
    if (server.kind === 'absent') return;
    const random = createRandom(campaignSeed());
    const direct = new URL(await server.newDatabase());
    relay = await startPostgresRelay(Number(direct.port));
    const through = new URL(direct);
    through.port = String(relay.port);
    const made = await makeInstallation({ config: `store: { postgres: { url: "${through.href}" } }\n` });
    installation = made;
    const driver = startDriver({ url: made.url, key: made.agentKey, lanes: 6, pauseMs: 60, random, name: 'p' });
    const audit = createAudit(made.dataDir, { kind: 'postgres', url: direct.href });
    await driver.nextAnswer(60_000);

    const done = new Map<Fault, number[]>();
    const progress = createProgress(isShort ? 5_000 : 15_000);
    const world = { server, made, relay, database: direct.pathname.slice(1), folder };
    const first = KINDS.map((kind) => ({ kind, at: random.next() })).sort((a, b) => a.at - b.at);
    for (let count = 1; count <= FAULTS; count++) {
      await randomMoment(random);
      const fault = first.pop()?.kind ?? random.weighted(WEIGHTS);
      if (obstacles[fault] !== undefined) {
        say(`skipped: ${fault}: ${obstacles[fault]}`);
        continue;
      }
      const at = performance.now();
      await inflict(fault, world, random.between(0, 1_500));
      await driver.nextAnswer(BACK_MS).catch((error: unknown) => {
        const last = made.log.slice(-12).map((line) => JSON.stringify(line));
        throw new Error(`${fault}: ${String(error)}; gateway ${made.gatewayPid() ?? 'gone'}\n${last.join('\n')}`);
      });
      done.set(fault, [...(done.get(fault) ?? []), performance.now() - at]);
      if (count % 10 === 0) {
        audit.advance();
        expect(audit.problems).toEqual([]);
        expect(audit.lostDecisions([...driver.answered])).toEqual([]);
      }
      progress(
        () =>
          `${count}/${FAULTS} faults; ${driver.answered.length} calls answered, ${audit.leaves.length} records checked`,
      );
    }
    await driver.stop();
    await made.stopGateway();
    await made.startGateway();
    await sealed(made, 120_000);
    audit.advance();
    const middle = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
    say(
      table(
        'faults of PostgreSQL',
        ['fault', 'times', 'median back, ms', 'longest, ms'],
        [...done].map(([fault, ms]) => [fault, ms.length, middle(ms).toFixed(0), Math.max(...ms).toFixed(0)]),
      ),
    );
    say(
      `${driver.answered.length} calls answered, refused: ${[...driver.refused].join(' ')}, ${driver.lost()} connections refused or lost; ${audit.leaves.length} records; gaps: ${[...audit.gaps].join(' ')}`,
    );

    const possible = KINDS.filter((kind) => obstacles[kind] === undefined);
    expect([...done.keys()].sort()).toEqual(possible.sort());
    expect(driver.surprises).toEqual([]);
    expect([...driver.refused.keys()].filter((label) => label !== 'HTTP 503, JSON-RPC 71503')).toEqual([]);
    expect(audit.problems).toEqual([]);
    expect(audit.lostDecisions(driver.answered)).toEqual([]);
    expect(audit.openCalls(driver.answered)).toEqual([]);
    expect(audit.unrecordedEffects(made.upstream.seen.keys())).toEqual([]);
    expect(proveConsistent(made.recorder.seen, audit.leaves).problems).toEqual([]);
    const [{ n, top } = { n: 0, top: 0 }] = await server.admin(
      'SELECT count(*)::int AS n, max(idx)::int + 1 AS top FROM remit_ledger.entry',
      world.database,
    );
    expect(n).toBe(top);
    expect(await ledgerCheck(made)).toBe('ok');
    const verified = await verifyReport(made);
    expect(verified.result, verified.text).toBe('PASS');
  },
);

interface World {
  readonly server: TestPostgres;
  readonly made: Installation;
  readonly relay: PostgresRelay;
  readonly database: string;
  readonly folder: string;
}

/** Does it and, where nothing else does, ends it after `ms`. */
async function inflict(fault: Fault, { server, made, relay, database, folder }: World, ms: number): Promise<void> {
  switch (fault) {
    case 'server killed':
      await server.kill();
      await pause(ms);
      return await server.restart();
    case 'connections cut':
      await server.admin(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'remit-%' AND random() < 0.7",
      );
      return;
    case 'answer of a commit lost':
      return await Promise.race([relay.cutNextAnswer(), pause(5_000)]);
    case 'lease taken':
      await server.admin("UPDATE remit_ledger.lease SET epoch = epoch + 1, holder = 'the campaign'", database);
      return;
    case 'disk full': {
      const end = fill(folder);
      await pause(1_500 + ms);
      await end();
      return await serverBack(server);
    }
    case 'files may not grow': {
      const processes = () => serverProcesses(server);
      const end = await limitFiles(processes(), FILE_BYTES, processes);
      await pause(1_500 + ms);
      await end();
      return await serverBack(server);
    }
    case 'sequencer killed':
      return await killOne(made, 'sequencer');
    case 'gateway killed':
      return await killOne(made, 'gateway');
  }
}
