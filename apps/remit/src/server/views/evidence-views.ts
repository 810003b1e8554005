/** Rows of traces, and a report in numbers. */
import type { Stamped } from '../evidence/stamp-head.ts';

export interface TraceRow {
  readonly id: string;
  readonly at: string;
  readonly agent: string | undefined;
  readonly server: string;
  readonly tool: string | undefined;
  readonly decision: string;
  /** False: the scope only observed, and the call was forwarded whatever the decision says. */
  readonly enforced: boolean;
  readonly outcome: string;
  readonly verdict: string;
}

export interface ReportSummary {
  /** Suggested file name. */
  readonly name: string;
  readonly size: number;
  readonly traces: number;
  readonly in: number;
  readonly out: number;
  readonly indeterminate: number;
  /** One sentence per kind of exception, worst first. */
  readonly exceptions: string[];
  /** What stands in the way of a final report, by reference. */
  readonly open: readonly string[];
  /** Bytes of the pack in the answer; what follows is its redacted variant. */
  readonly bytes: number;
  /** How far time-stamps cover the pack, by authority; absent: none is configured, or the head is an older one. */
  readonly stamped?: readonly Stamped[];
}
