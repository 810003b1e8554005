/** Sequencer and signer together, and the state of the log as the gateway process knows it. */
import type { Logger } from '@remit/core';
import type { OutboundOptions } from '@remit/outbound';
import { ledgerError } from '../errors.ts';
import type { Layout } from '../files/layout.ts';
import type { Acknowledged, AppendItem, FromSequencer, SequencerHead } from '../ipc/messages.ts';
import type { LedgerHead, StorePlace, WitnessTarget } from '../types.ts';
import type { VaultOrder } from '../vault/vault-work.ts';
import { type SequencerMessage, startSequencerProcess } from './sequencer-process.ts';
import { startSignerProcess } from './signer-process.ts';

/** Starts that may fail before the first success; then the start itself has failed. */
const MAX_FAILED_STARTS = 4;
const SEQUENCER_GRACE_MS = 15_000;
const SIGNER_GRACE_MS = 10_000;

type Ready = Extract<FromSequencer, { kind: 'ready' }>;
type Refused = Extract<FromSequencer, { kind: 'refused' }>;

/** What the owner of the processes is told. */
export interface ProcessEvents {
  /** The sequencer takes appends, for the first time or again. */
  connected(): void;
  disconnected(): void;
  acknowledged(records: readonly Acknowledged[]): void;
  /** Final. `by` origin: the store holds another log. */
  refused(reason: string, by: Refused['by']): void;
}

/** The two children of one ledger. */
export interface LedgerProcesses {
  /** How the first start ended. Rejects with `ledger.not-started` when it never worked. */
  readonly first: Promise<Ready | Refused>;
  head(): LedgerHead;
  vkey(): string;
  /** Fencing token of the sequencer at work; 0 with SQLite and before the first. */
  epoch(): number;
  connected(): boolean;
  append(items: readonly AppendItem[], again: boolean): void;
  /** Resolves with the problem in words, undefined when all that is durable is signed. */
  seal(witnessed: boolean): Promise<string | undefined>;
  /** Resolves with the problem in words, undefined when it is done. */
  vault(order: VaultOrder): Promise<string | undefined>;
  stop(): Promise<void>;
}

/** Starts both. */
export function startLedgerProcesses(deps: {
  dir: string;
  layout: Layout;
  origin: string;
  store?: StorePlace;
  /** Socket of a signer that runs by itself; default: one is started. */
  signer?: string;
  witnesses: readonly WitnessTarget[];
  outbound?: OutboundOptions;
  logger: Logger;
  events: ProcessEvents;
}): LedgerProcesses {
  const { events } = deps;
  let size = 0;
  let vkey = '';
  let epoch = 0;
  let state: LedgerHead['signer'] = 'down';
  let reason: string | undefined = 'the processes are starting';
  let head: SequencerHead = { signedSize: 0, witnessedSize: 0, witnesses: [], checkpoint: undefined };
  let failedStarts = 0;
  let nextRef = 0;
  const orders = new Map<number, { order: VaultOrder; resolve(problem: string | undefined): void }>();
  const seals = new Map<number, { witnessed: boolean; resolve(problem: string | undefined): void }>();
  let begin: (outcome: Ready | Refused) => void = () => {};
  let giveUp: (error: Error) => void = () => {};
  const first = new Promise<Ready | Refused>((resolve, reject) => {
    begin = resolve;
    giveUp = reject;
  });

  const refuse = (message: Refused) => {
    state = 'refused';
    reason = message.reason;
    vkey = vkey === '' ? message.vkey : vkey;
    for (const seal of seals.values()) seal.resolve(message.reason);
    seals.clear();
    for (const { resolve } of orders.values()) resolve(message.reason);
    orders.clear();
    begin(message);
    events.refused(message.reason, message.by);
  };

  const onMessage = (message: SequencerMessage) => {
    // A refusal is final: what the processes say later does not lift it.
    if (state === 'refused') return;
    switch (message.kind) {
      case 'ready':
        ({ size, vkey, epoch, head } = message);
        state = 'ok';
        reason = undefined;
        begin(message);
        events.connected();
        for (const [ref, seal] of seals) sequencer.seal(ref, seal.witnessed);
        for (const [ref, { order }] of orders) sequencer.vault(ref, order);
        break;
      case 'acknowledged':
        // Neither can be acknowledged without both children.
        sequencer.worked();
        signer?.worked();
        for (const record of message.records) size = Math.max(size, record.index + 1);
        events.acknowledged(message.records);
        break;
      case 'head':
        ({ head } = message);
        break;
      case 'sealed':
        ({ head } = message);
        seals.get(message.ref)?.resolve(message.problem);
        seals.delete(message.ref);
        break;
      case 'vault-done':
        orders.get(message.ref)?.resolve(message.problem);
        orders.delete(message.ref);
        break;
      case 'refused':
        refuse(message);
        break;
    }
  };

  const signer =
    deps.signer === undefined
      ? startSignerProcess({
          dir: deps.dir,
          signerFolder: deps.layout.signerFolder,
          socketPath: deps.layout.signerSocket,
          origin: deps.origin,
          logger: deps.logger,
        })
      : undefined;
  const sequencer = startSequencerProcess({
    dir: deps.dir,
    origin: deps.origin,
    ...(deps.store === undefined ? {} : { store: deps.store }),
    ...(deps.signer === undefined ? {} : { signer: deps.signer }),
    witnesses: deps.witnesses,
    ...(deps.outbound === undefined ? {} : { outbound: deps.outbound }),
    logger: deps.logger,
    onMessage,
    onDown(why) {
      if (state === 'refused') return;
      state = 'down';
      reason = why;
      events.disconnected();
      failedStarts += 1;
      if (failedStarts >= MAX_FAILED_STARTS) giveUp(ledgerError('ledger.not-started', why));
    },
  });

  return {
    first,
    vkey: () => vkey,
    epoch: () => epoch,
    connected: () => state === 'ok',
    head() {
      const { checkpoint, ...rest } = head;
      return {
        size,
        ...rest,
        ...(checkpoint === undefined ? {} : { checkpoint }),
        signer: state,
        ...(reason === undefined ? {} : { reason }),
      };
    },
    append: (items, again) => sequencer.append(items, again),
    seal(witnessed) {
      if (state === 'refused') return Promise.resolve(reason);
      return new Promise((resolve) => {
        const ref = nextRef++;
        seals.set(ref, { witnessed, resolve });
        if (state === 'ok') sequencer.seal(ref, witnessed);
      });
    },
    vault(order) {
      if (state === 'refused') return Promise.resolve(reason);
      return new Promise((resolve) => {
        const ref = nextRef++;
        orders.set(ref, { order, resolve });
        if (state === 'ok') sequencer.vault(ref, order);
      });
    },
    async stop() {
      await sequencer.stop(SEQUENCER_GRACE_MS);
      await signer?.stop(SIGNER_GRACE_MS);
      for (const seal of seals.values()) seal.resolve('the ledger was closed');
      seals.clear();
      for (const { resolve } of orders.values()) resolve('the ledger was closed');
      orders.clear();
    },
  };
}
