/**
 * What one foreign log is to Remit: a source says which records are its own and what each of them means. Everything else
 * (reading, splitting, hashing, persons, trees, records, resuming) is the same for all and lives outside.
 *
 * Rules for every source (log schemas reference §1): nothing is inferred from absence, unknown members are kept in the raw
 * record, a record that cannot be mapped never stops a file.
 */
import type { Result } from '@remit/core';
import type { EventKind, ImportedEvent, MissingReason } from '@remit/record';

/** One record of a foreign log as it was read. */
export interface RawRecord {
  /** The exact bytes of the record in the unpacked object: what is hashed. */
  readonly bytes: Uint8Array;
  /** Line, row or element in the unpacked object, from 1. */
  readonly line: number;
  /** The record parsed. Integers beyond 2^53 are strings of their digits. A row of CSV is an object of strings. */
  readonly value: Readonly<Record<string, unknown>>;
}

/** Where a record stands: what a source may need that is not in the record. */
export interface RecordContext {
  /** Path below the ingested folder, or URI of the object. */
  readonly object: string;
  /** When the object was received, RFC 3339 UTC with milliseconds. Stands in for an event time only with `tk: 'ingest'`. */
  readonly receivedAt: string;
  /** Members of the enclosing document, without the records themselves: resource attributes of OTLP, for example. */
  readonly around?: Readonly<Record<string, unknown>>;
}

/** Content of an event that is committed to and never stands in clear. A JSON value or text. */
export type ContentField = 'args' | 'result' | 'prompt' | 'completion' | 'reason';

/** What a source makes of one record: an imported event with the person and the content still in clear. */
export interface MappedEvent {
  readonly dataset: string;
  /** The source's own id of the event: the key of idempotency. Absent: the digest of the raw bytes is. */
  readonly id?: string;
  readonly ts?: string;
  readonly tk: ImportedEvent['tk'];
  readonly kind: EventKind;
  /** The person as the source names them: mail address, `sub@iss`, ARN of an Identity Center user. Becomes a handle. */
  readonly person?: string;
  readonly agent?: string;
  readonly client?: string;
  readonly acct?: string;
  readonly act?: ImportedEvent['act'];
  readonly model?: NonNullable<ImportedEvent['model']>;
  readonly dec?: NonNullable<ImportedEvent['dec']>;
  readonly out?: NonNullable<ImportedEvent['out']>;
  readonly use?: NonNullable<ImportedEvent['use']>;
  /** Join keys by name (log schemas reference §8): request, session, trace, shared, toolUse, grant, forensic, downstream. */
  readonly ids?: Readonly<Record<string, string>>;
  readonly content?: Readonly<Partial<Record<ContentField, unknown>>>;
  /** For each field, the member path of the raw record that it was read from: `{'act.tool': 'requestParameters.method'}`. */
  readonly from: Readonly<Record<string, string>>;
  readonly missing: Readonly<Record<string, MissingReason>>;
  readonly flags?: readonly string[];
}

/** Evidence-coverage grade (log schemas reference §7). A is kept for Remit's own records. */
export type CoverageGrade = 'B' | 'C' | 'D';

/** What one dataset can prove and what not. */
export interface DatasetInfo {
  readonly id: string;
  readonly title: string;
  /** The best grade that an event of it may reach: what is missing in the event lowers it. */
  readonly ceiling: CoverageGrade;
  /** What the dataset never holds, by field path, as the vendor documents it. */
  readonly absent: readonly string[];
  /** How far a field goes that the dataset does hold: `{'dec.result': 'Success only ...'}`. For the coverage table. */
  readonly limits?: Readonly<Record<string, string>>;
}

/** One foreign log. */
export interface Source {
  /** `aws.cloudtrail`. */
  readonly id: string;
  /** Whose log it is. */
  readonly vendor: string;
  /** Name and version of the mapping: `aws.cloudtrail/1`. A change of what it gives is a new version. */
  readonly parser: string;
  readonly datasets: readonly DatasetInfo[];
  /** Who vouches for what before ingest, in words for the pack. */
  readonly custody: string;
  /** Dataset of the record when it is one of this source, by the members it has; names of files never override them. */
  detect(record: RawRecord): string | undefined;
  /** What the record means, or why it cannot be read (a machine-readable reason, without content). */
  map(record: RawRecord, dataset: string, context: RecordContext): Result<MappedEvent, string>;
}
