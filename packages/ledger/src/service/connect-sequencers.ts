/**
 * The gateway's side: connections to all sequencers that may hold the lease. It works with the one that says `ready` with the
 * highest fencing token; when that one goes, or another has taken over, everything outstanding is sent again there.
 */
import type { Socket } from 'node:net';
import type { Logger } from '@remit/core';
import type { Acknowledged } from '../ipc/messages.ts';
import type { LedgerProcesses, ProcessEvents } from '../processes/ledger-processes.ts';
import type { LedgerHead } from '../types.ts';
import { type ServiceMessage, type ServicePipe, servicePipe } from './frames.ts';
import { connectTo, type ServicePlace, type ServiceTls } from './listen.ts';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 3_000;

const NO_HEAD: LedgerHead = { size: 0, signedSize: 0, witnessedSize: 0, signer: 'down', witnesses: [] };

/** One sequencer as seen from here. `epoch` is undefined while it takes no records. */
interface Peer {
  readonly name: string;
  pipe: ServicePipe | undefined;
  socket: Socket | undefined;
  epoch: number | undefined;
  pause: number;
  timer: NodeJS.Timeout | undefined;
}

/** Connects to all of `places`, again and again. The first start waits for as long as none takes records. */
export function connectSequencers(deps: {
  places: readonly ServicePlace[];
  tls?: ServiceTls;
  /** The log that the gateway writes to. */
  origin: string;
  logger: Logger;
  events: ProcessEvents;
}): LedgerProcesses {
  const { events, logger } = deps;
  let head = NO_HEAD;
  let vkey = '';
  let refused: string | undefined;
  let active: Peer | undefined;
  let stopping = false;
  let nextRef = 0;
  const waiting = new Map<number, { message: ServiceMessage; resolve(problem: string | undefined): void }>();
  let begin: (outcome: Awaited<LedgerProcesses['first']>) => void = () => {};
  const first: LedgerProcesses['first'] = new Promise((resolve) => {
    begin = resolve;
  });

  const choose = () => {
    const best = peers.filter((peer) => peer.epoch !== undefined).sort((a, b) => (b.epoch ?? 0) - (a.epoch ?? 0))[0];
    if (best === active) return;
    if (active !== undefined) events.disconnected();
    active = best;
    if (best === undefined) return;
    logger.info({ sequencer: best.name, epoch: best.epoch }, 'records go to this sequencer');
    begin({
      kind: 'ready',
      vkey,
      epoch: best.epoch ?? 0,
      size: head.size,
      found: head.size,
      unacknowledged: undefined,
      repairs: [],
      head: { ...head, checkpoint: head.checkpoint },
    });
    events.connected();
    for (const [ref, { message }] of waiting) best.pipe?.send({ ...message, ref });
  };

  const receive = (peer: Peer, message: Readonly<Record<string, unknown>>) => {
    // Proof of the casts: a sequencer of ours, whose certificate or socket was checked, sends the shapes of serve-sequencer.ts.
    const { kind } = message as { kind: string };
    if (refused !== undefined) return;
    if ('head' in message && (peer === active || kind === 'ready')) head = message['head'] as LedgerHead;
    if (kind === 'ready' && message['origin'] !== deps.origin) {
      const reason = `the sequencer ${peer.name} serves ${String(message['origin'])}, asked for ${deps.origin}`;
      begin({ kind: 'refused', by: 'origin', reason, vkey: '' });
      peer.socket?.destroy();
    } else if (kind === 'ready') {
      ({ vkey } = message as { vkey: string });
      peer.epoch = message['epoch'] as number;
      peer.pause = FIRST_PAUSE_MS;
      // The same one again, after its process was started anew: what it had not answered is sent again.
      if (peer === active) {
        events.disconnected();
        active = undefined;
      }
      choose();
    } else if (kind === 'down') {
      peer.epoch = undefined;
      choose();
    } else if (kind === 'acknowledged') {
      // Also from one that was replaced meanwhile: what it acknowledges is in the log.
      const { records } = message as unknown as { records: readonly Acknowledged[] };
      for (const { index } of records) head = { ...head, size: Math.max(head.size, index + 1) };
      events.acknowledged(records);
    } else if (kind === 'sealed' || kind === 'vault-done') {
      const { ref, problem } = message as { ref?: number; problem?: string };
      waiting.get(ref ?? -1)?.resolve(problem);
      waiting.delete(ref ?? -1);
    } else if (kind === 'refused') {
      refused = String(message['reason']);
      vkey = vkey === '' ? String(message['vkey']) : vkey;
      for (const { resolve } of waiting.values()) resolve(refused);
      waiting.clear();
      begin({ kind: 'refused', by: 'signer', reason: refused, vkey });
      events.refused(refused, 'signer');
    }
  };

  const open = (peer: Peer, place: ServicePlace) => {
    peer.timer = undefined;
    const socket = connectTo(place, deps.tls);
    peer.socket = socket;
    peer.pipe = servicePipe(socket, {
      message: (message) => receive(peer, message),
      close() {
        peer.epoch = undefined;
        peer.pipe = undefined;
        choose();
        if (stopping) return;
        peer.timer = setTimeout(() => open(peer, place), peer.pause);
        peer.pause = Math.min(LONGEST_PAUSE_MS, peer.pause * 2);
      },
    });
  };
  const peers = deps.places.map((place): Peer => {
    const name = place.kind === 'unix' ? place.path : `${place.host}:${place.port}`;
    return { name, pipe: undefined, socket: undefined, epoch: undefined, pause: FIRST_PAUSE_MS, timer: undefined };
  });
  for (const [i, peer] of peers.entries()) {
    const place = deps.places[i];
    if (place !== undefined) open(peer, place);
  }

  const ask = (message: ServiceMessage): Promise<string | undefined> => {
    if (refused !== undefined) return Promise.resolve(refused);
    return new Promise((resolve) => {
      const ref = nextRef++;
      waiting.set(ref, { message, resolve });
      active?.pipe?.send({ ...message, ref });
    });
  };

  return {
    first,
    vkey: () => vkey,
    epoch: () => active?.epoch ?? 0,
    connected: () => refused === undefined && active !== undefined,
    head() {
      const { reason: _, ...rest } = head;
      if (refused !== undefined) return { ...rest, signer: 'refused', reason: refused };
      if (active === undefined) return { ...rest, signer: 'down', reason: 'no sequencer takes records' };
      return head;
    },
    append: (items, again) => active?.pipe?.send({ kind: 'append', items, again }),
    seal: (witnessed) => ask({ kind: 'seal', witnessed }),
    vault: (order) => ask({ kind: 'vault', order }),
    stop() {
      stopping = true;
      for (const peer of peers) {
        clearTimeout(peer.timer);
        peer.pipe?.end();
        peer.socket?.destroy();
      }
      for (const { resolve } of waiting.values()) resolve('the ledger was closed');
      waiting.clear();
      return Promise.resolve();
    },
  };
}
