/** One child process: its output line by line, its end, and signals to it or to its whole group. */
import type { ChildProcess } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { DemoFailure } from '../show/demo-failure.ts';

/** How a process ended: an exit code, or the signal that ended it. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface Child {
  readonly name: string;
  readonly pid: number;
  readonly ended: Promise<Ended>;
  /** Everything printed on standard output so far. */
  stdout(): string;
  /** The last lines of both streams, for a failure message. */
  lastLines(): string;
  /** The first line, printed already or to come, for which `find` answers something. Fails when the child ends first or is late. */
  line<T>(find: (line: string) => T | undefined, withinMs: number): Promise<T>;
  /** To this process alone. */
  signal(signal: NodeJS.Signals): void;
  /** To this process and what it has started, as far as it has not left the group. */
  signalGroup(signal: NodeJS.Signals): void;
  /** True while any process of the group runs. */
  groupAlive(): boolean;
}

const KEPT_LINES = 15;

/** Watches a process that was started with `detached`, so that its id is also its group's. `log`: file that gets its output. */
export function watchChild(name: string, child: ChildProcess, log: string | undefined): Child {
  const { pid, stdout, stderr } = child;
  if (pid === undefined || stdout === null || stderr === null) throw new DemoFailure(`${name} could not be started`);
  const lines: string[] = [];
  const outLines: string[] = [];
  const readers = new Set<(line: string) => void>();
  let gone = false;

  const read = (stream: Readable, keep: string[] | undefined) =>
    createInterface({ input: stream }).on('line', (line) => {
      if (log !== undefined) appendFileSync(log, `${line}\n`);
      lines.push(line);
      keep?.push(line);
      for (const reader of readers) reader(line);
    });
  read(stdout, outLines);
  read(stderr, undefined);

  // 'close' and not 'exit': by then both streams have been read to their end.
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  ended.catch(() => undefined);
  const lastLines = () => lines.slice(-KEPT_LINES).join('\n');

  return {
    name,
    pid,
    ended,
    stdout: () => outLines.join('\n'),
    lastLines,
    line: (find, withinMs) => awaitLine({ name, lines, readers, ended, lastLines }, find, withinMs),
    signal: (signal) => void child.kill(signal),
    signalGroup(signal) {
      if (!gone) gone = !send(pid, signal);
    },
    groupAlive() {
      // Invariant: a group found empty is never asked again, because its id may then belong to somebody else.
      if (!gone) gone = !send(pid, 0);
      return !gone;
    },
  };
}

/** False when the group has no process left. */
function send(group: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-group, signal);
  } catch {
    return false;
  }
}

interface Watched extends Pick<Child, 'name' | 'ended' | 'lastLines'> {
  readonly lines: readonly string[];
  readonly readers: Set<(line: string) => void>;
}

function awaitLine<T>(child: Watched, find: (line: string) => T | undefined, withinMs: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const finish = (settle: () => void) => {
      clearTimeout(timer);
      child.readers.delete(reader);
      settle();
    };
    const fail = (why: string) =>
      finish(() => reject(new DemoFailure(`${child.name} ${why}. It said:\n${child.lastLines()}`)));
    const reader = (line: string) => {
      const found = find(line);
      if (found !== undefined) finish(() => resolve(found));
    };
    const timer = setTimeout(() => fail(`did not say what was expected within ${withinMs / 1000} s`), withinMs);
    child.readers.add(reader);
    for (const line of child.lines) reader(line);
    void child.ended.then(
      ({ code, signal }) => fail(`ended (${signal ?? `exit code ${code}`})`),
      () => fail('could not be started'),
    );
  });
}
