/** Real processes of the product: started, watched, killed. Linux only: children are found through /proc. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../lib/workspace.ts';

/** The built command line. */
const MAIN = join(root, 'apps/remit/dist/main.js');
const START_MS = 60_000;

/** One structured log line of a process. */
export interface LogLine {
  readonly level: number;
  readonly child: string | undefined;
  readonly message: string;
}

/** A process that stays. */
export interface Program {
  readonly pid: number;
  /** Its first line of JSON. */
  readonly said: Readonly<Record<string, unknown>>;
  readonly exited: Promise<void>;
  alive(): boolean;
  kill(signal: NodeJS.Signals): void;
  /** SIGTERM, then waits for its end. */
  stop(): Promise<void>;
}

/** How a program is started. */
export interface StartOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  onLog?(line: LogLine): void;
}

// A test runner that is told to end takes its children with it.
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

function launch(args: readonly string[], options: StartOptions): ChildProcess {
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd: options.cwd,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

/** What {@link startProgram} rejects with when the process ends before it said anything. */
export class NotStarted extends Error {}

/** Starts `remit ARGS --json` and resolves with its first line. `spawned` is told the process id at once. */
export async function startProgram(
  args: readonly string[],
  options: StartOptions,
  spawned?: (pid: number) => void,
): Promise<Program> {
  const child = launch([...args, '--json'], options);
  spawned?.(child.pid ?? 0);
  const exited = once(child, 'exit').then(() => undefined);
  let lastLines = '';
  splitLines(child.stderr, (line) => {
    lastLines = `${lastLines}${line}\n`.slice(-2000);
    options.onLog?.(parseLog(line));
  });
  const first = await new Promise<string>((resolve, reject) => {
    const late = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new NotStarted(`remit ${args[0]} said nothing in ${START_MS} ms: ${lastLines}`));
    }, START_MS);
    splitLines(child.stdout, (line) => {
      clearTimeout(late);
      resolve(line);
    });
    child.once('close', (code, signal) => {
      clearTimeout(late);
      reject(new NotStarted(`remit ${args[0]} ended with ${code ?? signal}: ${lastLines}`));
    });
  });
  const alive = () => child.exitCode === null && child.signalCode === null;
  return {
    pid: child.pid ?? 0,
    // Our own command's line of JSON.
    said: JSON.parse(first) as Record<string, unknown>,
    exited,
    alive,
    kill: (signal) => void child.kill(signal),
    async stop() {
      if (!alive()) return;
      child.kill('SIGTERM');
      await exited;
    },
  };
}

/** How a command ended. */
export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs `remit ARGS` to its end. */
export async function runRemit(args: readonly string[], options: StartOptions): Promise<Ran> {
  const child = launch(args, options);
  return finish(child);
}

/** Runs any program to its end. */
export function runProgram(command: string, args: readonly string[]): Promise<Ran> {
  return finish(spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] }));
}

async function finish(child: ChildProcess): Promise<Ran> {
  let out = '';
  let err = '';
  child.stdout?.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, out, err };
}

/** The running child of a gateway on a data folder, if there is one: children work in that folder. */
export function childOf(dataDir: string, child: 'sequencer' | 'signer'): number | undefined {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .find((pid) => {
      try {
        return (
          readlinkSync(`/proc/${pid}/cwd`) === dataDir &&
          readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(`${child}/main.js`) &&
          !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
        );
      } catch {
        return false;
      }
    });
}

/** Waits until something holds; after `ms` it fails with the name of what was waited for. */
export async function until(what: string, holds: () => boolean | Promise<boolean>, ms = 60_000): Promise<void> {
  const end = performance.now() + ms;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`waited ${ms} ms for: ${what}`);
    await pause(20);
  }
}

/** Waits. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function splitLines(stream: ChildProcess['stdout'], line: (text: string) => void): void {
  let held = '';
  stream?.setEncoding('utf8');
  stream?.on('data', (text: string) => {
    const lines = (held + text).split('\n');
    held = lines.pop() ?? '';
    for (const one of lines) if (one !== '') line(one);
  });
}

function parseLog(line: string): LogLine {
  try {
    const { level, child, msg } = JSON.parse(line) as { level?: number; child?: string; msg?: string };
    return { level: level ?? 0, child, message: msg ?? line };
  } catch {
    // Not a structured line: a crash of the runtime itself.
    return { level: 60, child: undefined, message: line };
  }
}
