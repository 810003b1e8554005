/** What the gateway process and the sequencer say to each other. Shapes only; see ipc/frames.ts for the wire. */
import type { OutboundOptions } from '@remit/outbound';
import type { LedgerHead, StorePlace, WitnessTarget } from '../types.ts';
import type { VaultOrder } from '../vault/vault-work.ts';
import type { SubjectRow } from './subject-row.ts';

/** The sealed content of one record. */
export interface VaultRow {
  /** Data key, wrapped under the subjects' keys and then by the vault key. */
  readonly dek: Uint8Array;
  readonly subjects: readonly string[];
  /** All disclosures of the record, sealed under the data key. */
  readonly disclosures: Uint8Array;
  readonly payloads: readonly { readonly field: string; readonly sealed: Uint8Array }[];
}

/** What a record does to the list of open calls. */
export type OpenCallKind = 'decision' | 'escalation';

/** One record on its way into the log. */
export interface AppendItem {
  /** Writer id and dense sequence. */
  readonly writer: string;
  readonly n: number;
  /** Record id and type, as in the entry. */
  readonly id: string;
  readonly t: string;
  readonly entry: Uint8Array;
  readonly vault: VaultRow | undefined;
  readonly subjects: readonly SubjectRow[];
  /** Set when this record waits for an outcome (or, escalated, for a second decision). */
  readonly opens: OpenCallKind | undefined;
  /** Leaf hashes (base64url) of the calls that this record answers. */
  readonly closes: readonly string[];
}

export type ToSequencer =
  | {
      readonly kind: 'open';
      readonly dir: string;
      readonly origin: string;
      readonly store?: StorePlace;
      /** Socket of the signer; default: that of the data folder's own. */
      readonly signer?: string;
      readonly witnesses: readonly WitnessTarget[];
      readonly outbound?: OutboundOptions;
    }
  | { readonly kind: 'append'; readonly again: boolean; readonly items: readonly AppendItem[] }
  /** Sign and publish everything that is durable; with `witnessed` wait for the witnesses too. */
  | { readonly kind: 'seal'; readonly ref: number; readonly witnessed: boolean }
  /** Work on the vault; answered by `vault-done`. */
  | { readonly kind: 'vault'; readonly ref: number; readonly order: VaultOrder }
  /** Finish what is under way, sign it, close the database and end. */
  | { readonly kind: 'stop' };

/** The part of the head that the sequencer knows. */
export type SequencerHead = Pick<LedgerHead, 'signedSize' | 'witnessedSize' | 'witnesses'> & {
  readonly checkpoint: string | undefined;
};

export type FromSequencer =
  | {
      readonly kind: 'ready';
      readonly vkey: string;
      /** Fencing token; 0 with SQLite. */
      readonly epoch: number;
      /** Durable size. */
      readonly size: number;
      /** Rows in the database when it was opened. */
      readonly found: number;
      readonly unacknowledged: { readonly first: number; readonly end: number } | undefined;
      readonly repairs: readonly string[];
      readonly head: SequencerHead;
    }
  | { readonly kind: 'acknowledged'; readonly records: readonly Acknowledged[] }
  | { readonly kind: 'head'; readonly head: SequencerHead }
  | {
      readonly kind: 'sealed';
      readonly ref: number;
      readonly head: SequencerHead;
      readonly problem: string | undefined;
    }
  | { readonly kind: 'vault-done'; readonly ref: number; readonly problem: string | undefined }
  /** Final: nothing will be appended by this process. */
  | {
      readonly kind: 'refused';
      readonly by: 'signer' | 'origin' | 'version';
      readonly reason: string;
      readonly vkey: string;
    }
  | { readonly kind: 'log'; readonly level: 'info' | 'warn' | 'error'; readonly message: string };

/** A record that is durable now. */
export interface Acknowledged {
  readonly writer: string;
  readonly n: number;
  readonly index: number;
}
