/**
 * Refusals of budgets and of rate limits: the first few of a caller under one limit and model are recorded each, one
 * llm.decision stands for the rest of the minute. An agent that asks on and on costs the ledger a few records a minute.
 */
import type { CountedRefusals, RefusalWindowsDeps } from '@remit/gateway';
import { countedCode, createRefusalWindows } from '@remit/gateway';
import type { DraftOf } from '@remit/record';
import type { LlmExit } from '../pipeline/stages.ts';
import { decisionDraft } from '../records/drafts.ts';

type Draft = DraftOf<'llm.decision'>;

export interface LlmRefusals {
  /** Enters one refusal. `own`: it gets its own record. `counted`: the record of its window will stand for it. */
  count(exit: Extract<LlmExit, { kind: 'over-limit' }>): 'own' | 'counted';
  /** Ends all windows; resolves when their records are durable or kept for later. */
  flush(): Promise<void>;
}

/** No refusals yet. */
export function createLlmRefusals(deps: RefusalWindowsDeps): LlmRefusals {
  const windows = createRefusalWindows<Draft>({ ...deps, summary });
  return {
    count({ at, verdict, code, limit }) {
      const { caller } = at.call;
      // Models and accounts are those of the configuration, so the number of windows is bounded by it.
      const key = [caller.sub, caller.agent ?? '', code, limit, at.target.account.name, at.target.model].join('\n');
      return windows.count(key, (before) => before ?? decisionDraft(at, verdict, undefined, undefined));
    },
    flush: () => windows.flush(),
  };
}

/** What one request asked for in particular does not stand in a record for many. */
function summary({ counted, from, to, kept }: CountedRefusals<Draft>): Draft {
  const { dialect, stream, choices, attempt } = kept.ask;
  const { cause: _, ...draft } = kept;
  return {
    ...draft,
    pol: { ...kept.pol, errors: [...(kept.pol.errors ?? []), countedCode(counted)] },
    ask: { dialect, stream, choices, attempt },
    absent: {
      ...kept.absent,
      prompt: `${counted} refused requests from ${from} to ${to}; their content is not kept`,
    },
  };
}
