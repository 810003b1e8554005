/** Several sequencers before one signer, in this process: who takes over from whom, and what each of them still says. */
import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@remit/core';
import type { AppendItem, FromSequencer } from '../ipc/messages.ts';
import { createSequencer } from '../sequencer/sequencer.ts';
import { serveSigner } from '../signer/serve.ts';
import { createSigner } from '../signer/signer.ts';
import type { StorePlace } from '../types.ts';

export const LAB_ORIGIN = 'sequencer.test/log';

/** One sequencer and what it said. */
export interface LabSequencer {
  readonly said: FromSequencer[];
  /** Why it stopped; empty while it runs. */
  readonly failed: string[];
  /** Index by record number, as acknowledged. */
  readonly acknowledged: Map<number, number>;
  ready(): boolean;
  append(items: readonly AppendItem[], again?: boolean): void;
  stop(): Promise<void>;
}

/** The signer and the means to start sequencers. */
export async function startSequencerLab(): Promise<{
  readonly dir: string;
  start(store: StorePlace): LabSequencer;
  stop(): Promise<void>;
}> {
  const dir = mkdtempSync(join(tmpdir(), 'remit-sequencers-'));
  mkdirSync(join(dir, 'run'));
  const signer = join(dir, 'run', 'signer.sock');
  const server = await serveSigner({
    signer: createSigner({ folder: join(dir, 'signer'), origin: LAB_ORIGIN, clock: systemClock }),
    socketPath: signer,
    onRefused() {},
    onFailure(error) {
      throw error;
    },
  });
  return {
    dir,
    start(store) {
      const said: FromSequencer[] = [];
      const failed: string[] = [];
      const acknowledged = new Map<number, number>();
      const sequencer = createSequencer({
        options: { kind: 'open', dir, origin: LAB_ORIGIN, store, signer, witnesses: [] },
        clock: systemClock,
        send(message) {
          said.push(message);
          if (message.kind !== 'acknowledged') return;
          for (const { n, index } of message.records) acknowledged.set(n, index);
        },
        fail: (reason) => void failed.push(reason),
      });
      return {
        said,
        failed,
        acknowledged,
        ready: () => said.some(({ kind }) => kind === 'ready'),
        append: (items, again = false) => sequencer.receive({ kind: 'append', again, items }),
        stop: () => sequencer.stop(false),
      };
    },
    stop: () => server.stop(0),
  };
}

/** A record of the lab, of one writer. */
export function labItem(n: number, writer = 'w', text = ''): AppendItem {
  return {
    writer,
    n,
    id: `${writer}-${n}`,
    t: 'gap',
    entry: Buffer.from(`{"w":"${writer}","n":${n}}${text}`),
    vault: undefined,
    subjects: [],
    opens: undefined,
    closes: [],
  };
}
