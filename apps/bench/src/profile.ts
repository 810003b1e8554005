/** npm run profile: where the time of gateway, sequencer and signer goes under load, by a CPU profile of each. */
import { mkdtempSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { modernEcho } from './calls.ts';
import { cpuOf, familyOf } from './cpu.ts';
import { launch, program } from './launch.ts';
import { drive } from './load.ts';
import { startRemit } from './remit-under-test.ts';
import type { CpuProfile } from './top-functions.ts';
import { topFunctions } from './top-functions.ts';

const CONCURRENCY = 32;
const POLL_MS = 50;

const { values } = parseArgs({
  options: {
    calls: { type: 'string', default: '20000' },
    top: { type: 'string', default: '30' },
    json: { type: 'boolean', default: false },
  },
});
const calls = Number(values.calls);
const folder = mkdtempSync(join(tmpdir(), 'remit-profile-'));
const upstream = await launch(program('fixed-upstream'), []);
const origin = `http://127.0.0.1:${String(upstream.said['port'])}`;
const remit = await startRemit(
  { fixed: `{ url: "${origin}/mcp", era: "2026-07-28" }` },
  { NODE_OPTIONS: `--import=${program('profile-hook')}`, REMIT_PROFILE_DIR: folder },
);
try {
  const target = modernEcho(remit.url, '/mcp/fixed', remit.agentKey);
  await drive(target, Math.ceil(calls / 2), CONCURRENCY);
  const family = familyOf(remit.pid);
  for (const { pid } of family) process.kill(pid, 'SIGUSR2');
  const before = family.map(({ pid }) => cpuOf(pid));
  await drive(target, calls, CONCURRENCY);
  const spent = family.map(({ pid }, i) => cpuOf(pid) - (before[i] ?? 0));
  for (const { pid } of family) process.kill(pid, 'SIGUSR2');
  while (readdirSync(folder).length < family.length) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  // The last one is written in one go, but reading must not race with it.
  await new Promise((resolve) => setTimeout(resolve, POLL_MS * 10));

  const processes = family.map(({ pid, command }, i) => {
    const file = readdirSync(folder).find((name) => name.includes(`-${pid}.`)) ?? '';
    const path = join(folder, file.replace(/\.part$/, ''));
    renameSync(join(folder, file), path);
    // Written by the hook; the shape is V8's.
    const profile = JSON.parse(readFileSync(path, 'utf8')) as CpuProfile;
    return {
      process: nameOf(command),
      cpuPerCallUs: (spent[i] ?? 0) / calls,
      file: path,
      ...topFunctions(profile, Number(values.top)),
    };
  });
  if (values.json) console.log(JSON.stringify({ calls, concurrency: CONCURRENCY, processes }, undefined, 2));
  else
    for (const { process: name, cpuPerCallUs, file, busyMs, top } of processes) {
      console.log(
        `\n${name}: ${cpuPerCallUs.toFixed(0)} us CPU per call with the profiler on, ${busyMs.toFixed(0)} ms busy`,
      );
      console.log(`${file} (open it in a browser's developer tools)`);
      for (const { self, share, name: called, where } of top)
        console.log(
          `${(share * 100).toFixed(1).padStart(5)} % ${((self * 1000) / calls).toFixed(1).padStart(7)} us/call  ${called}  ${where}`,
        );
    }
} finally {
  await remit.stop();
  await upstream.stop();
}

function nameOf(command: string): string {
  if (command.includes('sequencer/main')) return 'sequencer';
  return command.includes('signer/main') ? 'signer' : 'gateway';
}
