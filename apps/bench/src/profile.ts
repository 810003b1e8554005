/** npm run profile: where the time of gateway, sequencer and signer goes under load, by a CPU profile of each. `--help` says the options. */
import { mkdtempSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { modernEcho } from './calls.ts';
import { cpuOf, familyOf } from './cpu.ts';
import { launch, program } from './launch.ts';
import { chat } from './llm-calls.ts';
import { startRemitForModels } from './llm-gateways.ts';
import type { Target } from './load.ts';
import { drive } from './load.ts';
import type { ProfileOptions } from './profile-options.ts';
import { profileUsage, readProfileOptions } from './profile-options.ts';
import { startRemit } from './remit-under-test.ts';
import type { AreaTime } from './render-areas.ts';
import { byArea } from './render-areas.ts';
import { renderUsage } from './render-usage.ts';
import type { CpuProfile } from './top-functions.ts';
import { topFunctions } from './top-functions.ts';

const CONCURRENCY = 32;
const POLL_MS = 50;
/** Areas with less of the busy time are not printed. */
const LEAST_SHARE = 0.01;

const read = readProfileOptions(process.argv.slice(2));
if (!read.ok) {
  console.error(read.error);
  process.exitCode = 2;
} else if (read.value === 'help') console.log(renderUsage(profileUsage));
else await profile(read.value);

async function profile(options: ProfileOptions): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'remit-profile-'));
  const hook = { NODE_OPTIONS: `--import=${program('profile-hook')}`, REMIT_PROFILE_DIR: folder };
  const upstream = await launch(program(options.models ? 'llm-upstream' : 'fixed-upstream'), []);
  const origin = `http://127.0.0.1:${String(upstream.said['port'])}`;
  const remit = options.models
    ? await startRemitForModels(origin, hook)
    : await startRemit({ fixed: `{ url: "${origin}/mcp", era: "2026-07-28" }` }, hook);
  const target = options.models
    ? chat(remit.url, 'whole', { authorization: `Bearer ${remit.agentKey}` })
    : modernEcho(remit.url, '/mcp/fixed', remit.agentKey);
  try {
    const processes = await profiled(target, remit.pid, folder, options);
    if (options.json)
      console.log(JSON.stringify({ calls: options.calls, concurrency: CONCURRENCY, processes }, undefined, 2));
    else for (const one of processes) console.log(lines(one, options.calls));
  } finally {
    await remit.stop();
    await upstream.stop();
  }
}

interface Profiled extends ReturnType<typeof topFunctions> {
  readonly process: string;
  readonly cpuPerCallUs: number;
  readonly file: string;
  readonly areas: readonly AreaTime[];
}

/** Drives the target and takes a profile of each process of the family. */
async function profiled(
  target: Target,
  root: number,
  folder: string,
  { calls, top }: ProfileOptions,
): Promise<Profiled[]> {
  await drive(target, Math.ceil(calls / 2), CONCURRENCY);
  const family = familyOf(root);
  for (const { pid } of family) process.kill(pid, 'SIGUSR2');
  const before = family.map(({ pid }) => cpuOf(pid));
  await drive(target, calls, CONCURRENCY);
  const spent = family.map(({ pid }, i) => cpuOf(pid) - (before[i] ?? 0));
  for (const { pid } of family) process.kill(pid, 'SIGUSR2');
  while (readdirSync(folder).length < family.length) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  // The last one is written in one go, but reading must not race with it.
  await new Promise((resolve) => setTimeout(resolve, POLL_MS * 10));
  return family.map(({ pid, command }, i) => {
    const file = readdirSync(folder).find((name) => name.includes(`-${pid}.`)) ?? '';
    const path = join(folder, file.replace(/\.part$/, ''));
    renameSync(join(folder, file), path);
    // Written by the hook; the shape is V8's.
    const profile = JSON.parse(readFileSync(path, 'utf8')) as CpuProfile;
    const all = topFunctions(profile, Number.POSITIVE_INFINITY);
    return {
      process: nameOf(command),
      cpuPerCallUs: (spent[i] ?? 0) / calls,
      file: path,
      busyMs: all.busyMs,
      areas: byArea(all.top),
      top: all.top.slice(0, top),
    };
  });
}

function lines({ process: name, cpuPerCallUs, file, busyMs, areas, top }: Profiled, calls: number): string {
  const row = (self: number, share: number, what: string) =>
    `${(share * 100).toFixed(1).padStart(5)} % ${((self * 1000) / calls).toFixed(1).padStart(7)} us/call  ${what}`;
  return [
    `\n${name}: ${cpuPerCallUs.toFixed(0)} us CPU per call with the profiler on, ${busyMs.toFixed(0)} ms busy`,
    `${file} (open it in a browser's developer tools)`,
    ...areas.filter(({ share }) => share >= LEAST_SHARE).map(({ area, self, share }) => row(self, share, area)),
    '',
    ...top.map(({ self, share, name: called, where }) => row(self, share, `${called}  ${where}`)),
  ].join('\n');
}

function nameOf(command: string): string {
  if (command.includes('sequencer/main')) return 'sequencer';
  return command.includes('signer/main') ? 'signer' : 'gateway';
}
