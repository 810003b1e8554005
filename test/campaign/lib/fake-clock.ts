/**
 * A wall clock that jumps, for real processes: libfaketime (Debian package faketime) reads how far it is off from a file.
 * The monotonic clock runs on, as it does when somebody sets a machine's clock.
 */
import { spawnSync } from 'node:child_process';
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { handedOn } from './hooks.ts';
import { pause } from './programs.ts';

/** Seconds for which a process believes what it last read. */
const READ_AGAIN_S = 1;
/** It counts whole seconds, so that one may be nearly two. */
const SECOND_MS = 1_200;

/** Why clocks cannot be faked here; undefined when they can. */
export function clockObstacle(): string | undefined {
  if (process.platform !== 'linux') return 'needs Linux';
  return preload() === undefined ? 'needs faketime (Debian package faketime)' : undefined;
}

/** The clock of some processes. */
export interface FakeClock {
  /** What these processes are started with. */
  readonly env: Readonly<Record<string, string>>;
  /** Milliseconds from the true time; negative is behind. */
  readonly off: number;
  /** What the processes take for now, in milliseconds since the epoch. */
  now(): number;
  /** Sets it; resolves when every process has seen it. */
  set(off: number): Promise<void>;
}

/** A clock that is `off` milliseconds off. Its file lies in `folder`. */
export function createFakeClock(folder: string, name: string, off: number): FakeClock {
  const file = join(folder, `${name}.clock`);
  let current = off;
  const write = () => {
    const seconds = Math.round(current / 1000);
    writeFileSync(`${file}.tmp`, `${seconds < 0 ? '' : '+'}${seconds}\n`);
    renameSync(`${file}.tmp`, file);
  };
  write();
  return {
    env: handedOn({
      LD_PRELOAD: preload() ?? '',
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_CACHE_DURATION: String(READ_AGAIN_S),
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      NO_FAKE_STAT: '1',
    }),
    get off() {
      return current;
    },
    now: () => Date.now() + current,
    async set(next) {
      current = next;
      write();
      await pause(READ_AGAIN_S * 1000 + SECOND_MS);
    },
  };
}

/** The library, as the program of the same package names it to the loader. */
function preload(): string | undefined {
  const asked = spawnSync('faketime', ['-m', '-f', '+0', 'printenv', 'LD_PRELOAD']);
  const path = asked.status === 0 ? asked.stdout.toString().trim() : '';
  return path === '' ? undefined : path;
}
