/** Wires publisher, witnesses and checkpoint schedule of one sequencer. */

import type { Outbound } from '@remit/outbound';
import { consistencyProof, hashReaderFromTiles, parseVkey } from '@remit/tlog';
import type { SequencerHead } from '../ipc/messages.ts';
import { createPublisher } from '../publish/publisher.ts';
import type { TileFolder } from '../publish/tile-folder.ts';
import type { WitnessClient } from '../publish/witness-client.ts';
import { createWitnessClient } from '../publish/witness-client.ts';
import { createSerial } from '../serial.ts';
import type { WitnessTarget } from '../types.ts';
import { keepConflict } from '../witness/keep-conflict.ts';
import { type Checkpointer, createCheckpointer } from './checkpointer.ts';
import type { EntryStore } from './entry-store.ts';
import type { SignerClient } from './signer-client.ts';

/** At most one checkpoint a second (ledger reference §5). */
const CHECKPOINT_EVERY_MS = 1_000;

/** The published side of the log. */
export interface Publication extends Checkpointer {
  head(): SequencerHead;
}

/** Starts with a repair of the published folder up to the signer's newest checkpoint (`note`, empty when none), in the background. */
export function createPublication(deps: {
  store: EntryStore;
  signer: SignerClient;
  /** Fencing token of this sequencer. */
  epoch: number;
  /** Where the log is published. */
  folder: TileFolder;
  /** Where heads of this log that contradict each other are kept. */
  evidenceFolder: string;
  newest: { size: number; note: string } | undefined;
  witnesses: readonly WitnessTarget[];
  outbound?: Outbound;
  durableSize(): number;
  onHead(): void;
  onFatal(reason: string): void;
  onRefused(reason: string): void;
  say(level: 'info' | 'warn' | 'error', message: string): void;
}): Publication {
  const { store } = deps;
  const { folder } = deps;
  const serial = createSerial();
  const publisher = createPublisher({
    folder,
    readEntries: (first, end) => store.rows(first, end),
    fetchEntries: (first, end) => store.fetch(first, end),
    checkpoints: store,
  });
  const witnesses: WitnessClient[] = [];
  let witnessedSize = store.witnessedSize();

  const checkpointer = createCheckpointer({
    durableSize: deps.durableSize,
    sign: () => deps.signer.ask({ op: 'sign', epoch: deps.epoch }),
    publisher,
    checkpointAt: store.checkpointAt,
    serial,
    witnesses: () => witnesses,
    everyMs: CHECKPOINT_EVERY_MS,
    onHead: deps.onHead,
    onRefused: deps.onRefused,
    onMismatch: deps.onFatal,
    onProblem: (reason) => deps.say('error', reason),
  });

  for (const target of deps.witnesses) {
    const verifier = parseVkey(target.vkey);
    // Checked before the process was started; see start-ledger.ts.
    if (verifier === undefined) throw new Error(`witness ${target.name} has no valid key`);
    witnesses.push(
      createWitnessClient({
        target,
        ...(deps.outbound === undefined ? {} : { dispatcher: deps.outbound.dispatcherFor(target.url) }),
        verifier,
        prove: (oldSize, newSize) =>
          consistencyProof(oldSize, newSize, hashReaderFromTiles(folder.readHashes, newSize)),
        onCosigned: async (size, line) => {
          await checkpointer.cosigned(size, line);
          witnessedSize = Math.max(witnessedSize, size);
        },
        onHead: deps.onHead,
        onProblem: (reason) => deps.say('warn', `The witness ${target.name} did not cosign: ${reason}.`),
        onConflict(ours, theirs) {
          const path =
            theirs === undefined ? undefined : keepConflict(deps.evidenceFolder, target.name, ours.note, theirs);
          deps.say(
            'error',
            path === undefined
              ? `The witness ${target.name} holds another past of this log and shows no note of it.`
              : `The witness ${target.name} holds another past of this log. Both heads are kept: ${path}`,
          );
        },
      }),
    );
  }

  const { newest } = deps;
  let again: NodeJS.Timeout | undefined;
  const repairUpTo = async (signed: { size: number; note: string }): Promise<void> => {
    // On a later try something newer may be published already.
    const { size, note = signed.note } = publisher;
    const repaired = await publisher.repair(size > signed.size ? { size, note } : signed);
    if (!repaired.ok) return deps.onFatal(repaired.error);
    for (const repair of repaired.value) deps.say('warn', repair);
    if (size <= signed.size) for (const witness of witnesses) witness.offer(signed);
    deps.onHead();
  };
  const repair = (signed: { size: number; note: string }, told: boolean): void => {
    serial(() => repairUpTo(signed)).catch((error: unknown) => {
      if (!told) deps.say('error', `The published folder could not be repaired, trying again: ${String(error)}`);
      again = setTimeout(() => repair(signed, true), CHECKPOINT_EVERY_MS);
    });
  };
  if (newest !== undefined) repair(newest, false);

  return {
    ...checkpointer,
    async stop() {
      clearTimeout(again);
      await checkpointer.stop();
      clearTimeout(again);
    },
    head: () => ({
      // Until the published folder was checked, the newest checkpoint of an earlier process is the head.
      signedSize: publisher.size === 0 ? (newest?.size ?? 0) : publisher.size,
      checkpoint:
        publisher.note ?? (newest === undefined ? undefined : (store.checkpointAt(newest.size) ?? newest.note)),
      witnessedSize,
      witnesses: witnesses.map((witness) => witness.head()),
    }),
  };
}
