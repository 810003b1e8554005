/** A real installation for tests: the built command line, in a folder of its own. */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Installation {
  readonly dir: string;
  /** Key that commands use; set after `init`. */
  key: string;
  /** Runs one command to its end. */
  remit(...args: string[]): Promise<Ran>;
  /** Runs one command and parses what it prints as JSON; fails when it does not exit with 0. */
  json(...args: string[]): Promise<Record<string, unknown>>;
  /** Starts a command that stays and resolves with its first line of JSON. */
  start(
    ...args: string[]
  ): Promise<{ readonly said: Record<string, string>; readonly process: ChildProcess; stop(): Promise<Ran> }>;
  remove(): Promise<void>;
}

/** Makes the folder with a configuration whose listener takes a free port. */
export function makeInstallation(config = ''): Installation {
  const dir = mkdtempSync(join(tmpdir(), 'remit-app-'));
  writeFileSync(join(dir, 'remit.yaml'), `listen: { port: 0 }\n${config}`);
  const running = new Set<ChildProcess>();
  const launch = (args: readonly string[]) => {
    const child = spawn(process.execPath, [MAIN, ...args], {
      cwd: dir,
      env: { PATH: process.env['PATH'], REMIT_KEY: installation.key },
    });
    running.add(child);
    child.once('exit', () => running.delete(child));
    const ran = { out: '', err: '' };
    child.stdout.on('data', (chunk: Buffer) => (ran.out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (ran.err += chunk.toString()));
    return {
      child,
      ran,
      ended: once(child, 'close').then(([code]): Ran => ({ code: typeof code === 'number' ? code : null, ...ran })),
    };
  };
  const installation: Installation = {
    dir,
    key: '',
    remit: (...args) => launch(args).ended,
    async json(...args) {
      const ran = await launch([...args, '--json']).ended;
      if (ran.code !== 0) throw new Error(`remit ${args.join(' ')} exited with ${ran.code}: ${ran.err}${ran.out}`);
      return JSON.parse(ran.out) as Record<string, unknown>;
    },
    async start(...args) {
      const { child, ran, ended } = launch([...args, '--json']);
      const line = new Promise<string>((resolve, reject) => {
        child.stdout.on('data', () => {
          const end = ran.out.indexOf('\n');
          if (end >= 0) resolve(ran.out.slice(0, end));
        });
        void ended.then((end) => reject(new Error(`ended with ${end.code}: ${end.err}`)));
      });
      return {
        said: JSON.parse(await line) as Record<string, string>,
        process: child,
        stop() {
          child.kill('SIGTERM');
          return ended;
        },
      };
    },
    async remove() {
      for (const child of running) {
        child.kill('SIGKILL');
        await once(child, 'exit');
      }
      rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
  return installation;
}
