/**
 * A child process that speaks MCP on its pipes. It leads a process group of its own, so that what it starts dies with
 * it; its stderr is drained and only the end of it kept, so that a talkative child neither blocks nor grows us.
 */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import type { StdioServer } from '../../server-config.ts';
import { createLineSplitter } from './line-splitter.ts';

/** What a child does. */
export interface ChildEvents {
  line(bytes: Uint8Array): void;
  /** Once, when the process has ended or could not be started. */
  ended(how: { readonly started: boolean; readonly detail: string }): void;
}

/** A child process that was started. */
export interface Child {
  /** Writes one message. False when the pipe is full beyond the bound or closed: nothing was written. */
  send(message: string): boolean;
  /** SIGTERM to the group, SIGKILL after the grace. Resolves when the process has ended. */
  kill(): Promise<void>;
  /** The last bytes of stderr. May hold payloads: for debug logs only. */
  stderrTail(): string;
}

/** Longest line in bytes, and the grace before SIGKILL in milliseconds. */
export interface ChildLimits {
  readonly maxUpstreamMessageBytes: number;
  readonly killGraceMs: number;
}

/** Most bytes of stderr that are kept. */
export const STDERR_TAIL = 4096;

/** Starts the child. Never throws: a command that cannot be started ends at once. */
export function startChild(
  server: StdioServer,
  env: Record<string, string>,
  limits: ChildLimits,
  on: ChildEvents,
): Child {
  const child = spawn(server.command, [...server.args], {
    ...(server.cwd === undefined ? {} : { cwd: server.cwd }),
    env,
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
  let tail = Buffer.alloc(0);
  let ended = false;
  let silent: NodeJS.Timeout | undefined;
  let whenEnded: () => void = () => undefined;
  const end = new Promise<void>((resolve) => {
    whenEnded = resolve;
  });
  const finish = (started: boolean, detail: string): void => {
    if (ended) return;
    ended = true;
    clearTimeout(silent);
    whenEnded();
    on.ended({ started, detail });
  };
  const lines = createLineSplitter(limits.maxUpstreamMessageBytes, (line) => on.line(line));
  child.stdout.on('data', (chunk: Buffer) => {
    if (!lines.push(chunk)) killGroup(child, 'SIGKILL');
  });
  child.stderr.on('data', (chunk: Buffer) => {
    tail = Buffer.concat([tail, chunk]).subarray(-STDERR_TAIL);
  });
  // Nothing can be answered any more, but the process may live on: callers would wait for their deadline, again and again.
  child.stdout.once('end', () => {
    silent = setTimeout(() => killGroup(child, 'SIGKILL'), limits.killGraceMs);
    silent.unref();
  });
  // A broken pipe is reported by the end of the process.
  child.stdin.on('error', () => undefined);
  child.on('error', (error) => finish(child.pid !== undefined, `cannot start: ${errorCode(error)}`));
  // Whatever it started goes with it; otherwise a grandchild could hold the pipes open and hide the end.
  child.on('exit', () => killGroup(child, 'SIGKILL'));
  child.on('close', (code, signal) => finish(true, signal === null ? `exit code ${code}` : `signal ${signal}`));
  return {
    send(message) {
      if (ended || !child.stdin.writable || child.stdin.writableLength > limits.maxUpstreamMessageBytes) return false;
      child.stdin.write(`${oneLine(message)}\n`);
      return true;
    },
    async kill() {
      if (ended) return;
      killGroup(child, 'SIGTERM');
      child.stdin.end();
      const hard = setTimeout(() => {
        killGroup(child, 'SIGKILL');
        // A grandchild that left the group can hold the pipes open for ever.
        child.stdout.destroy();
        child.stderr.destroy();
      }, limits.killGraceMs);
      await end;
      clearTimeout(hard);
    },
    stderrTail: () => tail.toString('utf8'),
  };
}

// A newline would end the message. In valid JSON it can only stand between tokens, where a space means the same.
function oneLine(message: string): string {
  return /[\n\r]/.test(message) ? message.replaceAll(/[\n\r]/g, ' ') : message;
}

function killGroup(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // ESRCH: the group is gone already.
  }
}

function errorCode(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
