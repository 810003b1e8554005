/** The recorder of this process, with seals when they are wanted. The key of the seals is this gateway's own. */
import type { Logger } from '@remit/core';
import type { Recorder } from '@remit/record';
import { loadOrCreateKeyFile } from '@remit/secrets';
import { ed25519Signer } from '@remit/tlog';
import { createRecorder } from './recorder.ts';
import { createSealedRecorder, type SealPace } from './sealed-recorder.ts';

/** A recorder to be finished before the outbox drains. */
export interface OpenRecorder extends Recorder {
  /** Key of the seals, signed-note vkey of type 0x01; undefined when nothing is sealed. */
  readonly writerKey: string | undefined;
  /** Resolves when the first record may be written. */
  ready(): Promise<void>;
  finish(): Promise<void>;
}

/** `seals`: how often; absent: nothing is sealed. `keyFile`: created when it is missing, outside any database. */
export function openRecorder(
  deps: Parameters<typeof createRecorder>[0] & {
    readonly seals: SealPace | undefined;
    readonly keyFile: string;
    readonly logger: Logger;
  },
): OpenRecorder {
  const { seals, keyFile, logger, ...rest } = deps;
  if (seals === undefined) {
    const { record } = createRecorder(rest);
    const nothing = () => Promise.resolve();
    return { record, writerKey: undefined, ready: nothing, finish: nothing };
  }
  const sealed = createSealedRecorder({
    origin: deps.origin,
    key: ed25519Signer(`${deps.origin}/writer`, loadOrCreateKeyFile(keyFile)),
    pace: seals,
    open: (handedOver) => createRecorder({ ...rest, handedOver }),
    onProblem: (reason) => logger.error({}, reason),
  });
  return {
    record: (draft, committed) => sealed.record(draft, committed),
    writerKey: sealed.vkey,
    ready: () => sealed.ready(),
    finish: () => sealed.finish(),
  };
}
