/** What an ingestion says while it runs and at its end. */
import type { ObjectReport } from '@remit/ingest';

/** What `remit ingest` is told while it waits, a line each. The last line is `done` or `failed`. */
export type IngestLine =
  | { readonly kind: 'repair'; readonly says: string }
  | {
      readonly kind: 'progress';
      readonly object: string;
      readonly bytes: number;
      readonly total: number;
      readonly events: number;
    }
  | { readonly kind: 'object'; readonly report: ObjectReport }
  | { readonly kind: 'refused'; readonly object: string; readonly why: string }
  | { readonly kind: 'done'; readonly summary: IngestSummary };

/** An ingestion in numbers. Objects by what became of them. */
export interface IngestSummary {
  readonly objects: number;
  readonly added: number;
  readonly already: number;
  readonly empty: number;
  readonly unrecognised: number;
  /** Objects that could not be read; see their lines. */
  readonly refused: number;
  readonly events: number;
  readonly duplicates: number;
  readonly unparsed: number;
  /** Ids of the new ingest.batch records. */
  readonly batches: readonly string[];
  /** New batches by what the vendor's own protection of their object was worth. */
  readonly integrity: Readonly<Record<string, number>>;
}
