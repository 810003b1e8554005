/** The entries of a root log on their way: heads of regions as they were signed, and the genesis record before them. */
import type { Clock } from '@remit/core';
import { canonicalize, createIdSource, rfc3339, utf8 } from '@remit/core';
import type { RecordOf } from '@remit/record';
import type { AppendItem } from '../ipc/messages.ts';
import { newWriterId } from '../writer/recorder.ts';

/** Type of an entry that is the signed head of a region, in the database beside the entry. */
export const REGION_HEAD = 'region.head';

/** Numbers what one process appends. */
export interface RootEntries {
  /** The first entry: names the log's key, as that of any log here does. */
  genesis(vkey: string, software: string): AppendItem;
  /** A head, verbatim. */
  head(note: string): AppendItem;
}

/** A writer of its own for each process. */
export function createRootEntries(deps: { origin: string; clock: Clock }): RootEntries {
  const writer = newWriterId();
  const nextId = createIdSource(deps.clock);
  let n = 0;
  const item = (id: string, t: string, entry: Uint8Array): AppendItem => ({
    writer,
    n: n++,
    id,
    t,
    entry,
    vault: undefined,
    subjects: [],
    opens: undefined,
    closes: [],
  });
  return {
    genesis(vkey, software) {
      const record: RecordOf<'genesis'> = {
        v: 1,
        t: 'genesis',
        id: nextId(),
        ts: rfc3339(deps.clock.now()),
        org: deps.origin,
        w: { id: writer, n },
        gen: { vkey, software },
      };
      return item(record.id, record.t, utf8(canonicalize(record)));
    },
    head: (note) => item(nextId(), REGION_HEAD, utf8(note)),
  };
}
