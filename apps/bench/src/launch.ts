/** Starts the programs that are measured and reads the line of JSON that each prints. */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface Started {
  readonly process: ChildProcess;
  readonly pid: number;
  /** First line of JSON on standard output. */
  readonly said: Readonly<Record<string, unknown>>;
  stop(): Promise<void>;
}

export interface LaunchOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Programs that do not speak JSON: resolved when this returns true. */
  readonly ready?: () => Promise<boolean>;
}

/** Programs that run. Whoever measures ends them all, also those that were started before another one failed to. */
const running = new Set<ChildProcess>();

const POLL_MS = 5;
const READY_MS = 30_000;
/** How long a program may take to end. */
const GRACE_MS = 5_000;

/** Starts `node FILE ARGS`. Rejects with its error output when it ends before it is ready. */
export async function launch(file: string, args: readonly string[], options: LaunchOptions = {}): Promise<Started> {
  const child = spawn(process.execPath, [file, ...args], {
    cwd: options.cwd,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  let out = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (errors = (errors + chunk.toString()).slice(-4000)));
  const deadline = Date.now() + READY_MS;
  for (;;) {
    if (options.ready !== undefined ? await options.ready() : out.includes('\n')) break;
    if (child.exitCode !== null || Date.now() > deadline) {
      child.kill('SIGKILL');
      throw new Error(`${file} did not start: ${errors}`);
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return {
    process: child,
    pid: child.pid ?? 0,
    said: options.ready !== undefined ? {} : (JSON.parse(out.slice(0, out.indexOf('\n'))) as Record<string, unknown>),
    async stop() {
      if (child.exitCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

/** Ends what was started and was not stopped. */
export async function stopAll(): Promise<void> {
  await Promise.all(
    [...running].map(async (child) => {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
      await ended;
      clearTimeout(late);
    }),
  );
}

/** Runs `node FILE ARGS` to its end and parses its JSON. */
export async function runJson(
  file: string,
  args: readonly string[],
  options: LaunchOptions = {},
): Promise<Record<string, unknown>> {
  const child = spawn(process.execPath, [file, ...args], {
    cwd: options.cwd,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...options.env },
  });
  let out = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${args.join(' ')} exited with ${code}: ${errors}`);
  return JSON.parse(out) as Record<string, unknown>;
}

/** Path of a file under the workspace's root. */
export function inWorkspace(path: string): string {
  return fileURLToPath(new URL(`../../../${path}`, import.meta.url));
}

/** Path of one of the programs here. */
export function program(name: string): string {
  return fileURLToPath(new URL(`./programs/${name}.js`, import.meta.url));
}
