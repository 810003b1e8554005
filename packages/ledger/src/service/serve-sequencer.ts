/**
 * A sequencer as a service: several gateways send it their records. It holds no records of its own: what is not
 * acknowledged is sent again by the gateway that has it. Several of them may run before one database and one signer; the
 * one that holds the lease says `ready`.
 */
import { resolve } from 'node:path';
import type { Clock, Logger } from '@remit/core';
import type { OutboundOptions } from '@remit/outbound';
import { ledgerError } from '../errors.ts';
import { makeFolder } from '../files/durable.ts';
import { lockDataFolder } from '../files/folder-lock.ts';
import { layoutOf } from '../files/layout.ts';
import type { Acknowledged, AppendItem } from '../ipc/messages.ts';
import { type LedgerProcesses, startLedgerProcesses } from '../processes/ledger-processes.ts';
import type { StorePlace, WitnessTarget } from '../types.ts';
import type { VaultOrder } from '../vault/vault-work.ts';
import { type ServiceMessage, type ServicePipe, servicePipe } from './frames.ts';
import { genesisItem } from './genesis-item.ts';
import { listenAt, type ServicePlace, type ServiceTls } from './listen.ts';

/** What the service needs. */
export interface SequencerServiceDeps {
  /** Data folder: the signer's folder, the published log, the keys of persons. */
  readonly dir: string;
  readonly origin: string;
  readonly software: string;
  readonly store: StorePlace;
  readonly witnesses: readonly WitnessTarget[];
  readonly outbound?: OutboundOptions;
  /** Socket of a signer that runs by itself; default: one of the folder's own is started. */
  readonly signer?: string;
  readonly listen: ServicePlace;
  readonly tls?: ServiceTls;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** The running service. */
export interface SequencerService {
  /** Where it listens; the port it was given. */
  readonly place: ServicePlace;
  /** True while it holds the lease and takes records. */
  leads(): boolean;
  /** Resolves when it takes records for the first time. */
  readonly first: Promise<void>;
  /** Resolves with the reason when the database holds another log than the one asked for: this one was ended meanwhile. */
  readonly ended: Promise<string>;
  close(): Promise<void>;
}

/** Starts it. A standby listens at once and says `ready` when its turn comes. @throws LedgerError `ledger.locked` */
export async function startSequencerService(deps: SequencerServiceDeps): Promise<SequencerService> {
  const dir = resolve(deps.dir);
  const layout = layoutOf(dir);
  makeFolder(layout.runFolder);
  const lock = lockDataFolder(dir);
  if (!lock.ok) throw ledgerError('ledger.locked', dir);
  const clients = new Set<ServicePipe>();
  const owners: Owners = new Map();
  const tell = (message: ServiceMessage) => {
    for (const client of clients) client.send(message);
  };
  const ready = () => ({
    kind: 'ready',
    origin: deps.origin,
    vkey: processes.vkey(),
    epoch: processes.epoch(),
    head: processes.head(),
  });
  let started = false;
  let begin: () => void = () => {};
  const first = new Promise<void>((done) => {
    begin = done;
  });
  let otherLog = false;
  let end: (reason: string) => void = () => {};
  const ended = new Promise<string>((done) => {
    end = done;
  });
  /** Not before the log has its first record, which names the key of the signer. */
  const connected = async () => {
    if (processes.head().size === 0) await appendGenesis(deps, processes, owners);
    started = true;
    tell(ready());
    begin();
  };

  const processes = startLedgerProcesses({
    dir,
    layout,
    origin: deps.origin,
    store: deps.store.kind === 'postgres' ? { ...deps.store, standby: true } : deps.store,
    ...(deps.signer === undefined ? {} : { signer: deps.signer }),
    witnesses: deps.witnesses.map(({ name, url, vkey }) => ({ name, url, vkey })),
    ...(deps.outbound === undefined ? {} : { outbound: deps.outbound }),
    logger: deps.logger,
    events: {
      connected: () => void connected(),
      disconnected() {
        started = false;
        tell({ kind: 'down' });
      },
      acknowledged: (records) => answer(records, owners),
      refused(reason, by) {
        // Only about this process: a gateway that was told would take nothing of any sequencer any more.
        otherLog = by === 'origin';
        if (otherLog) end(reason);
        else tell(refusal(reason));
      },
    },
  });
  // The children are started again and again; a gateway waits.
  processes.first.catch(() => {});
  const refusal = (reason: string | undefined) => ({ kind: 'refused', reason, vkey: processes.vkey() });

  const { server, port } = await listenAt(deps.listen, deps.tls, (socket) => {
    const client = servicePipe(socket, {
      message: (message) => receive(message, client, processes, owners),
      close() {
        clients.delete(client);
        for (const [writer, of] of owners) if (of.delete(client) && of.size === 0) owners.delete(writer);
      },
    });
    clients.add(client);
    if (otherLog) return;
    if (processes.head().signer === 'refused') client.send(refusal(processes.head().reason));
    else if (started) client.send(ready());
  });
  return {
    place: deps.listen.kind === 'tcp' && port !== undefined ? { ...deps.listen, port } : deps.listen,
    leads: () => started,
    first,
    ended,
    async close() {
      server.close();
      tell({ kind: 'down' });
      await processes.stop();
      for (const client of clients) client.end();
      lock.value.release();
    },
  };
}

/**
 * By writer: who has sent its records. More than one, when a gateway was started anew while an older connection of it is
 * still open: each hears of what is stored.
 */
type Owners = Map<string, Set<ServicePipe>>;

function answer(records: readonly Acknowledged[], owners: Owners): void {
  const byOwner = new Map<ServicePipe, Acknowledged[]>();
  for (const record of records) {
    for (const owner of owners.get(record.writer) ?? []) {
      const list = byOwner.get(owner) ?? [];
      list.push(record);
      byOwner.set(owner, list);
    }
  }
  for (const [owner, own] of byOwner) owner.send({ kind: 'acknowledged', records: own });
}

/** The peer is a gateway of ours; what does not have the declared shape is dropped with its connection by the caller. */
function receive(
  message: Readonly<Record<string, unknown>>,
  client: ServicePipe,
  processes: LedgerProcesses,
  owners: Owners,
): void {
  const { kind, ref } = message as { kind?: unknown; ref?: number };
  if (kind === 'append') {
    // Proof: frames.ts made it from the binary form.
    const { items, again } = message as unknown as { items: readonly AppendItem[]; again: boolean };
    for (const { writer } of items) owners.set(writer, (owners.get(writer) ?? new Set()).add(client));
    if (processes.connected()) processes.append(items, again);
  } else if (kind === 'seal') {
    void processes
      .seal(message['witnessed'] === true)
      .then((problem) => client.send({ kind: 'sealed', ref, problem, head: processes.head() }));
  } else if (kind === 'vault') {
    // Proof: sent by connect-sequencer.ts of the same version; bytes were brought back by frames.ts.
    const order = message['order'] as VaultOrder;
    void processes.vault(order).then((problem) => client.send({ kind: 'vault-done', ref, problem }));
  } else throw new TypeError('unknown message');
}

/** The first record of a new log: written here, because several gateways may be waiting. */
async function appendGenesis(deps: SequencerServiceDeps, processes: LedgerProcesses, owners: Owners): Promise<void> {
  const item = genesisItem(deps, processes.vkey());
  const stored = new Promise<void>((done) => owners.set(item.writer, new Set([{ send: () => done(), end() {} }])));
  processes.append([item], false);
  await stored;
  owners.delete(item.writer);
}
