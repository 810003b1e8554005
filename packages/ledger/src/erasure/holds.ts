/** Legal holds, as the `hold` records of the log say. Pure. */
import type { RecordOf } from '@remit/record';

/** A hold in force. Times RFC 3339; absent members cover everything. */
export interface HoldInForce {
  readonly id: string;
  readonly basis: string;
  readonly of?: readonly string[];
  readonly from?: string;
  readonly to?: string;
  /** When it was set. */
  readonly since: string;
}

/** What a hold is asked about: a record's time and every handle that it or its content names. */
export interface Held {
  readonly ts: string;
  readonly persons: readonly string[];
}

/** The holds in force after the records, in the order they were set. */
export function holdsInForce(records: Iterable<RecordOf<'hold'>>): HoldInForce[] {
  const held = new Map<string, HoldInForce>();
  for (const { ts, hold } of records) {
    const { id, set, basis, of, from, to } = hold;
    if (!set) held.delete(id);
    else
      held.set(id, {
        id,
        basis,
        since: ts,
        ...(of === undefined ? {} : { of }),
        ...(from === undefined ? {} : { from }),
        ...(to === undefined ? {} : { to }),
      });
  }
  return [...held.values()];
}

/** The first hold that covers it. */
export function holdOver(holds: readonly HoldInForce[], { ts, persons }: Held): HoldInForce | undefined {
  return holds.find(
    ({ of, from, to }) =>
      (of === undefined || of.some((handle) => persons.includes(handle))) &&
      (from === undefined || ts >= from) &&
      (to === undefined || ts < to),
  );
}
