/**
 * A root log (ledger reference §6, C): an ordinary log whose entries are the signed heads of other logs, so that only its own
 * head has to be witnessed. It is built of what every log here is built of: sequencer and signer in processes of their own,
 * the published layout, the client of witnesses.
 *
 * To a region it is a witness (C2SP tlog-witness): the region asks it to cosign each head, it refuses what does not continue
 * the last one and keeps the evidence, and its cosignature says that the head is a durable entry of the root log.
 *
 * Invariant: a head is recorded before it is appended, and appended before it is cosigned. After a crash between them the
 * region is told the recorded size and hands the same head in again; a second past of it never gets in.
 */
import { join, resolve } from 'node:path';
import type { Clock, Logger } from '@remit/core';
import type { OutboundOptions } from '@remit/outbound';
import { parseCheckpoint } from '@remit/tlog';
import { ledgerError } from '../errors.ts';
import { makeFolder } from '../files/durable.ts';
import { lockDataFolder } from '../files/folder-lock.ts';
import { layoutOf } from '../files/layout.ts';
import { type LedgerProcesses, startLedgerProcesses } from '../processes/ledger-processes.ts';
import { openTiles } from '../publish/open-tiles.ts';
import { missing, textAnswer, tileAnswer } from '../publish/published-answer.ts';
import { openLedgerReader } from '../reader/open-reader.ts';
import type { LedgerHead, LedgerReader, WitnessTarget } from '../types.ts';
import { originHash } from '../witness/mirror/copies.ts';
import { type CosignerDuties, type CosignerParts, startCosigner } from '../witness/start-witness.ts';
import { createOutbox, type Outbox } from '../writer/outbox.ts';
import { createRegionHeads, type RegionHeads } from './region-heads.ts';
import { createRootEntries, REGION_HEAD, type RootEntries } from './root-entries.ts';
import { makeRootProof } from './root-proof.ts';

/** Below the data folder: what the root log recorded of each region, its receipt key, evidence. */
export const REGIONS_FOLDER = 'regions';

const MAX_OUTSTANDING = 256;
/** A region waits a second for its cosignature. */
const DURABLE_TIMEOUT_MS = 900;
const FIRST_RECORD_TIMEOUT_MS = 5_000;
/** A head that is older than so many entries is entered again, so that no pack has to carry more. */
const REPEAT_AFTER = 4_096;

/** What {@link startRootLog} needs. */
export interface RootLogDeps {
  /** A data folder of its own. */
  readonly dir: string;
  readonly origin: string;
  readonly software: string;
  /** Logs whose heads are entered. */
  readonly regions: readonly { readonly origin: string; readonly vkey: string }[];
  readonly witnesses: readonly WitnessTarget[];
  readonly outbound?: OutboundOptions;
  readonly listen: { readonly host: string; readonly port: number };
  readonly clock: Clock;
  readonly logger: Logger;
  /** Entries after which the head of a quiet region is entered again; for tests. */
  readonly repeatAfter?: number;
}

/** A running root log. */
export interface RootLog {
  /** Where regions hand their heads in, and where the log is served. */
  readonly url: string;
  /** Key of the log, type 0x01: for lines `root-log` of trust files, and for the witnesses of the root log. */
  readonly vkey: string;
  /** Key that it cosigns heads of regions with, type 0x04: for lines `witness` of the regions' policies. */
  readonly receiptKey: string;
  head(): LedgerHead;
  /** Signs what is durable; with `witnessed` waits for the witnesses. Returns the problem, in words. */
  seal(witnessed: boolean): Promise<string | undefined>;
  close(): Promise<void>;
}

/**
 * Starts a root log. Addresses: `POST /add-checkpoint`; `GET /checkpoint` and `/tile/...` of the root log itself;
 * `/<hex SHA-256 of a region's origin>/checkpoint`, its newest head, and `.../root-proof`.
 * @throws LedgerError `ledger.locked`, `ledger.witness-setup`, `ledger.signer-refused`, `ledger.not-started`
 */
export async function startRootLog(deps: RootLogDeps): Promise<RootLog> {
  const dir = resolve(deps.dir);
  const layout = layoutOf(dir);
  makeFolder(dir);
  const locked = lockDataFolder(dir);
  if (!locked.ok) throw ledgerError('ledger.locked', dir);
  makeFolder(layout.runFolder);
  const outbox = createOutbox({ maxOutstanding: MAX_OUTSTANDING, timeoutMs: FIRST_RECORD_TIMEOUT_MS });
  const processes = startLedgerProcesses({
    dir,
    layout,
    origin: deps.origin,
    witnesses: deps.witnesses,
    ...(deps.outbound === undefined ? {} : { outbound: deps.outbound }),
    logger: deps.logger,
    events: {
      connected: () => outbox.connected((items, again) => processes.append(items, again)),
      disconnected: () => outbox.disconnected(),
      acknowledged: (records) => outbox.acknowledged(records),
      refused: (reason) => outbox.refuse(reason),
    },
  });
  try {
    return await startServing(deps, { dir, outbox, processes, release: () => locked.value.release() });
  } catch (error) {
    await processes.stop();
    locked.value.release();
    throw error;
  }
}

interface Parts {
  readonly dir: string;
  readonly outbox: Outbox;
  readonly processes: LedgerProcesses;
  readonly release: () => void;
}

async function startServing(deps: RootLogDeps, { dir, outbox, processes, release }: Parts): Promise<RootLog> {
  const outcome = await processes.first;
  if (outcome.kind === 'refused') throw ledgerError('ledger.signer-refused', outcome.reason);
  const entries = createRootEntries(deps);
  if (outcome.found === 0) await outbox.add(entries.genesis(processes.vkey(), deps.software));
  const reader = openLedgerReader(dir);
  const tiles = openTiles(layoutOf(dir), undefined);
  const { heads, newest } = headsOf(reader);
  const cosigner = await startCosigner(
    {
      dir: join(dir, REGIONS_FOLDER),
      name: deps.origin,
      logs: deps.regions,
      listen: deps.listen,
      clock: deps.clock,
      logger: deps.logger,
    },
    (parts) => {
      for (const [origin, note] of newest) recall(parts.store, origin, note);
      return rootDuties(deps, parts, { outbox, entries, heads, reader, tiles });
    },
  ).catch((error: unknown) => {
    reader.close();
    throw error;
  });
  return {
    url: cosigner.url,
    vkey: processes.vkey(),
    receiptKey: cosigner.vkey,
    head: () => processes.head(),
    seal: (witnessed) => processes.seal(witnessed),
    async close() {
      await cosigner.close();
      await processes.stop();
      tiles.close();
      reader.close();
      release();
    },
  };
}

/** Where the heads of all regions stand, and the newest of each, from the log itself. */
function headsOf(reader: LedgerReader): { heads: RegionHeads; newest: ReadonlyMap<string, string> } {
  const heads = createRegionHeads();
  const newest = new Map<string, string>();
  for (const { index, entry } of reader.byType([REGION_HEAD])) {
    const note = Buffer.from(entry).toString('utf8');
    const origin = note.slice(0, note.indexOf('\n'));
    heads.add(origin, index);
    newest.set(origin, note);
  }
  return { heads, newest };
}

/** What the log holds of a region was recorded once. Threat: without its record a second past would be the first. */
function recall(store: CosignerParts['store'], origin: string, note: string): void {
  const checkpoint = parseCheckpoint(note.slice(0, note.lastIndexOf('\n\n') + 1));
  if (!checkpoint.ok || (store.state(origin)?.size ?? 0) >= checkpoint.value.size) return;
  const { size, root } = checkpoint.value;
  store.put({ origin, size, root, note, cosigned: '' });
}

function rootDuties(
  deps: RootLogDeps,
  { store }: CosignerParts,
  log: {
    readonly outbox: Outbox;
    readonly entries: RootEntries;
    readonly heads: RegionHeads;
    readonly reader: LedgerReader;
    readonly tiles: ReturnType<typeof openTiles>;
  },
): CosignerDuties {
  const { outbox, entries, heads, reader, tiles } = log;
  const byHash = new Map(deps.regions.map(({ origin }) => [originHash(origin), origin]));
  const enter = async (origin: string, note: string): Promise<number> => {
    const obstacle = outbox.obstacle();
    if (obstacle !== undefined) throw obstacle;
    const { index } = await outbox.add(entries.head(note));
    heads.add(origin, index);
    return index;
  };
  const repeat = async (index: number) => {
    for (const origin of heads.before(index - (deps.repeatAfter ?? REPEAT_AFTER))) {
      const state = store.state(origin);
      if (state !== undefined) await enter(origin, state.note);
    }
  };
  return {
    async before({ origin, note }) {
      try {
        const entered = enter(origin, note);
        const index = await inTime(entered, DURABLE_TIMEOUT_MS);
        if (index === undefined) return { status: 503, body: 'the head is not durable yet\n' };
        await repeat(index);
        return undefined;
      } catch (error) {
        const words = error instanceof Error ? error.message : 'unknown';
        deps.logger.error({ origin, error: words }, 'the head of a region could not be entered');
        return { status: 503, body: 'the root log takes no entries now\n' };
      }
    },
    get(path) {
      if (path === '/checkpoint') return textAnswer(tiles.readCheckpoint());
      const hash = /^\/([0-9a-f]{64})\/root-proof$/.exec(path)?.[1];
      const origin = hash === undefined ? undefined : byHash.get(hash);
      if (origin !== undefined) return textAnswer(makeRootProof(reader, heads, origin));
      return tileAnswer(path.slice(1), tiles, () => 0) ?? missing();
    },
    async stop() {
      await outbox.drain();
    },
  };
}

/** The value, or undefined when it takes longer; what rejects later is not heard. */
async function inTime<T>(promise: Promise<T>, ms: number): Promise<T | undefined> {
  promise.catch(() => {});
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((done) => {
    timer = setTimeout(done, ms, undefined);
  });
  const value = await Promise.race([promise, late]);
  clearTimeout(timer);
  return value;
}
