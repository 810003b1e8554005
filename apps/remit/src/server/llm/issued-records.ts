/**
 * Which ids of stored answers came to whom, from the records of all gateways (llm-gateway reference §1). Read at the start,
 * and again when a caller names an id that this gateway does not know: another one may have given it out since.
 */
import type { Clock } from '@remit/core';
import type { History } from '@remit/gateway';
import { readRecords } from '@remit/gateway';

export interface Issued {
  readonly id: string;
  readonly holder: string;
}

/** Newest records that are read at once. Neither a start nor a call must read a long log; older ids are refused. */
const REMEMBERED = 20_000;
/** Milliseconds between two looks. Threat: whoever names made-up ids must not make the gateway read all the time. */
const PAUSE_MS = 250;

/** Reads each record once, and of many only the newest. */
export function createIssuedRecords(reader: History & { size(): number }, clock: Clock) {
  let next = 0;
  let looked = Number.NEGATIVE_INFINITY;

  function* read(): Generator<Issued> {
    const size = reader.size();
    const from = Math.max(next, size - REMEMBERED);
    next = size;
    for (const { index, record } of readRecords(reader, ['llm.outcome'], from)) {
      const { model, who } = record;
      next = Math.max(next, index + 1);
      if (model.id !== undefined && who !== undefined) yield { id: model.id, holder: who.sub };
    }
  }

  return {
    /** Those from before this process started. */
    before: read,
    /** Those that were recorded since it was read last; none when that was a moment ago. */
    since(): Iterable<Issued> {
      const now = clock.now();
      if (Math.abs(now - looked) < PAUSE_MS) return [];
      looked = now;
      return read();
    },
  };
}
