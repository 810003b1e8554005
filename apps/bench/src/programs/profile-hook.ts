/**
 * Loaded before a program (`node --import`): SIGUSR2 starts a CPU profile, SIGUSR2 again writes it to `REMIT_PROFILE_DIR`.
 * Child processes get the hook too, although the product gives them an empty environment.
 *
 * Trap: V8's CPU profiler crashes (SIGTRAP) when WebAssembly tiers up under it, so both flags are set before the module
 * of the policy engine is loaded. Functions of the engine therefore run in one tier here.
 */
import childProcess from 'node:child_process';
import { writeFileSync } from 'node:fs';
import type { Profiler } from 'node:inspector';
import { Session } from 'node:inspector';
import { syncBuiltinESMExports } from 'node:module';
import { basename, join } from 'node:path';
import { setFlagsFromString } from 'node:v8';

setFlagsFromString('--no-wasm-dynamic-tiering');
setFlagsFromString('--no-liftoff');

const folder = process.env['REMIT_PROFILE_DIR'] ?? process.argv[1] ?? '.';
const hook = import.meta.url;

const { spawn } = childProcess;
// Proof: the overloads of spawn differ in their types only; the arguments are passed on in their order.
const patched = (command: string, args: readonly string[], options: childProcess.SpawnOptions) =>
  command === process.execPath
    ? spawn(command, ['--import', hook, ...args], {
        ...options,
        env: { ...options.env, REMIT_PROFILE_DIR: folder },
      })
    : spawn(command, args, options);
childProcess.spawn = patched as typeof spawn;
syncBuiltinESMExports();

const session = new Session();
session.connect();
let running = false;

process.on('SIGUSR2', () => {
  if (!running) {
    running = true;
    session.post('Profiler.enable');
    session.post('Profiler.setSamplingInterval', { interval: 250 });
    session.post('Profiler.start');
    return;
  }
  running = false;
  session.post('Profiler.stop', (error: Error | null, { profile }: { profile: Profiler.Profile }) => {
    if (error !== null) throw error;
    const name = `${basename(process.argv[1] ?? 'node', '.js')}-${process.pid}`;
    writeFileSync(join(folder, `${name}.cpuprofile.part`), JSON.stringify(profile));
  });
});
