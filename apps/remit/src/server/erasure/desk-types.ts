/** What the erasure desk takes, gives and needs. */
import type { Clock, Logger, Result } from '@remit/core';
import type { Ledger, LedgerReader, PlannedEvents, StorePlace } from '@remit/ledger';
import type { Caller } from '@remit/registry';
import type { RetentionClasses } from './floors.ts';
import type { ErasureRequest } from './request-store.ts';

/** Why something was not done. `held` and `floor` name what stands in the way. */
export interface ErasureRefused {
  readonly code: 'unknown' | 'conflict' | 'forbidden' | 'invalid';
  readonly message: string;
}

/** A request as people see it. */
export interface ErasureView extends ErasureRequest {
  readonly state: 'requested' | 'approved' | 'running' | 'done';
  /** What it would take away now; absent once it is done. */
  readonly would?: { readonly records: number; readonly events: number };
}

/** What is asked for. Times of an expiry: a day, `YYYY-MM-DD`. */
export type ErasureAsk =
  | {
      readonly kind: 'subjects';
      readonly handles: readonly string[];
      readonly basis: string;
      readonly overrideFloor: boolean;
    }
  | { readonly kind: 'expired'; readonly day: string };

/** Events of ingested batches, and who holds the key of each batch. */
export interface PlannedBatch extends PlannedEvents {
  readonly keyHolder: string;
}

/** Erasure inside ingested objects. */
export interface BatchErasure {
  plan(handles: readonly string[]): readonly PlannedBatch[];
  /** Seals the rest of a batch again under a new key. Safe to repeat for the same request. */
  reseal(batch: { readonly id: string; readonly events: readonly number[] }, request: string): Promise<void>;
  /** Overwrites and removes what the batch had before. Safe to repeat. */
  clean(batch: string): void;
  /** Overwrites and removes all content of a batch. Safe to repeat. */
  drop(batch: string): void;
}

/** Records whose class had run out by a day. */
export interface ExpiredView {
  readonly day: string;
  readonly classes: RetentionClasses;
  /** Records by class. */
  readonly records: Readonly<Record<keyof RetentionClasses, number>>;
  /** What stands in the way, in words. */
  readonly obstacle?: string;
}

/** Records whose class had run out by a day. */
export interface ExpiredView {
  readonly day: string;
  readonly classes: RetentionClasses;
  /** Records by class. */
  readonly records: Readonly<Record<keyof RetentionClasses, number>>;
  /** What stands in the way, in words. */
  readonly obstacle?: string;
}

/** The desk. Everything that changes runs one after the other. */
export interface ErasureDesk {
  request(by: Caller, ask: ErasureAsk): Promise<Result<ErasureView, ErasureRefused>>;
  approve(by: Caller, id: string): Promise<Result<ErasureView, ErasureRefused>>;
  run(id: string, options: { readonly compact: boolean }): Promise<Result<ErasureView, ErasureRefused>>;
  list(): ErasureView[];
  /** What a run of the retention would take away, by class. */
  expired(day: string): ExpiredView;
  /** What a run of the retention would take away, by class. */
  expired(day: string): ExpiredView;
  /** Ends what an earlier process began; a sentence for each. */
  resume(): Promise<string[]>;
}

/** What the desk needs. */
export interface ErasureDeps {
  /** Folder of its own. */
  readonly folder: string;
  readonly ledger: Ledger;
  readonly reader: LedgerReader;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Erasure in the ingested objects that a log names; without a ledger it only plans. */
  readonly batchesOf: (reader: LedgerReader, ledger: Ledger | undefined) => BatchErasure;
  /** Ended logs of the folder. */
  readonly ended: () => readonly { readonly origin: string; readonly dir: string }[];
  /** Where rows and tiles of an ended log lie; undefined: in its folder. */
  readonly placeOf: (dir: string) => StorePlace | undefined;
  /** Opens an ended log for an erasure and its record; the caller closes it. */
  readonly openEnded: (log: { readonly origin: string; readonly dir: string }) => Promise<Ledger>;
  readonly classes: () => RetentionClasses;
  /** Ids of keys of a person that still work. */
  readonly workingKeys: (handle: string) => readonly string[];
}
