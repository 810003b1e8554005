/** What the page of verify.html and its worker say to each other. */
import type { RecordResult, VerifyReport } from '@remit/verify/in-browser';

/** From the page. `zip`: the archive. `trust`: text of a trust file. `now`: the reader's clock, milliseconds. */
export type ToWorker =
  | { readonly kind: 'verify'; readonly zip: ArrayBuffer; readonly trust: string | undefined; readonly now: number }
  | { readonly kind: 'rows'; readonly from: number; readonly count: number; readonly decisions: boolean };

/** From the worker. `rows` answers `rows`; everything else belongs to the last `verify`. */
export type FromWorker =
  | { readonly kind: 'step'; readonly name: string; readonly n: number; readonly of: number }
  | { readonly kind: 'refused'; readonly says: string }
  | {
      readonly kind: 'report';
      readonly report: VerifyReport;
      readonly records: number;
      readonly decisions: number;
      readonly packSha256: string;
      readonly seconds: number;
    }
  | { readonly kind: 'rows'; readonly from: number; readonly of: number; readonly rows: readonly RecordResult[] };
