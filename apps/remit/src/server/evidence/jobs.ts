/** Reading jobs over the ledger: what they take and what they give. They run beside the gateway, never on its loop. */
import type { ExplainedField, TraceFilter } from '@remit/evidence';
import type { CheckView, TraceRow } from '../admin-types.ts';

export interface ReportInput {
  readonly period: { readonly from: number; readonly to: number };
  readonly system: string | undefined;
  readonly now: number;
  readonly size: number;
}

export type Job =
  | { readonly kind: 'traces'; readonly filter: TraceFilter }
  | { readonly kind: 'trace'; readonly id: string }
  | { readonly kind: 'explain'; readonly id: string }
  | { readonly kind: 'proof'; readonly record: string }
  | { readonly kind: 'check' }
  | { readonly kind: 'report'; readonly input: ReportInput };

export interface MadePack {
  readonly name: string;
  readonly zip: Uint8Array;
  readonly traces: number;
  readonly verdicts: { readonly in: number; readonly out: number; readonly indeterminate: number };
  readonly exceptions: string[];
  /** Draft of the scope.verdict record that tells the log about this report. */
  readonly verdictRecord: object;
}

/** What each job gives. undefined: nothing has that id. */
export interface JobResults {
  readonly traces: TraceRow[];
  readonly trace: object | undefined;
  readonly explain: ExplainedField[] | undefined;
  readonly proof: string | undefined;
  readonly check: CheckView;
  readonly report: MadePack;
}
