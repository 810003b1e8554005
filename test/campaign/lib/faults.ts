/** Broken disks: full file systems, failing system calls, files that may not grow. Each returns how to end it. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { runProgram } from './programs.ts';

/** Ends the fault. */
export type EndFault = () => Promise<void>;

/** Size of a file system that is made to be filled. */
const MOUNT = 'size=64m';

/** Why file systems cannot be mounted here; undefined when they can. */
export function mountObstacle(): string | undefined {
  if (process.platform !== 'linux') return 'needs Linux';
  return process.getuid?.() === 0 ? undefined : 'needs root, to mount small file systems';
}

/** Why system calls cannot be made to fail here; undefined when they can. */
export function straceObstacle(): string | undefined {
  if (process.platform !== 'linux') return 'needs Linux';
  const tried = spawnSync('strace', ['-o', '/dev/null', '-e', 'inject=fsync:error=EIO', 'true']);
  return tried.status === 0 ? undefined : 'needs strace (Debian package strace) and the right to trace';
}

/** Why files cannot be limited here; undefined when they can. */
export function limitObstacle(): string | undefined {
  if (process.platform !== 'linux') return 'needs Linux';
  return spawnSync('prlimit', ['--version']).status === 0 ? undefined : 'needs prlimit (Debian package util-linux)';
}

/** Puts a small file system of its own under a folder. Returns how to take it away. */
export function mountSmall(folder: string): () => void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `${MOUNT},mode=0700`, 'remit-campaign', folder]);
  if (mounted.status !== 0) throw new Error(`mount ${folder}: ${mounted.stderr.toString()}`);
  return () => void spawnSync('umount', ['-l', folder]);
}

/** Fills the file system under a folder to the last byte (ENOSPC). */
export function fill(folder: string): EndFault {
  const path = join(folder, 'ballast');
  const file = openSync(path, 'w');
  for (let size = 1 << 20; size >= 1; ) {
    try {
      if (writeSync(file, Buffer.alloc(size)) < size) size >>= 1;
    } catch {
      size >>= 1;
    }
  }
  closeSync(file);
  return () => Promise.resolve(rmSync(path));
}

/** Makes system calls on the given paths fail with EIO, in these processes and in all that they start. */
export async function failCalls(
  pids: readonly number[],
  paths: readonly string[],
  calls: readonly string[],
): Promise<EndFault> {
  const tracer = spawn(
    'strace',
    [
      '-f',
      ...pids.flatMap((pid) => ['-p', String(pid)]),
      ...paths.flatMap((path) => ['-P', path]),
      '-e',
      `trace=${calls.join(',')}`,
      '-e',
      `inject=${calls.join(',')}:error=EIO`,
      '-o',
      '/dev/null',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let said = '';
  await new Promise<void>((resolve, reject) => {
    tracer.once('exit', () => reject(new Error(`strace ended: ${said}`)));
    tracer.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (pids.every((pid) => said.includes(`Process ${pid} attached`))) resolve();
    });
  });
  return async () => {
    tracer.removeAllListeners('exit');
    const ended = once(tracer, 'exit');
    // strace lets go of its processes and leaves them running.
    tracer.kill('SIGINT');
    await ended;
  };
}

/** Lets no file of these processes, and of what they start, grow beyond `bytes` (EFBIG). `all`: the processes at the end. */
export async function limitFiles(
  pids: readonly number[],
  bytes: number,
  all: () => readonly number[],
): Promise<EndFault> {
  for (const pid of pids) await runProgram('prlimit', ['--pid', String(pid), `--fsize=${bytes}:unlimited`]);
  return async () => {
    for (const pid of all()) await runProgram('prlimit', ['--pid', String(pid), '--fsize=unlimited']);
  };
}
