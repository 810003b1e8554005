/** Reading jobs over the ledger: what they take and what they give. They run beside the gateway, never on its loop. */
import type { Result } from '@remit/core';
import type {
  AnnexDocument,
  AnnexRequest,
  Answer,
  ExplainedField,
  Question,
  ReconcileRequest,
  Reconciliation,
  SystemView,
  TraceFilter,
} from '@remit/evidence';
import type { BackupView, CheckView, SimulationView, TraceRow } from '../admin-types.ts';
import type { ExportForm } from './export-job.ts';
import type { Period } from './period.ts';

export interface ReportInput {
  readonly period: { readonly from: number; readonly to: number };
  readonly system: string | undefined;
  readonly now: number;
  readonly size: number;
  /** The proof that the root log holds the head of this size, and the entries after it. */
  readonly root?: { readonly proof: string; readonly tail: Uint8Array };
  /** What an auditor asked for. */
  readonly sample?: { readonly seed: string; readonly n: number };
  /** True: refused while anything is open. */
  readonly final?: true;
  /** Also the variant with persons and contexts taken out. */
  readonly redacted?: true;
  /** Where to prepare the pack, in place of sending it back (schedule/write-pack.ts). Ends in `.zip`. */
  readonly path?: string;
}

export interface DraftInput {
  /** undefined: the only agent of the period. */
  readonly agent: string | undefined;
  readonly period: Period;
  /** Servers whose file system the gateway can look at. */
  readonly local: readonly string[];
}

export type DraftResult =
  | { readonly kind: 'draft'; readonly agent: string; readonly calls: number; readonly yaml: string }
  | { readonly kind: 'no-calls' }
  | { readonly kind: 'choose'; readonly agents: readonly string[] };

export interface SimulationInput {
  /** A scope file that parses. */
  readonly yaml: string;
  readonly period: Period;
}

export type SimulationResult = Pick<SimulationView, 'scope' | 'counts' | 'changes'>;

export type Job =
  | { readonly kind: 'traces'; readonly filter: TraceFilter }
  | { readonly kind: 'foreign-traces'; readonly filter: TraceFilter & { readonly source?: string } }
  | { readonly kind: 'reconcile'; readonly request: ReconcileRequest }
  | { readonly kind: 'ask'; readonly question: Question }
  | { readonly kind: 'trace'; readonly id: string }
  | { readonly kind: 'tree'; readonly id: string }
  | { readonly kind: 'explain'; readonly id: string }
  | { readonly kind: 'proof'; readonly record: string }
  | { readonly kind: 'export'; readonly form: ExportForm; readonly record: string }
  | { readonly kind: 'check' }
  | { readonly kind: 'backup'; readonly out: string; readonly subjectKeys: boolean }
  | { readonly kind: 'draft'; readonly input: DraftInput }
  | { readonly kind: 'simulate'; readonly input: SimulationInput }
  | { readonly kind: 'systems' }
  | { readonly kind: 'system'; readonly system: string }
  | { readonly kind: 'annex'; readonly request: AnnexRequest; readonly now: string }
  | { readonly kind: 'subject-export'; readonly handles: readonly string[]; readonly shared: boolean }
  | { readonly kind: 'report-key'; readonly vkey: string }
  | { readonly kind: 'report'; readonly input: ReportInput };

export interface MadePack {
  readonly name: string;
  /** Empty when it was prepared at a path. */
  readonly zip: Uint8Array;
  /** The redacted variant, when it was asked for. */
  readonly redacted?: Uint8Array;
  /** Where the pack and its variant go, when they were prepared there. */
  readonly prepared?: readonly string[];
  /** What stands in the way of a final report, by reference. */
  readonly open: readonly string[];
  readonly traces: number;
  readonly verdicts: { readonly in: number; readonly out: number; readonly indeterminate: number };
  readonly exceptions: string[];
  /** Draft of the scope.verdict record that tells the log about this report. */
  readonly verdictRecord: object;
}

/** What an export of a person holds, in numbers. */
export interface ExportSummary {
  readonly records: number;
  readonly events: number;
  /** Records whose content is not shown. */
  readonly withheld: number;
}

/** What each job gives. undefined: nothing has that id. */
export interface JobResults {
  readonly traces: TraceRow[];
  readonly 'foreign-traces': TraceRow[];
  readonly reconcile: Reconciliation;
  readonly ask: Answer;
  readonly trace: object | undefined;
  /** A foreign trace is no tree: then it is the trace itself. */
  readonly tree: object | undefined;
  readonly explain: ExplainedField[] | undefined;
  readonly proof: string | undefined;
  readonly export: Uint8Array | undefined;
  readonly check: CheckView;
  readonly backup: Result<BackupView, string>;
  readonly draft: DraftResult;
  readonly simulate: SimulationResult;
  readonly systems: string[];
  readonly system: SystemView;
  readonly annex: AnnexDocument;
  readonly 'subject-export': ExportSummary & { readonly zip: Uint8Array };
  /** True when the log names the key. */
  readonly 'report-key': boolean;
  readonly report: MadePack;
}
