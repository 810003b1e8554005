/**
 * The exported log of another Remit: decision and outcome are two records, and each writer numbers its own. What is looked at
 * in Remit's own log is looked at here too, as far as the export shows it.
 */
import type { ImportedEvent } from '@remit/record';
import type { OutcomeEvent } from '../joins/sweep.ts';
import { callKey } from '../joins/sweep.ts';
import type { Note } from './event-findings.ts';
import { once } from './event-findings.ts';
import type { LocatedBatch } from './material.ts';

/** What becomes known over all batches of a report. */
export interface OtherRemit {
  /** Looks at one event, also outside the period: its outcome may lie in it. */
  add(event: ImportedEvent, batch: LocatedBatch, inReport: boolean): void;
  /** Outcomes that follow from no decision, with the batch in which each stands. */
  orphans(inPeriod: (at: string | undefined) => boolean): readonly OutcomeEvent[];
}

/** `noteFor`: where findings of a batch go. `outcomes`: by key of the call. */
export function createOtherRemit(
  noteFor: (batch: LocatedBatch) => Note,
  outcomes: ReadonlyMap<string, readonly OutcomeEvent[]>,
): OtherRemit {
  const decided = new Set<string>();
  const last = new Map<string, number>();
  return {
    add(event, batch, inReport) {
      const { ids, flags, ts, kind } = event;
      const here = () => once(`${batch.record.id}:${event.n}`, ts);
      const note = noteFor(batch);
      if (ids['writer'] !== undefined) sequence(event, batch, last, () => note('sequence_gap', 'high', GAP, here()));
      if (ids['call'] === undefined || flags?.includes('decision-record') !== true) return;
      const key = callKey(batch.record.ing.vendor, ids['call']);
      const found = outcomes.get(key) ?? [];
      if (found.length > 0) decided.add(key);
      if (!inReport) return;
      if (found.filter(({ out }) => out !== undefined).length > 1)
        note('chain_break', 'high', 'another Remit: a second outcome for one decision', here());
      if (found.length === 0 && kind === 'tool-call' && letThrough(event))
        note(
          'decision_without_outcome',
          'high',
          'another Remit: a call was let through, with neither an outcome nor a gap record',
          here(),
        );
      if (found.length > 0 && found.every(({ out }) => out === undefined))
        note('decision_without_outcome', 'medium', 'another Remit: explained by a gap record', here());
    },
    orphans: (inPeriod) =>
      [...outcomes].flatMap(([key, found]) =>
        decided.has(key) ? [] : found.filter(({ out, ts }) => out !== undefined && inPeriod(ts)),
      ),
  };
}

const GAP = 'another Remit: numbers of a writer are missing or repeated';

/** Numbers of a writer follow each other within one export; where it begins later, the part before was ingested before. */
function sequence({ ids }: ImportedEvent, batch: LocatedBatch, last: Map<string, number>, broken: () => void): void {
  const key = `${batch.record.id}\n${ids['writer'] ?? ''}`;
  const n = Number(ids['seq']);
  const before = last.get(key);
  last.set(key, n);
  if (before !== undefined && n !== before + 1) broken();
}

function letThrough({ dec }: ImportedEvent): boolean {
  return dec !== undefined && (dec.result.startsWith('permit') || dec.enforced === false);
}
