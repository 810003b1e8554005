/**
 * The child processes of the demo. Each is the leader of a process group of its own, so that what it starts itself can
 * be ended with it, and so that Ctrl-C reaches the demo first, which then ends them in order.
 */
import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Child } from './child.ts';
import { watchChild } from './child.ts';

/** A Node program to start. Its environment is `env` and nothing else. */
export interface ChildSpec {
  readonly name: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** File that receives everything it prints; undefined keeps the last lines in memory only. */
  readonly log?: string;
}

export interface Children {
  start(spec: ChildSpec): Child;
  /** Asks what still runs to end, then ends it. Resolves when no process of any group is left. */
  endAll(): Promise<void>;
  /** Ends what still runs at once, without waiting. For the last moment of the process. */
  killNow(): void;
}

/** How long a child has to end by itself. The gateway lets calls finish for ten seconds. */
const GRACE_MS = 15_000;

/** No children yet. `graceMs`: how long a child that is asked to end may take. */
export function createChildren(graceMs = GRACE_MS): Children {
  const running = new Set<Child>();

  const signalAll = (signal: NodeJS.Signals) => {
    for (const child of running) child.signalGroup(signal);
  };
  const allGone = async (withinMs: number): Promise<boolean> => {
    const deadline = Date.now() + withinMs;
    while (running.size > 0 && Date.now() < deadline) {
      for (const child of running) if (!child.groupAlive()) running.delete(child);
      if (running.size > 0) await sleep(20);
    }
    return running.size === 0;
  };

  return {
    start(spec) {
      const child = watchChild(
        spec.name,
        spawn(process.execPath, spec.args, {
          cwd: spec.cwd,
          env: { ...spec.env },
          detached: true,
          stdio: ['ignore', 'pipe', 'pipe'],
        }),
        spec.log,
      );
      running.add(child);
      void child.ended.then(() => {
        if (!child.groupAlive()) running.delete(child);
      });
      return child;
    },
    async endAll() {
      signalAll('SIGTERM');
      if (await allGone(graceMs)) return;
      signalAll('SIGKILL');
      await allGone(GRACE_MS);
    },
    killNow: () => signalAll('SIGKILL'),
  };
}
