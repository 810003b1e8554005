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
  /** How many things the finding stands for; absent: one. */
  readonly count?: number;
  /** True when the log itself explains it (a gap record). */
  readonly explained?: boolean;
}
