/** The sequencer: recovers, then commits, journals, acknowledges and publishes what the gateway process sends. */

import type { Clock } from '@remit/core';
import { createOutbound } from '@remit/outbound';
import { parseCheckpoint, parseNote } from '@remit/tlog';
import { layoutOf } from '../files/layout.ts';
import type { FromSequencer, ToSequencer } from '../ipc/messages.ts';
import { openTiles } from '../publish/open-tiles.ts';
import { wordsOf } from '../signer/protocol.ts';
import type { VaultOrder } from '../vault/vault-work.ts';
import { type CommitLoop, createCommitLoop } from './commit-loop.ts';
import { openStore } from './open-store.ts';
import { createPublication, type Publication } from './publication.ts';
import { recover } from './recover.ts';
import { connectSigner, type SignerClient } from './signer-client.ts';
import type { OpenStore } from './store-types.ts';

const SIGNER_WAIT_MS = 10_000;

type Work = Exclude<ToSequencer, { kind: 'open' } | { kind: 'stop' }>;

/** One sequencer process's work. */
export interface Sequencer {
  receive(message: Work): void;
  /** Commits and journals what was received, signs it when asked, and closes the database. */
  stop(sign: boolean): Promise<void>;
}

/** Starts recovery at once. `fail` is called at most once; the process must end then and be started again. */
export function createSequencer(deps: {
  options: Extract<ToSequencer, { kind: 'open' }>;
  clock: Clock;
  send(message: FromSequencer): void;
  fail(reason: string): void;
}): Sequencer {
  const early: Work[] = [];
  let running: Sequencer | undefined;
  let failed = false;
  const fail = (reason: string) => {
    if (failed) return;
    failed = true;
    deps.fail(reason);
  };

  const started = start({ ...deps, fail })
    .then((result) => {
      running = result;
      for (const message of early.splice(0)) result?.receive(message);
    })
    .catch((error: unknown) => fail(`The sequencer could not start: ${words(error)}`));

  return {
    receive(message) {
      if (running === undefined) early.push(message);
      else running.receive(message);
    },
    async stop(sign) {
      await started;
      await running?.stop(sign);
    },
  };
}

async function start(deps: {
  options: Extract<ToSequencer, { kind: 'open' }>;
  clock: Clock;
  send(message: FromSequencer): void;
  fail(reason: string): void;
}): Promise<Sequencer | undefined> {
  const { options, send, fail } = deps;
  const layout = layoutOf(options.dir);
  const opened = await openStore(options, layout, (message) => send({ kind: 'log', level: 'warn', message }));
  if (!opened.ok) {
    if (opened.error.kind === 'held') fail(opened.error.reason);
    else send({ kind: 'refused', by: opened.error.by, reason: opened.error.reason, vkey: '' });
    return opened.error.kind === 'held' ? undefined : refusing(undefined, undefined);
  }
  const { store, epoch, lost, vault: workOnVault } = opened.value;
  void lost.then((reason) => fail(reason));
  const signer = await connectSigner(options.signer ?? layout.signerSocket, SIGNER_WAIT_MS);
  const recovered = await recover({ store, signer, origin: options.origin, clock: deps.clock, epoch });
  if (!recovered.ok) {
    send({ kind: 'refused', by: 'signer', ...recovered.error });
    return refusing(opened.value, signer);
  }
  const { vkey, note, found, unacknowledged, repairs } = recovered.value;
  // The signer says its own repairs; a sequencer that is started again in the middle says this one.
  if (unacknowledged !== undefined) send({ kind: 'log', level: 'warn', message: repairs.at(-1) ?? '' });

  let durable = store.size;
  let open = true;
  void signer.lost.then(() => {
    if (open) fail('The connection to the signer was lost.');
  });
  const refuse = (reason: string) => send({ kind: 'refused', by: 'signer', reason, vkey });

  const tiles = openTiles(layout, options.store);
  const publication = createPublication({
    store,
    signer,
    epoch,
    folder: tiles,
    evidenceFolder: layout.evidenceFolder,
    newest: note === '' ? undefined : { size: sizeOfNote(note), note },
    witnesses: options.witnesses,
    ...(options.outbound === undefined ? {} : { outbound: createOutbound(options.outbound) }),
    durableSize: () => durable,
    onHead: () => send({ kind: 'head', head: publication.head() }),
    onFatal: fail,
    onRefused: refuse,
    say: (level, message) => send({ kind: 'log', level, message }),
  });
  const loop = createCommitLoop({
    store,
    async journal(first, hashes) {
      const reply = await signer.ask({ op: 'journal', first, hashes, gap: new Uint8Array(), epoch });
      if (reply.ok) return;
      // Final only when the signer has seen another log. Anything else is compared anew after a restart.
      if ('refused' in reply && reply.refused !== 'fenced') refuse(reply.reason);
      throw new Error(wordsOf(reply));
    },
    onDurable(records, size) {
      durable = size;
      send({ kind: 'acknowledged', records });
      publication.grown();
    },
    onFailure: (error) => fail(`The sequencer stops: ${words(error)}`),
  });
  let vaultWork: Promise<void> = Promise.resolve();
  const vault = (ref: number, order: VaultOrder) => {
    vaultWork = vaultWork
      .then(() => workOnVault(order))
      .then(
        () => send({ kind: 'vault-done', ref, problem: undefined }),
        (error: unknown) => send({ kind: 'vault-done', ref, problem: words(error) }),
      );
  };
  send({ kind: 'ready', vkey, epoch, size: durable, found, unacknowledged, repairs, head: publication.head() });
  publication.grown();
  return {
    receive(message) {
      if (message.kind === 'vault') vault(message.ref, message.order);
      else receive(message, loop, publication, send);
    },
    async stop(sign) {
      await loop.drained();
      await vaultWork;
      if (sign) await publication.seal(false);
      open = false;
      await publication.stop();
      tiles.close();
      signer.close();
      await opened.value.close();
    },
  };
}

function receive(
  message: Exclude<Work, { kind: 'vault' }>,
  loop: CommitLoop,
  publication: Publication,
  send: (m: FromSequencer) => void,
): void {
  if (message.kind === 'append') {
    loop.push(message.items, message.again);
    return;
  }
  const { ref } = message;
  void publication
    .seal(message.witnessed)
    .then((problem) => send({ kind: 'sealed', ref, head: publication.head(), problem }));
}

/** Nothing is appended any more; the process stays, so that the refusal is not retried in a loop. */
function refusing(store: OpenStore | undefined, signer: SignerClient | undefined): Sequencer {
  return {
    receive() {},
    stop() {
      signer?.close();
      // Left as it is: it may be evidence.
      store?.leave();
      return Promise.resolve();
    },
  };
}

function sizeOfNote(note: string): number {
  const parsed = parseNote(note);
  const checkpoint = parsed.ok ? parseCheckpoint(parsed.value.text) : parsed;
  if (!checkpoint.ok) throw new Error(`the signer's newest checkpoint cannot be read: ${checkpoint.error}`);
  return checkpoint.value.size;
}

function words(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
