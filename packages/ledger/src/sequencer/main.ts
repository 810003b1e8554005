/**
 * Entry of the sequencer process. File descriptor 3 is the pipe to the gateway process; its first message says which
 * folder to open. When the pipe closes, the parent is gone: what it sent is still committed and journaled, then this
 * process ends.
 */
import { setFlagsFromString } from 'node:v8';
import { systemClock } from '@remit/core';
import { framePipeOfDescriptor } from '../ipc/frames.ts';
import type { FromSequencer, ToSequencer } from '../ipc/messages.ts';
import { ignoreTerminalSignals } from '../processes/child-signals.ts';
import { createSequencer, type Sequencer } from './sequencer.ts';

/** A disk or signer that hangs must not keep a process without a parent alive. */
const LONGEST_STOP_MS = 10_000;

// The memory of records on their way counts as growth of this small heap: without this, V8 marks all of it many times a
// second under load, for a fifth of this process's time. It may grow to five times what lives, some 70 MiB.
setFlagsFromString('--heap-growing-percent=400');
ignoreTerminalSignals();
let sequencer: Sequencer | undefined;
let stopping = false;

const end = (code: number) => {
  // What was said must leave the process before it ends.
  pipe.end();
  socket.once('finish', () => process.exit(code));
  setTimeout(() => process.exit(code), 1_000);
};

const stop = (sign: boolean) => {
  if (stopping) return;
  stopping = true;
  setTimeout(() => process.exit(1), LONGEST_STOP_MS).unref();
  void (sequencer?.stop(sign) ?? Promise.resolve()).then(() => end(0));
};

const { pipe, socket } = framePipeOfDescriptor<FromSequencer, ToSequencer>(3, {
  message(message) {
    if (message.kind === 'open') {
      sequencer = createSequencer({
        options: message,
        clock: systemClock,
        send: (answer) => pipe.send(answer),
        fail(reason) {
          pipe.send({ kind: 'log', level: 'error', message: reason });
          end(1);
        },
      });
    } else if (message.kind === 'stop') stop(true);
    else sequencer?.receive(message);
  },
  close: () => stop(false),
});
process.on('SIGTERM', () => stop(false));
