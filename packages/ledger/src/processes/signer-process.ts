/** The signer as a child of the gateway process. */
import type { Socket } from 'node:net';
import type { Logger } from '@remit/core';
import { createLineSplitter } from '../ipc/lines.ts';
import { entryFile } from './entry-file.ts';
import { type Supervised, supervise } from './supervisor.ts';

const LEVELS = new Set(['info', 'warn', 'error'] as const);
const MAX_LINE_BYTES = 65_536;

/** The running signer. */
export interface SignerProcess {
  /** Hashes were journaled: see Supervised. */
  worked(): void;
  /** Closes its lifeline and waits for its end. */
  stop(graceMs: number): Promise<void>;
}

/** Starts the signer in its folder, listening on a socket path relative to `dir`. */
export function startSignerProcess(deps: {
  dir: string;
  signerFolder: string;
  socketPath: string;
  origin: string;
  logger: Logger;
}): SignerProcess {
  let lifeline: Socket | undefined;
  const supervised: Supervised = supervise({
    name: 'signer',
    entry: entryFile('signer'),
    args: [deps.signerFolder, deps.socketPath, deps.origin, '--lifeline'],
    cwd: deps.dir,
    logger: deps.logger,
    onStart(pipe) {
      lifeline = pipe;
      const split = createLineSplitter(MAX_LINE_BYTES, (line) => logLine(deps.logger, line));
      pipe.on('data', (chunk: Buffer) => split(chunk));
      pipe.on('error', () => {});
    },
    onExit() {},
  });
  return {
    worked: () => supervised.worked(),
    stop(graceMs) {
      const done = supervised.stop(graceMs);
      lifeline?.end();
      return done;
    },
  };
}

function logLine(logger: Logger, line: string): void {
  try {
    // Our own child's line; anything else is logged as it is.
    const { level, message } = JSON.parse(line) as { level: 'info' | 'warn' | 'error'; message: string };
    logger[LEVELS.has(level) ? level : 'warn']({ child: 'signer' }, message);
  } catch {
    logger.warn({ child: 'signer' }, line);
  }
}
