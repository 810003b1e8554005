/** The sequencer as a child of the gateway process: opens it after each start and passes messages on. */
import type { Logger } from '@remit/core';
import type { OutboundOptions } from '@remit/outbound';
import { type FramePipe, framePipe } from '../ipc/frames.ts';
import type { AppendItem, FromSequencer, ToSequencer } from '../ipc/messages.ts';
import type { StorePlace, WitnessTarget } from '../types.ts';
import type { VaultOrder } from '../vault/vault-work.ts';
import { entryFile } from './entry-file.ts';
import { supervise } from './supervisor.ts';

/** What the owner is told. `log` messages are handled here. */
export type SequencerMessage = Exclude<FromSequencer, { kind: 'log' }>;

/** The running sequencer. */
export interface SequencerProcess {
  append(items: readonly AppendItem[], again: boolean): void;
  seal(ref: number, witnessed: boolean): void;
  vault(ref: number, order: VaultOrder): void;
  /** Records became durable: see Supervised. */
  worked(): void;
  /** Lets it finish, sign and close, and waits for its end. */
  stop(graceMs: number): Promise<void>;
}

/** Starts the sequencer of a data folder. */
export function startSequencerProcess(deps: {
  dir: string;
  origin: string;
  store?: StorePlace;
  signer?: string;
  witnesses: readonly WitnessTarget[];
  outbound?: OutboundOptions;
  logger: Logger;
  onMessage(message: SequencerMessage): void;
  /** It ended without being asked to and is started again. `reason`: the last error it told, or how it ended. */
  onDown(reason: string): void;
}): SequencerProcess {
  let pipe: FramePipe<ToSequencer> | undefined;
  let lastError = '';
  const supervised = supervise({
    name: 'sequencer',
    entry: entryFile('sequencer'),
    args: [],
    cwd: deps.dir,
    logger: deps.logger,
    onStart(socket) {
      lastError = '';
      pipe = framePipe<ToSequencer, FromSequencer>(socket, {
        message(message) {
          if (message.kind === 'log') {
            if (message.level === 'error') lastError = message.message;
            deps.logger[message.level]({ child: 'sequencer' }, message.message);
            return;
          }
          deps.onMessage(message);
        },
        close() {},
      });
      const { dir, origin, store, signer, witnesses, outbound } = deps;
      pipe.send({
        kind: 'open',
        dir,
        origin,
        witnesses,
        ...(store === undefined ? {} : { store }),
        ...(signer === undefined ? {} : { signer }),
        ...(outbound === undefined ? {} : { outbound }),
      });
    },
    onExit: (lastWords) => deps.onDown(lastError === '' ? lastWords : lastError),
  });
  return {
    append: (items, again) => pipe?.send({ kind: 'append', items, again }),
    seal: (ref, witnessed) => pipe?.send({ kind: 'seal', ref, witnessed }),
    vault: (ref, order) => pipe?.send({ kind: 'vault', ref, order }),
    worked: () => supervised.worked(),
    stop(graceMs) {
      const done = supervised.stop(graceMs);
      pipe?.send({ kind: 'stop' });
      return done;
    },
  };
}
