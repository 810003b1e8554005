/**
 * Entry of the signer process: `main.js <folder> <socket> <origin> [--lifeline]`.
 *
 * It may run under another user: it needs only its folder and the socket's folder. With `--lifeline`, file descriptor 3
 * is a pipe from the parent: log lines go up it as JSON, and when it closes the parent is gone and so is the signer,
 * after its sequencer has disconnected.
 */
import { Socket } from 'node:net';
import { systemClock } from '@remit/core';
import { makeFolder } from '../files/durable.ts';
import { lockFile } from '../files/folder-lock.ts';
import { ignoreTerminalSignals } from '../processes/child-signals.ts';
import { signerFiles } from './open-folder.ts';
import { serveSigner } from './serve.ts';
import { openSignerLogs } from './signer-logs.ts';

/** A predecessor may still finish its last append. When that takes longer, the next start waits again. */
const LOCK_WAIT_MS = 3_000;
/** Time for the sequencer to finish the commit under way after the parent is gone. */
const GRACE_MS = 5_000;

const [folder, socketPath, origin, flag] = process.argv.slice(2);
if (folder === undefined || socketPath === undefined || origin === undefined) {
  process.stderr.write('usage: main.js <folder> <socket> <origin> [--lifeline]\n');
  process.exit(2);
}

ignoreTerminalSignals();
const lifeline = flag === '--lifeline' ? new Socket({ fd: 3, readable: true, writable: true }) : undefined;
lifeline?.on('error', () => {});
const say = (level: 'info' | 'warn' | 'error', message: string) => {
  const line = `${JSON.stringify({ level, message })}\n`;
  if (lifeline === undefined) process.stderr.write(line);
  else if (lifeline.writable) lifeline.write(line);
};
const fail = (message: string) => {
  say('error', message);
  // The line must leave the process before it ends.
  setImmediate(() => process.exit(1));
};

makeFolder(folder);
const lock = lockFile(signerFiles(folder).lock, LOCK_WAIT_MS);
if (lock === undefined) fail(`Another signer holds ${folder}.`);
else {
  // One that a server started signs the log of that server's folder, and no other.
  const others = lifeline === undefined;
  const logs = await openSignerLogs({ folder, origin, clock: systemClock, others }).catch((error: unknown) => {
    fail(`The signer's key cannot be used: ${error instanceof Error ? error.message : String(error)}`);
    // The process ends with the line above.
    return new Promise<never>(() => {});
  });
  const signer = logs.first;
  for (const repair of signer.repairs) say('warn', repair);
  const refusal = signer.refusal();
  if (refusal !== undefined) say('error', refusal);
  const server = await serveSigner({
    signer,
    other: (asked) => logs.other(asked),
    socketPath,
    onRefused: (reason) => say('error', reason),
    onFailure: (error) => fail(`The signer stops: ${String(error)}`),
  });
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    void server.stop(GRACE_MS).then(() => process.exit(0));
  };
  process.on('SIGTERM', stop);
  lifeline?.on('end', stop);
  lifeline?.on('close', stop);
  lifeline?.resume();
}
