/** One irregularity before it is grouped into an exception. */

import type { ExceptionKind, Severity } from './exception-kinds.ts';
import type { Located } from './log-view.ts';

/** `group`: findings of one kind with the same group text become one exception. `traceId`: the call it belongs to, if any. */
export interface Finding {
  readonly kind: ExceptionKind;
  readonly severity: Severity;
  readonly group: string;
  readonly at: Located;
  readonly traceId?: string;
  /** Ids of foreign events that the finding stands for, a few; absent: the record itself. */
  readonly ids?: readonly string[];
  /** From when to when they took place; absent: the time of the record. */
  readonly span?: readonly [string, string];
  /** In place of the words of the kind, which are about Remit's own log. */
  readonly means?: string;
  readonly todo?: string;
  /** How many things the finding stands for; absent: one. */
  readonly count?: number;
  /** True when the log itself explains it (a gap record). */
  readonly explained?: boolean;
}
