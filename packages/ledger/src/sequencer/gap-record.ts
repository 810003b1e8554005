/** The gap record that the sequencer itself writes, for rows that an earlier process committed without acknowledgement. */
import { randomBytes } from 'node:crypto';
import type { Clock } from '@remit/core';
import { canonicalize, createIdSource, rfc3339, utf8 } from '@remit/core';
import type { RecordOf } from '@remit/record';
import type { AppendItem } from '../ipc/messages.ts';

/** A record by a writer of its own: the sequencer process, which knows of these rows before any other writer runs. */
export function unacknowledgedGap(deps: { origin: string; clock: Clock; first: number; end: number }): AppendItem {
  const record: RecordOf<'gap'> = {
    v: 1,
    t: 'gap',
    id: createIdSource(deps.clock)(),
    ts: rfc3339(deps.clock.now()),
    org: deps.origin,
    w: { id: `seq_${randomBytes(12).toString('base64url')}`, n: 0 },
    gap: {
      kind: 'unacknowledged-commit',
      first: deps.first,
      end: deps.end,
      why: 'Committed but not yet acknowledged when a process ended. A writer that sent them again was answered with these indexes.',
    },
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
