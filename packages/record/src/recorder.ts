/** The one way to leave a record. The ledger implements it; the composition root hands it in. */
import type { Json } from '@remit/core';
import type { AnyRecord, RecordType } from './record-types.ts';

type WrittenByWriter = 'v' | 'id' | 'ts' | 'org' | 'w' | 'c';
type WithoutWriterFields<R> = R extends AnyRecord ? Omit<R, WrittenByWriter> : never;

/** A record before the writer adds version, id, time, origin, writer sequence and commitments. */
export type RecordDraft = WithoutWriterFields<AnyRecord>;
export type DraftOf<T extends RecordType> = Extract<RecordDraft, { t: T }>;

/** Sensitive content. The record gets a salted commitment; the content goes to the vault, encrypted. */
export type Sensitive =
  | { readonly kind: 'blob'; readonly bytes: Uint8Array; readonly ctype: string }
  | { readonly kind: 'value'; readonly value: Json };

export interface Committed {
  /** By field name, as it will stand in `c`. */
  readonly fields: Readonly<Record<string, Sensitive>>;
  /** Handles under whose keys the content is encrypted. Destroying any one of the keys erases it. Never empty. */
  readonly subjects: readonly string[];
  /** Handles that what the record stands for names, although the record itself does not: they are stored with it. */
  readonly persons?: readonly string[];
}

/** What the writer knows at once, before anything is durable. */
export interface Recorded {
  readonly id: string;
  /** base64url leaf hash, for the `cause` of records that follow. */
  readonly leaf: string;
  /** Resolves with the index when the record is durable: store commit and signer journal both fsynced. Rejects when it cannot be. */
  readonly durable: Promise<{ readonly index: number }>;
}

export interface Recorder {
  record(draft: RecordDraft, committed?: Committed): Recorded;
}

/** Handles of persons. New persons get a random handle and a key of their own, stored with the next record. */
export interface Subjects {
  /** `kind` keeps an employee and an applicant with the same reference apart. */
  handle(kind: SubjectKind, reference: string): string;
}
export const SubjectKind = { Person: 'person', Affected: 'affected' } as const;
export type SubjectKind = (typeof SubjectKind)[keyof typeof SubjectKind];

/** Public content named by its SHA-256: scope files, tool definitions. Durable before the promise resolves. */
export interface Blobs {
  put(bytes: Uint8Array): Promise<string>;
  get(digest: string): Promise<Uint8Array | undefined>;
}
