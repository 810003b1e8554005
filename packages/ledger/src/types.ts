/** What the rest of Remit sees of the ledger: the append side, its state in words, and the read side. */
import type { Clock, Logger } from '@remit/core';
import type { OutboundOptions } from '@remit/outbound';
import type { Blobs, Recorder, Subjects } from '@remit/record';
import type { HashReader } from '@remit/tlog';
import type { BucketPlace } from './publish/s3-objects.ts';
import type { ServicePlace, ServiceTls } from './service/listen.ts';
import type { SealedFilter, SealedItem, Takeaway } from './vault/sealed-rows.ts';
import type { SealPace } from './writer/sealed-recorder.ts';

/** A witness that is asked to cosign each checkpoint (C2SP tlog-witness). */
export interface WitnessTarget {
  /** Name for messages. */
  readonly name: string;
  /** Prefix of the witness's submission address: `<url>/add-checkpoint` is called. */
  readonly url: string;
  /** Its cosignature key, signed-note vkey of type 0x04. An answer that this key did not sign is not stored. */
  readonly vkey: string;
}

/** Where the rows of the log lie. `standby`: a sequencer that finds another one at work waits for its turn. */
export type StorePlace = {
  /** Bucket of the published log and of public blobs; default: folders in the data folder. */
  readonly tiles?: BucketPlace;
} & (
  | { readonly kind: 'sqlite' }
  | {
      readonly kind: 'postgres';
      readonly url: string;
      readonly standby?: boolean;
      /** File of the persons' keys, where it is not in this data folder. */
      readonly subjectKeys?: string;
    }
);

/** What {@link startLedger} needs. */
export interface LedgerDeps {
  /** Data folder. Created when missing. */
  readonly dir: string;
  /** Origin line of the log's checkpoints and name of its key: a schema-less URL without space or `+`. */
  readonly origin: string;
  /** Name and version of the running software, for the genesis record. */
  readonly software: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly witnesses: readonly WitnessTarget[];
  /** Default: SQLite in the data folder. */
  readonly store?: StorePlace;
  /**
   * For a new log that goes on from another: asked with the new log's key before its first record is written, and answers
   * the last signed head of the other. A rejection stops the start.
   */
  readonly after?: (vkey: string) => Promise<{ readonly org: string; readonly size: number; readonly root: string }>;
  /** Sequencers that run by themselves; default: one is started here, with its signer. */
  readonly sequencers?: { readonly places: readonly ServicePlace[]; readonly tls?: ServiceTls };
  /** Socket of a signer that runs by itself, under a user of its own; default: one is started here. */
  readonly signer?: string;
  /** How witnesses are called: proxies, authorities, private hosts. Absent: directly, wherever their URL leads. */
  readonly outbound?: OutboundOptions;
  /** How often this writer signs for its records (record type writer.seal). Absent: never. */
  readonly seals?: SealPace;
  /** Most records that may wait for durability at once; then `ledger.overloaded`. Default 4,096. */
  readonly maxOutstanding?: number;
  /** Milliseconds after which a record that is not durable rejects with `ledger.not-durable`. Default 5,000. */
  readonly durableTimeoutMs?: number;
}

/** What was found and repaired at start, in words for the operator. */
export interface LedgerStartup {
  /** True when the folder held no log. */
  readonly created: boolean;
  /** Records found before anything was written. */
  readonly found: number;
  /** Repairs that were made before the first append, one sentence each. Published files are repaired later and logged. */
  readonly repairs: readonly string[];
  /** Rows that an earlier process committed without acknowledgement; admitted together with a gap record. */
  readonly unacknowledged: { readonly first: number; readonly end: number } | undefined;
  /** Calls left open by an earlier process, each closed by a gap record. */
  readonly openCalls: number;
}

/** How far one witness has come. */
export interface WitnessHead {
  readonly name: string;
  /** Largest size it has cosigned since this process started; 0 when none. */
  readonly size: number;
  /** `behind`: not reached or not yet asked, retried. `conflict`: it holds a log that ours does not continue. */
  readonly state: 'ok' | 'behind' | 'conflict';
  readonly reason?: string;
}

/** The log's head as the gateway process knows it. Sizes count records. */
export interface LedgerHead {
  /** Records that are durable: store commit and signer journal both fsynced. */
  readonly size: number;
  /** Size of the newest published checkpoint; 0 before the first. */
  readonly signedSize: number;
  /** Largest size that at least one witness has cosigned; 0 when none. */
  readonly witnessedSize: number;
  /** Newest published checkpoint, a signed note, with the cosignatures held. */
  readonly checkpoint?: string;
  /** `refused` is final until the process is started again: the stored log is not the one the signer knows. */
  readonly signer: 'ok' | 'down' | 'refused';
  /** Why the signer is down or refuses. */
  readonly reason?: string;
  readonly witnesses: readonly WitnessHead[];
}

/** The running ledger of one data folder. */
export interface Ledger extends Recorder, Subjects, Blobs {
  readonly origin: string;
  /** Id under which this process writes its records. */
  readonly writer: string;
  /** Key of this writer's seals, signed-note vkey of type 0x01; undefined when it seals nothing. */
  readonly writerKey: string | undefined;
  /** Public key of the log, signed-note vkey of type 0x01. Empty when the signer refused before telling it. */
  readonly vkey: string;
  readonly startup: LedgerStartup;
  head(): LedgerHead;
  /** Records that were handed over and are not known to be durable. */
  outstanding(): number;
  /**
   * Resolves when all that is durable now is signed and published, and with `witnessed` cosigned: every configured
   * witness has cosigned it or failed to, and at least one has. A log of fewer than two records is never signed and
   * resolves at once.
   * @throws LedgerError `ledger.not-sealed` after `timeoutMs` (default 10,000), or when no witness could be reached.
   */
  sealHead(options?: { witnessed?: boolean; timeoutMs?: number }): Promise<LedgerHead>;
  /** Handles of a reference, of every kind. Makes none. */
  handlesOf(reference: string): readonly { readonly handle: string; readonly kind: string }[];
  /** Seals bytes under the key of one person; `purpose` must be given again to open them. @throws LedgerError `ledger.unknown-subject` */
  sealFor(handle: string, purpose: string, bytes: Uint8Array): Uint8Array;
  /** Nothing new is sealed for these persons from now on; their references get new handles. Before an erasure. */
  retire(handles: readonly string[]): void;
  /**
   * Takes in persons that other gateways stored, and erased, meanwhile; `handles`: these only. Reads the database and the
   * file of keys, in this thread. Throws when one of them cannot be read.
   */
  followSubjects(handles?: readonly string[]): void;
  /** Makes persons durable that no record names yet. @throws LedgerError `ledger.vault-work` */
  keepSubjects(handles: readonly string[]): Promise<void>;
  /**
   * Destroys the keys of persons and the sealed rows of records; nothing of them stays in the database, its free pages or
   * its log. Writes no record: that is the caller's, afterwards. Safe to repeat. `compact`: rewrite the database file;
   * appends wait meanwhile. @throws LedgerError `ledger.vault-work`
   */
  erase(what: Takeaway, options: { compact: boolean }): Promise<void>;
  /** A reader with its own connection. The caller closes it. */
  reader(): LedgerReader;
  /** True when a record could be made durable now. */
  ready(): boolean;
  /** Waits for what is outstanding, signs it, and stops the child processes. Later records reject with `ledger.closed`. */
  close(): Promise<void>;
}

/** One leaf of the log. */
export interface LedgerEntry {
  readonly index: number;
  /** The stored bytes, never re-encoded. */
  readonly entry: Uint8Array;
}

/** A signed note and the size it is for. */
export interface StoredCheckpoint {
  readonly size: number;
  readonly note: string;
}

/** Read-only view of a data folder, with or without a running server. */
export interface LedgerReader {
  /** Number of committed records. The newest may not be acknowledged yet: a checkpoint's size is the firm one. */
  size(): number;
  /** Records `first` to `end` (exclusive), in order. Ends early where the log ends. */
  entries(first: number, end: number): Iterable<LedgerEntry>;
  /** Records of the given types from an index on, in order. The type is the one stored beside the leaf. */
  byType(types: readonly string[], from?: number): Iterable<LedgerEntry>;
  find(recordId: string): LedgerEntry | undefined;
  /** All stored checkpoints by rising size, each with the cosignatures held. */
  checkpoints(): Iterable<StoredCheckpoint>;
  /** The checkpoint of exactly this size, with the cosignatures held. */
  checkpointAt(size: number): StoredCheckpoint | undefined;
  /** The newest checkpoint; with `witnessed` the newest that at least one witness cosigned. */
  latestCheckpoint(options?: { witnessed?: boolean }): StoredCheckpoint | undefined;
  /** Field -> disclosure string, decrypted with the vault key; undefined when erased or missing. */
  disclosures(recordId: string): ReadonlyMap<string, string> | undefined;
  /** Decrypted content of a blob commitment; undefined when erased or missing. */
  payload(recordId: string, field: string): Uint8Array | undefined;
  /** The person behind a handle; undefined when erased or unknown. */
  subject(handle: string): { kind: string; reference: string } | undefined;
  /** Records with sealed content. */
  sealed(which?: SealedFilter): Iterable<SealedItem>;
  /** What {@link Ledger.sealFor} sealed; undefined once the person is erased, or for other bytes. */
  openFor(handle: string, purpose: string, sealed: Uint8Array): Uint8Array | undefined;
  /** Public content by its lowercase hex SHA-256; undefined when missing or when the stored bytes have another digest. */
  blob(digest: string): Uint8Array | undefined;
  /** Hashes of complete subtrees of the log of `size` records, for the proof functions of @remit/tlog. */
  hashReader(size: number): HashReader;
  close(): void;
}
