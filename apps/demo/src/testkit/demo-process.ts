/** Runs the built demo as a process, with a folder of its own for results and for temporary files. For tests. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A demo that was started. */
export interface DemoProcess {
  readonly out: string;
  /** Folder that the demo uses for temporary files. */
  readonly temporary: string;
  /** Everything printed so far on standard output and standard error. */
  printed(): string;
  /** Resolves when the text has been printed. */
  printing(text: string): Promise<void>;
  signal(signal: NodeJS.Signals): void;
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
  /** Removes both folders. */
  clean(): void;
}

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

/** Starts `node apps/demo/dist/main.js --out DIR` with further arguments. */
export function startDemo(...args: readonly string[]): DemoProcess {
  const home = mkdtempSync(join(tmpdir(), 'remit-demo-test-'));
  const out = join(home, 'out');
  const temporary = join(home, 'tmp');
  mkdirSync(temporary);
  const child = spawn(process.execPath, [MAIN, '--out', out, ...args], {
    env: { TMPDIR: temporary },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  const waiting = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
      for (const look of waiting) look();
    });
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  return {
    out,
    temporary,
    printed: () => printed,
    printing: (text) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (!printed.includes(text)) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
        void ended.then(() => reject(new Error(`the demo ended before it printed "${text}":\n${printed}`)));
      }),
    signal: (signal) => void child.kill(signal),
    ended,
    clean: () => rmSync(home, { recursive: true, force: true }),
  };
}

/** Command lines of running processes that name the folder, read from /proc; undefined where there is none. */
export function processesNaming(folder: string): string[] | undefined {
  let ids: string[];
  try {
    ids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return undefined;
  }
  return ids.flatMap((id) => {
    try {
      const command = readFileSync(`/proc/${id}/cmdline`, 'utf8').replaceAll('\0', ' ');
      return command.includes(folder) ? [command] : [];
    } catch {
      // It ended while the list was read.
      return [];
    }
  });
}
