/** What callers of the ingestion see: how an object is to be read, and what became of it. */
import type { Clock } from '@remit/core';
import type { LedgerReader } from '@remit/ledger';
import type { Recorder, Subjects, UpstreamIntegrity } from '@remit/record';
import type { MappedSource } from './generic/mapped-source.ts';
import type { ReceivedObject } from './read/received-object.ts';
import type { Source } from './source.ts';

/** What the writer needs. */
export interface IngestDeps {
  /** Data folder. */
  readonly dir: string;
  readonly recorder: Recorder;
  readonly subjects: Subjects;
  /** A reader of the log, for what a crash left; closed by the caller. */
  readonly reader: LedgerReader;
  readonly clock: Clock;
  readonly sources: readonly Source[];
}

/** What the vendor's own protection of an object is worth, as it was checked. */
export interface IntegrityFinding {
  readonly integrity: UpstreamIntegrity;
  /** One machine-readable sentence. */
  readonly why?: string;
}

/** How one object is to be read. */
export interface ObjectOptions {
  /** Source or dataset for records without the members that tell datasets apart. */
  readonly source?: string;
  /** Instead of the sources of the writer: the same ones with a key of the operator, for example. */
  readonly sources?: readonly Source[];
  /** Who ran the ingestion; absent when a source is followed. */
  readonly who?: { readonly sub: string; readonly agent?: string };
  /** Asked once the object was read. Absent: `none`. */
  readonly integrity?: (object: {
    readonly name: string;
    readonly sha: string;
    readonly contentSha: string;
  }) => IntegrityFinding | undefined;
  /** A source made from a mapping file, instead of the others. The file must be a blob of the ledger. */
  readonly mapped?: MappedSource;
  readonly progress?: (at: IngestProgress) => void;
  /** The followed place that the object came from, and what tells its content from an earlier one. Kept once it is in. */
  readonly followed?: { readonly place: string; readonly tag: string };
}

/** How far an object was read. */
export interface IngestProgress {
  readonly object: string;
  readonly bytes: number;
  readonly total: number;
  readonly events: number;
}

/** What became of one object. */
export interface ObjectReport {
  readonly object: string;
  /**
   * `added`: a batch. `already`: nothing in it is new. `empty`: it holds no record. `unrecognised`: no source knows
   * anything in it, and nothing was recorded.
   */
  readonly state: 'added' | 'already' | 'empty' | 'unrecognised';
  /** The batch that holds it, where there is one. */
  readonly batch?: string;
  readonly source?: string;
  readonly events: number;
  readonly duplicates: number;
  readonly unparsed: number;
  /** Reason -> count of what could not be read. */
  readonly reasons: Readonly<Record<string, number>>;
  readonly integrity?: UpstreamIntegrity;
}

/** The writer of one data folder. One for a folder at a time. */
export interface Ingest {
  /** What was found and repaired at start, a sentence each. */
  readonly startup: readonly string[];
  /** Ingests one object. Objects are taken one after the other. Rejects when the file cannot be read or the record not made durable. */
  object(object: ReceivedObject, options?: ObjectOptions): Promise<ObjectReport>;
  /** True when what stands at a followed place with this tag was ingested already. */
  isFollowed(place: string, tag: string): boolean;
  /** Waits for the object under way. */
  close(): Promise<void>;
}
