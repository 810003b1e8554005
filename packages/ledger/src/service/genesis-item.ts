/** The first record of a new log, written by a sequencer that serves several gateways. */
import { randomBytes } from 'node:crypto';
import type { Clock } from '@remit/core';
import { canonicalize, createIdSource, rfc3339, utf8 } from '@remit/core';
import type { RecordOf } from '@remit/record';
import type { AppendItem } from '../ipc/messages.ts';

/** A genesis record by a writer of its own. */
export function genesisItem(deps: { origin: string; software: string; clock: Clock }, vkey: string): AppendItem {
  const record: RecordOf<'genesis'> = {
    v: 1,
    t: 'genesis',
    id: createIdSource(deps.clock)(),
    ts: rfc3339(deps.clock.now()),
    org: deps.origin,
    w: { id: `seq_${randomBytes(12).toString('base64url')}`, n: 0 },
    gen: { vkey, software: deps.software },
  };
  return {
    writer: record.w.id,
    n: 0,
    id: record.id,
    t: record.t,
    entry: utf8(canonicalize(record)),
    vault: undefined,
    subjects: [],
    opens: undefined,
    closes: [],
  };
}
