/**
 * Records that are on their way: sent, not yet acknowledged. Holds them until the sequencer says that they are durable,
 * sends them again after it was restarted, and rejects their promises in time.
 *
 * A record whose promise was rejected by the deadline stays here: it may still become durable, and it still counts.
 */

import { type LedgerError, ledgerError } from '../errors.ts';
import { sizeOfItem } from '../ipc/item-size.ts';
import type { Acknowledged, AppendItem } from '../ipc/messages.ts';
import type { Spool } from './spool.ts';

/** Bytes that may wait at once, whatever the number of records: payloads are held until they are stored. */
const MAX_BYTES = 256 * 1024 * 1024;
/** Records in one message to the sequencer. */
const RESEND_CHUNK = 256;
/** From this many on, records go without waiting for the end of the turn: the sequencer works while more are made. */
const FULL = 64;
/**
 * From this many on their way, more are about to come, and gathering them makes one commit out of many: each commit
 * costs two syncs and a dozen messages, however few records it holds. A lone caller never waits for this.
 */
const COMPANY = 6;
/** How long records are gathered then, in milliseconds. */
const GATHER_MS = 2;
/**
 * Nobody waits for the record of an outcome: it goes with the next record that somebody waits for, or after the same
 * moment. So a lone caller's calls cost one commit each instead of two, and the second does not hold up the next call.
 */
const UNHURRIED: ReadonlySet<string> = new Set(['mcp.outcome', 'llm.outcome']);

/** Hands one message to the sequencer. `again`: some of the records may be stored already. */
export type SendItems = (items: readonly AppendItem[], again: boolean) => void;

/** The outstanding records of one writer process. */
export interface Outbox {
  /** Why no further record can be taken now; undefined when one can. */
  obstacle(): LedgerError | undefined;
  /** Takes a record. The promise settles when it is durable or cannot be in time. */
  add(item: AppendItem): Promise<{ readonly index: number }>;
  acknowledged(records: readonly Acknowledged[]): void;
  /** The sequencer is ready: everything outstanding is sent again, in order, and what follows as it comes. */
  connected(send: SendItems): void;
  disconnected(): void;
  /** Final: rejects everything, and everything that follows. */
  refuse(reason: string): void;
  /** Takes nothing more. Resolves when nothing is outstanding. */
  drain(): Promise<void>;
  readonly outstanding: number;
}

interface Pending {
  readonly item: AppendItem;
  readonly bytes: number;
  readonly deadline: number;
  resolve(at: { readonly index: number }): void;
  reject(error: LedgerError): void;
  expired: boolean;
}

/**
 * An empty outbox, not connected. `spool`: where records are kept while nobody takes them; `onProblem` is told when that
 * fails, and the records are in memory only.
 */
export function createOutbox(deps: {
  maxOutstanding: number;
  timeoutMs: number;
  spool?: Spool;
  onProblem?(reason: string): void;
}): Outbox {
  // By number in the writer's sequence: an outbox has one writer.
  const pending = new Map<number, Pending>();
  let unsent: AppendItem[] = [];
  let bytes = 0;
  let send: SendItems | undefined;
  let scheduled: 'now' | 'soon' | undefined;
  let gathering: NodeJS.Timeout | undefined;
  let refused: string | undefined;
  let closing = false;
  let timer: NodeJS.Timeout | undefined;
  const empty: (() => void)[] = [];

  const keep = (items: readonly AppendItem[]) => {
    try {
      deps.spool?.keep(items);
    } catch (error) {
      deps.onProblem?.(`Records on their way could not be kept on disk: ${String(error)}`);
    }
  };

  const flush = () => {
    scheduled = undefined;
    clearTimeout(gathering);
    gathering = undefined;
    if (unsent.length === 0 || (send === undefined && deps.spool === undefined)) return;
    const items = unsent;
    unsent = [];
    if (send === undefined) keep(items);
    else send(items, false);
  };

  const schedule = (item: AppendItem) => {
    if (pending.size <= COMPANY && !UNHURRIED.has(item.t)) {
      scheduled = 'now';
      // One message for all records made in this turn of the event loop.
      setImmediate(flush);
    } else if (scheduled === undefined) {
      scheduled = 'soon';
      gathering = setTimeout(flush, GATHER_MS);
    }
  };

  const expire = () => {
    timer = undefined;
    const now = performance.now();
    for (const entry of pending.values()) {
      if (entry.expired) continue;
      if (entry.deadline > now) {
        timer = setTimeout(expire, entry.deadline - now + 1);
        return;
      }
      entry.expired = true;
      entry.reject(ledgerError('ledger.not-durable', `no acknowledgement within ${deps.timeoutMs} ms`));
    }
  };

  const remove = (key: number, entry: Pending) => {
    pending.delete(key);
    bytes -= entry.bytes;
    if (pending.size > 0) return;
    clearTimeout(timer);
    timer = undefined;
    deps.spool?.clear();
    for (const done of empty.splice(0)) done();
  };

  return {
    get outstanding() {
      return pending.size;
    },
    obstacle() {
      if (refused !== undefined) return ledgerError('ledger.signer-refused', refused);
      if (closing) return ledgerError('ledger.closed');
      if (pending.size >= deps.maxOutstanding) return ledgerError('ledger.overloaded', `${pending.size} records wait`);
      if (bytes >= MAX_BYTES) return ledgerError('ledger.overloaded', `${bytes} bytes wait`);
      return undefined;
    },
    add(item) {
      return new Promise((resolve, reject) => {
        const size = sizeOfItem(item);
        const deadline = performance.now() + deps.timeoutMs;
        pending.set(item.n, { item, bytes: size, deadline, resolve, reject, expired: false });
        bytes += size;
        timer ??= setTimeout(expire, deps.timeoutMs + 1);
        unsent.push(item);
        if (unsent.length >= FULL) flush();
        else if (scheduled !== 'now') schedule(item);
      });
    },
    acknowledged(records) {
      for (const record of records) {
        const entry = pending.get(record.n);
        if (entry === undefined || entry.item.writer !== record.writer) continue;
        remove(record.n, entry);
        entry.resolve({ index: record.index });
      }
    },
    connected(sendItems) {
      send = sendItems;
      unsent = [];
      const items = [...pending.values()].map((entry) => entry.item);
      for (let at = 0; at < items.length; at += RESEND_CHUNK) sendItems(items.slice(at, at + RESEND_CHUNK), true);
    },
    disconnected() {
      send = undefined;
      keep([...pending.values()].map((entry) => entry.item));
      unsent = [];
    },
    refuse(reason) {
      refused ??= reason;
      send = undefined;
      unsent = [];
      for (const [key, entry] of pending) {
        remove(key, entry);
        if (!entry.expired) entry.reject(ledgerError('ledger.signer-refused', refused));
      }
    },
    drain() {
      closing = true;
      if (pending.size === 0) return Promise.resolve();
      return new Promise((resolve) => empty.push(resolve));
    },
  };
}
