/**
 * A time-stamp for a report: every configured authority is asked for a token over a head that covers all records until now.
 * A token is a record of the log, so the pack is over the head right after: only the records that hold tokens stand above
 * the stamped head. An authority that does not answer in time leaves the newest token it gave before, and the pack says
 * which records that covers.
 */
import { setTimeout as wait } from 'node:timers/promises';
import type { Anchoring, Ledger } from '@remit/ledger';

/** Longest time that a report waits for its tokens, in milliseconds. */
const STAMP_WAIT_MS = 12_000;

/** How far time-stamps cover a report. */
export interface Stamped {
  readonly name: string;
  /** Records below this index existed at `at`; 0: no token. */
  readonly size: number;
  readonly at?: number;
  /** Why there is no token of the newest head. */
  readonly reason?: string;
}

/** Asks, within the bound. Undefined when no authority is configured. */
export async function stampHead(
  house: { readonly ledger: Pick<Ledger, 'sealHead'>; readonly anchors: Pick<Anchoring, 'heads' | 'now'> },
  waitMs = STAMP_WAIT_MS,
): Promise<readonly Stamped[] | undefined> {
  if (house.anchors.heads().length === 0) return undefined;
  const { signedSize } = await house.ledger.sealHead();
  const late = new AbortController();
  await Promise.race([house.anchors.now(), wait(waitMs, undefined, { signal: late.signal })]);
  late.abort();
  return house.anchors.heads().map(({ name, size, at, reason }) => {
    const stale = size < signedSize ? { reason: reason ?? `it did not answer within ${waitMs / 1000} s` } : {};
    return { name, size, ...(at === undefined ? {} : { at }), ...stale };
  });
}
