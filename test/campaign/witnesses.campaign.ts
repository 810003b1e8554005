/**
 * Two witnesses killed and started again under load, one and both at a time, and a split view shown to them: appends go
 * on, a witness never goes back, the quorum catches up, the lag is told, and the fork is refused and kept.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger, systemClock } from '@remit/core';
import type { Ledger, WitnessWatch } from '@remit/ledger';
import { judgeEvidence, listEvidence, startLedger, watchWitnesses, witnessTargets } from '@remit/ledger';
import {
  ed25519Signer,
  formatAddCheckpoint,
  formatCheckpoint,
  leafHash,
  parsePolicy,
  parseVkey,
  signNote,
} from '@remit/tlog';
import { afterEach, expect, it } from 'vitest';
import { proveConsistent } from './lib/consistency.ts';
import { type Program, startProgram } from './lib/programs.ts';
import { campaignSeed, createRandom, isShort } from './lib/random.ts';
import { say } from './lib/table.ts';
import {
  checkpointOf,
  type SeenCheckpoint,
  startWitnessRecorder,
  type WitnessRecorder,
} from './lib/witness-recorder.ts';

const ROUNDS = isShort ? 6 : 60;
const ORIGIN = 'campaign.example/witnesses';
const NAMES = ['first', 'second'] as const;

const undo: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

interface Guard {
  readonly recorder: WitnessRecorder;
  program: Program;
  start(): Promise<void>;
}

it('[campaign.witnesses] two witnesses killed and started again under load', async () => {
  const random = createRandom(campaignSeed());
  const dir = mkdtempSync(join(tmpdir(), 'remit-witnesses-'));
  undo.push(() => rmSync(dir, { recursive: true, force: true }));
  const deps = {
    dir: join(dir, 'data'),
    origin: ORIGIN,
    software: 'campaign',
    clock: systemClock,
    logger: silentLogger,
  };
  const first = await startLedger({ ...deps, witnesses: [] });
  const { vkey } = first;
  await first.close();

  const guards: Guard[] = [];
  for (const name of NAMES) guards.push(await startGuard(dir, name, vkey));
  const lines = guards.map(
    ({ recorder, program }, i) => `witness ${NAMES[i]} ${String(program.said['vkey'])} ${recorder.url}`,
  );
  const policy = parsePolicy(`${lines.join('\n')}\ngroup both all ${NAMES.join(' ')}\nquorum both\n`);
  if (!policy.ok) throw new Error(policy.error);
  const ledger = await startLedger({ ...deps, witnesses: witnessTargets(policy.value) });
  undo.push(() => ledger.close());
  const watch = await watchWitnesses({
    ledger,
    policy: policy.value,
    lateMs: 500,
    clock: systemClock,
    logger: silentLogger,
  });
  undo.push(() => watch.stop());

  const load = startLoad(ledger);
  let late = 0;
  let kills = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const victims = random.next() < 0.5 ? guards : [guards[random.between(0, 1)] ?? guards[0]];
    for (const victim of victims) victim?.program.kill('SIGKILL');
    kills += victims.length;
    await until(() => watch.lag().late);
    late += 1;
    for (const victim of victims) await victim?.start();
    await caughtUp(ledger, watch);
  }
  const appended = await load.stop();
  await ledger.sealHead({ witnessed: true });
  await caughtUp(ledger, watch);
  expect(appended).toBeGreaterThan(0);
  expect(late).toBe(ROUNDS);

  const reader = ledger.reader();
  const leaves = [...reader.entries(0, reader.size())].map(({ entry }) => leafHash(entry));
  reader.close();
  const seen: SeenCheckpoint[] = guards.flatMap(({ recorder }) => recorder.seen);
  expect(proveConsistent(seen, leaves).problems).toEqual([]);
  await refuseFork(dir, guards, ledger, vkey);
  say(
    `${kills} kills of witnesses in ${ROUNDS} rounds, ${appended} records appended meanwhile, none refused; ${seen.length} heads seen, all consistent; lag told ${late} times`,
  );
});

/** The holder of the log's key shows each witness another log of the size that it has cosigned. */
async function refuseFork(dir: string, guards: readonly Guard[], ledger: Ledger, vkey: string): Promise<void> {
  const key = parseVkey(vkey);
  if (key === undefined) throw new Error('no key');
  const signer = ed25519Signer(ORIGIN, new Uint8Array(readFileSync(join(dir, 'data', 'signer', 'log.key'))));
  const size = ledger.head().witnessedSize;
  const root = new Uint8Array(32).fill(7);
  const checkpoint = await signNote(formatCheckpoint({ origin: ORIGIN, size, root }), [signer]);
  for (const [i, { recorder }] of guards.entries()) {
    const body = formatAddCheckpoint({ oldSize: size, proof: [], checkpoint });
    const answer = await fetch(`${recorder.url}/add-checkpoint`, { method: 'POST', body });
    expect(answer.status).toBe(422);
    const kept = listEvidence(join(dir, NAMES[i] ?? '', 'evidence'));
    const forks = kept.filter(({ evidence }) => evidence?.kind === 'fork');
    expect(forks).toHaveLength(1);
    const [fork] = forks;
    expect(fork?.evidence === undefined ? undefined : await judgeEvidence(fork.evidence, [key])).toMatchObject({
      verdict: 'convicts',
    });
  }
  expect(checkpointOf(checkpoint, 'offered')?.size).toBe(size);
}

async function startGuard(dir: string, name: string, vkey: string): Promise<Guard> {
  const recorder = await startWitnessRecorder();
  undo.push(() => recorder.close());
  const start = async () => {
    const args = ['witness', '--dir', join(dir, name), '--name', `${name}.example`, '--log', vkey];
    const program = await startProgram([...args, '--listen', '127.0.0.1:0'], { cwd: dir });
    recorder.target = String(program.said['url']);
    return program;
  };
  const guard: Guard = {
    recorder,
    program: await start(),
    async start() {
      await guard.program.exited;
      guard.program = await start();
    },
  };
  undo.push(() => guard.program.stop());
  return guard;
}

/** Appends in eight lanes until it is stopped; a rejected record ends the campaign. */
function startLoad(ledger: Ledger): { stop(): Promise<number> } {
  let running = true;
  let appended = 0;
  const lane = async () => {
    while (running) {
      await ledger.record({ t: 'heartbeat', hb: { why: 'campaign' } }).durable;
      appended += 1;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  const lanes = Promise.all(Array.from({ length: 8 }, lane));
  return {
    async stop() {
      running = false;
      await lanes;
      return appended;
    },
  };
}

/** A quorum has seen everything that is durable now. */
async function caughtUp(ledger: Ledger, watch: WitnessWatch): Promise<void> {
  const { size } = ledger.head();
  await until(async () => {
    // Without it a witness is asked again only after a pause.
    await ledger.sealHead({ witnessed: true }).catch(() => undefined);
    return watch.lag().quorumSize >= size;
  });
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 20));
}
