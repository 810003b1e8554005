/**
 * Ingests events, makes a report of them as a pack and writes it as a zip, in one process, verifies that in another, and prints
 * what each stage took as a line of JSON. Every event is a decision of an agent that the operator declared: each one gets a trace.
 */
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { CURRENT_LAW_VERSION } from '@remit/catalogue';
import { silentLogger, systemClock, utf8 } from '@remit/core';
import { answerQuestion, buildPack, zipPieces } from '@remit/evidence';
import { allSources, createIngest, openArchive } from '@remit/ingest';
import type { Ledger } from '@remit/ledger';
import { startLedger } from '@remit/ledger';
import { compileScope, parseScope } from '@remit/scope';
import { contentsOf, createHelper, openPackZipBeside, parseTrust, verifyPack } from '@remit/verify';
import { trailEvent } from '../trail-event.ts';

const FILE_EVENTS = 100_000;
const SOFTWARE = 'remit-bench';
const EVER = { from: Date.UTC(2026, 0), to: Date.UTC(2027, 0) };
const SCOPE = `remit-scope: 1
id: letters
system: { id: letters, name: Letters, purpose: Read and file letters }
agent: letters-agent
declared-by: Head of Operations
approved-by: Compliance Office
valid: { from: 2026-01-01, to: 2026-12-31 }
servers:
  s3:
    tools:
      GetObject: {}
`;
const AGENTS = `remit-agents: 1
agents:
  - agent: letters-agent
    identities: ["arn:aws:iam::123456789012:role/agent-role"]
    servers: { s3.amazonaws.com: s3 }
`;
/** What is missing for PASS without a witness. */
const WITHOUT_WITNESS = ['witnesses', 'freshness'];

const stages: Record<string, { seconds: number; cpu: number }> = {};

async function timed<T>(name: string, work: () => T | Promise<T>): Promise<T> {
  const cpu = process.cpuUsage();
  const began = performance.now();
  const done = await work();
  const used = process.cpuUsage(cpu);
  const before = stages[name] ?? { seconds: 0, cpu: 0 };
  stages[name] = {
    seconds: before.seconds + (performance.now() - began) / 1000,
    cpu: before.cpu + (used.user + used.system) / 1e6,
  };
  return done;
}

async function declare(ledger: Ledger): Promise<void> {
  const sub = ledger.handle('person', 'operations@lending.example');
  const parsed = parseScope(SCOPE);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  const { id, agent, systemId: system, bundleSha, compiler, from, to } = compileScope(parsed.value, utf8(SCOPE));
  const scope = { id, sha: await ledger.put(utf8(SCOPE)) };
  const dcl = { agent, system, from: new Date(from).toISOString(), to: new Date(to).toISOString() };
  await ledger.record({ t: 'scope.declare', who: { sub }, scope, dcl }).durable;
  await ledger.record({ t: 'policy.activate', scope, act_pol: { bundle_sha: bundleSha, compiler } }).durable;
  const chg = { what: 'agents.declare', ref: 'agents', sha: await ledger.put(utf8(AGENTS)) } as const;
  await ledger.record({ t: 'registry.change', who: { sub }, chg }).durable;
}

function writeTrail(path: string, first: number, end: number): void {
  const file = openSync(path, 'w');
  writeSync(file, '{"Records":[');
  for (let n = first; n < end; n++) writeSync(file, `${n === first ? '' : ','}${JSON.stringify(trailEvent(n))}`);
  writeSync(file, ']}');
  closeSync(file);
}

async function measure(events: number, dir: string): Promise<object> {
  const witnesses = [] as const;
  const clock = systemClock;
  const ledger = await startLedger({
    dir,
    origin: 'bench.example/report',
    software: SOFTWARE,
    clock,
    logger: silentLogger,
    witnesses,
  });
  await declare(ledger);
  const reader = ledger.reader();
  const ingest = createIngest({ dir, recorder: ledger, subjects: ledger, reader, clock, sources: allSources() });
  for (let first = 0; first < events; first += FILE_EVENTS) {
    const name = `trail-${first}.json`;
    const path = join(dir, name);
    writeTrail(path, first, Math.min(events, first + FILE_EVENTS));
    await timed('ingest', () => ingest.object({ name, path }));
    rmSync(path);
  }
  await timed('ingest', () => ingest.close());
  await ledger.sealHead();

  const archive = openArchive({ dir, reader });
  const now = clock.now();
  const input = { reader, archive, period: EVER, now, software: SOFTWARE, verifierSource: utf8('//\n') };
  const built = await timed('build', () => buildPack({ ...input, catalogue: CURRENT_LAW_VERSION }));
  const zip = join(dir, 'pack.zip');
  await timed('zip', () => {
    const file = openSync(zip, 'w');
    for (const piece of zipPieces(built.files)) for (let at = 0; at < piece.length; ) at += writeSync(file, piece, at);
    closeSync(file);
  });
  const files = [...contentsOf(built.files)].map(([path, content]) => ({
    path,
    size: content instanceof Uint8Array ? content.length : content.size,
  }));
  const unpacked = files.reduce((sum, { size }) => sum + size, 0);

  const peak = process.resourceUsage().maxRSS / 1000;
  const verified = verifyElsewhere(zip, ledger.vkey);
  stages['verify'] = verified;

  // A question over every event, which is answered as a table: in bulk, and no part of the report.
  const question = { ask: 'personal-data', ...EVER } as const;
  await timed('export', () => answerQuestion({ reader, archive, now, software: SOFTWARE }, question));
  archive.close();
  reader.close();
  await ledger.close();
  const peakMB = Math.max(peak, verified.peakMB);
  return { events, stages, peakMB, zipMB: statSync(zip).size / 1e6, packMB: unpacked / 1e6, files: files.length };
}

/** The reader of a pack is another one than its writer, and so is the process. */
function verifyElsewhere(zip: string, vkey: string): { seconds: number; cpu: number; peakMB: number } {
  const args = [fileURLToPath(import.meta.url), 'verify', zip, vkey];
  const { status, stdout } = spawnSync(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error('the pack could not be verified');
  // The line that `verify` prints below.
  return JSON.parse(stdout) as { seconds: number; cpu: number; peakMB: number };
}

async function verify(zip: string, vkey: string): Promise<object> {
  const trust = parseTrust(`log ${vkey}\nquorum none\n`);
  if (!trust.ok) throw new Error(trust.error);
  const helper = createHelper();
  const report = await timed('verify', async () =>
    verifyPack(await openPackZipBeside(zip, () => helper), trust.value, systemClock.now()),
  );
  await helper.close();
  const open = report.steps.filter(({ status }) => status === 'fail' || status === 'incomplete');
  if (open.some(({ name }) => !WITHOUT_WITNESS.includes(name))) throw new Error(JSON.stringify(open));
  return { ...stages['verify'], peakMB: process.resourceUsage().maxRSS / 1000 };
}

if (process.argv[2] === 'verify')
  console.log(JSON.stringify(await verify(process.argv[3] ?? '', process.argv[4] ?? '')));
else await house();

async function house(): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'remit-bench-report-'));
  try {
    console.log(JSON.stringify(await measure(Number(process.argv[2]), dir)));
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
