/**
 * Keeps one child process running: starts it, gives its pipe (file descriptor 3) to the owner, and starts it again
 * after a growing pause when it dies.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import type { Logger } from '@remit/core';

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 5_000;
/** A child that ran this long did not fail because of what it was started with. */
const STEADY_MS = 30_000;
/** Standard error is only for crashes of the runtime itself. */
const MAX_STDERR_LINES = 20;

/** A supervised child. */
export interface Supervised {
  /** The child has done what it is for, which a start alone does not show: the next pause is short again. */
  worked(): void;
  /** Ends the supervision; resolves when the child has ended, which `graceMs` later is enforced. */
  stop(graceMs: number): Promise<void>;
}

/** Starts the child at once. */
export function supervise(deps: {
  name: string;
  entry: string;
  args: readonly string[];
  /** Working directory: the data folder, so that socket paths stay short. */
  cwd: string;
  logger: Logger;
  onStart(pipe: Socket): void;
  /** The child ended without being asked to. `lastWords`: what it left on standard error. */
  onExit(lastWords: string): void;
}): Supervised {
  let child: ChildProcess | undefined;
  let pause = FIRST_PAUSE_MS;
  let timer: NodeJS.Timeout | undefined;
  let stopping = false;
  let ended: (() => void) | undefined;

  const start = () => {
    timer = undefined;
    // An empty environment: nothing in it is meant for the children, and some of it may be secret.
    const started = spawn(process.execPath, [deps.entry, ...deps.args], {
      cwd: deps.cwd,
      env: {},
      stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    });
    child = started;
    const startedAt = performance.now();
    const stderr: string[] = [];
    started.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr.push(...text.split('\n').filter((line) => line.trim() !== ''));
      stderr.splice(0, Math.max(0, stderr.length - MAX_STDERR_LINES));
    });
    // stdio[3] of kind 'pipe' is a socket in both directions.
    deps.onStart(started.stdio[3] as Socket);
    let over = false;
    const gone = (how: string) => {
      if (over) return;
      over = true;
      child = undefined;
      if (stopping) {
        ended?.();
        return;
      }
      const lastWords = stderr.join(' | ');
      if (performance.now() - startedAt >= STEADY_MS) pause = FIRST_PAUSE_MS;
      deps.logger.error(
        { child: deps.name, how, lastWords, restartInMs: pause },
        `${deps.name} ended, starting it again`,
      );
      timer = setTimeout(start, pause);
      pause = Math.min(LONGEST_PAUSE_MS, pause * 2);
      deps.onExit(lastWords === '' ? how : `${how}: ${lastWords}`);
    };
    started.on('error', (error) => gone(error.message));
    started.on('close', (code, signal) => gone(signal === null ? `exit code ${code ?? '?'}` : `signal ${signal}`));
  };
  start();

  return {
    worked() {
      pause = FIRST_PAUSE_MS;
    },
    stop(graceMs) {
      stopping = true;
      clearTimeout(timer);
      const running = child;
      if (running === undefined) return Promise.resolve();
      return new Promise((resolve) => {
        const force = setTimeout(() => running.kill('SIGKILL'), graceMs);
        ended = () => {
          clearTimeout(force);
          resolve();
        };
      });
    },
  };
}
