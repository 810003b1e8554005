/** The parts of an export about one person. */

/** One content in the clear. */
export interface ExportedContent {
  readonly field: string;
  /** The value, for what is disclosed whole. */
  readonly value?: unknown;
  readonly text?: string;
  /** For content that is no text. */
  readonly base64?: string;
  /** The disclosure, which hashes to the commitment in the record. */
  readonly disclosure?: string;
}

/** One record that names the person or whose content concerns them. */
export interface ExportedRecord {
  readonly id: string;
  readonly index: number;
  readonly type: string;
  readonly at: string;
  /** Where the person stands. */
  readonly as: readonly ('actor' | 'concerned' | 'holder' | 'content')[];
  readonly record: unknown;
  readonly content: readonly ExportedContent[];
  /** Why content is not shown; absent when all that is there is shown. */
  readonly withheld?: 'concerns other persons too' | 'erased, or its key is not here';
  /** Path of the proof in this export; absent while the record is not signed. */
  readonly proof?: string;
}

/** An event of another system's log. */
export interface ExportedEvent {
  readonly batch: string;
  readonly n: number;
  readonly event: unknown;
  readonly raw?: string;
  readonly disclosures: Readonly<Record<string, string>>;
  readonly proof: string;
}

/** The export as data. */
export interface SubjectExport {
  readonly schema: 'remit.subject-export/1';
  readonly made: string;
  readonly log: { readonly origin: string; readonly size: number };
  readonly persons: readonly { readonly handle: string; readonly kind: string; readonly reference: string }[];
  readonly records: readonly ExportedRecord[];
  readonly events: readonly ExportedEvent[];
}
