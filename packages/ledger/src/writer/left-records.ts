/** What earlier processes of this data folder left on its disk, sent before anything new. */
import { fromUtf8, isRefusal, parseStrictJson } from '@remit/core';
import type { Acknowledged } from '../ipc/messages.ts';
import { createOutbox, type SendItems } from './outbox.ts';
import { leftSpools } from './spool.ts';

/** No deadline: nobody waits for these. The longest that a timer of Node takes. */
const NO_DEADLINE_MS = 2 ** 31 - 2;

/** Records of earlier processes on their way into the log. */
export interface LeftRecords {
  /** How many there were. */
  readonly count: number;
  /** Origins of other logs than this that some of them name: what was on its way when that log ended. */
  strangers(origin: string): string[];
  connected(send: SendItems): void;
  disconnected(): void;
  acknowledged(records: readonly Acknowledged[]): void;
  /** Resolves when all are in the log; their files are gone then. */
  stored(): Promise<void>;
}

/** Reads the spools of a folder. */
export function openLeftRecords(folder: string): LeftRecords {
  const left = leftSpools(folder).map((spool) => {
    const outbox = createOutbox({ maxOutstanding: Number.POSITIVE_INFINITY, timeoutMs: NO_DEADLINE_MS });
    for (const item of spool.items) outbox.add(item).catch(() => {});
    return { spool, outbox };
  });
  return {
    strangers: (origin) => [
      ...new Set(
        left.flatMap(({ spool }) => spool.items.map(({ entry }) => orgOf(entry))).filter((org) => org !== origin),
      ),
    ],
    count: left.reduce((sum, { spool }) => sum + spool.items.length, 0),
    connected: (send) => {
      for (const { outbox } of left) outbox.connected(send);
    },
    disconnected: () => {
      for (const { outbox } of left) outbox.disconnected();
    },
    acknowledged: (records) => {
      for (const { outbox } of left) outbox.acknowledged(records);
    },
    async stored() {
      for (const { outbox, spool } of left) {
        await outbox.drain();
        spool.done();
      }
    },
  };
}

function orgOf(entry: Uint8Array): string {
  const json = parseStrictJson(fromUtf8(entry) ?? '');
  const { org } = isRefusal(json) ? {} : (Object(json.value) as { org?: unknown });
  return typeof org === 'string' ? org : 'none';
}
