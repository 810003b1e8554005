/**
 * Third forgery, the mechanical part: makes a list of records a consistent log again. Numbers of writers and sessions
 * are dense, links between records hold, entries are in canonical form.
 */
import { canonicalize, toBase64Url, utf8 } from '@remit/core';
import type { AnyRecord } from '@remit/record';
import { leafHash } from '@remit/tlog';

/** A record as the forger wants it. `was`: the leaf hash under which other records name it. */
export interface HistoryRecord {
  readonly record: AnyRecord;
  readonly was: string;
}

/** The entries of the log with exactly these records, in this order. */
export function sealHistory(history: readonly HistoryRecord[]): Uint8Array[] {
  const next = new Map<string, number>();
  const leaves = new Map<string, string>();
  const number = <S extends { readonly id: string; readonly n: number }>(kind: string, sequence: S): S => {
    const key = `${kind} ${sequence.id}`;
    const n = next.get(key) ?? sequence.n;
    next.set(key, n + 1);
    return { ...sequence, n };
  };
  return history.map(({ record, was }) => {
    const { w, s, cause } = record;
    const entry = utf8(
      canonicalize({
        ...record,
        w: number('writer', w),
        ...(s === undefined ? {} : { s: number('session', s) }),
        ...(cause === undefined ? {} : { cause: cause.map((leaf) => leaves.get(leaf) ?? leaf) }),
      }),
    );
    leaves.set(was, toBase64Url(leafHash(entry)));
    return entry;
  });
}
