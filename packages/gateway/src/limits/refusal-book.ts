/**
 * Refusals of rate limits on tool calls: the first few of a caller under one limit are recorded each, one mcp.decision
 * stands for the rest of the minute: `deny`, the rule `rate-limit/...`, `pol.errors` with `rate-limit.counted=N`, and in
 * `absent.args` from when to when.
 */
import type { DraftOf } from '@remit/record';
import { whoOf } from '@remit/registry';
import type { CallRequest } from '../call.ts';
import type { Verdict } from '../pipeline/verdict.ts';
import type { CallIdentity } from '../records/call-drafts.ts';
import { decisionDraft } from '../records/call-drafts.ts';
import type { CountedRefusals, RefusalWindowsDeps } from './refusal-windows.ts';
import { countedCode, createRefusalWindows } from './refusal-windows.ts';

/** Stands in `act` when the counted calls were of several tools or servers. */
const SEVERAL = '*';

export interface RefusalBook {
  /** Enters one refusal. `own`: it gets its own record. `counted`: the record of its window will stand for it. */
  count(
    refused: { readonly request: CallRequest; readonly identity: CallIdentity },
    verdict: Verdict,
  ): 'own' | 'counted';
  /** Ends all windows; resolves when their records are durable or kept for later. */
  flush(): Promise<void>;
}

interface Kept {
  readonly identity: CallIdentity;
  readonly verdict: Verdict;
}

/** An empty book. The number of windows is that of callers times that of limits. */
export function createRefusalBook(deps: RefusalWindowsDeps): RefusalBook {
  const windows = createRefusalWindows<Kept>({ ...deps, summary });
  return {
    count({ request: { caller }, identity }, verdict) {
      const key = `${caller.sub}\n${caller.agent ?? ''}\n${verdict.rules[0] ?? ''}`;
      return windows.count(key, (before) => ({
        identity: {
          who: whoOf(caller),
          act: before === undefined ? identity.act : common(before.identity.act, identity.act),
        },
        verdict: before?.verdict ?? verdict,
      }));
    },
    flush: () => windows.flush(),
  };
}

function common(a: CallIdentity['act'], b: CallIdentity['act']): CallIdentity['act'] {
  if (a.srv === b.srv && a.tool === b.tool && a.tool_sha === b.tool_sha) return a;
  return { srv: a.srv === b.srv ? a.srv : SEVERAL, method: a.method, tool: SEVERAL };
}

function summary({ counted, from, to, kept }: CountedRefusals<Kept>): DraftOf<'mcp.decision'> {
  const { identity, verdict } = kept;
  const draft = decisionDraft(identity, { ...verdict, errors: [...verdict.errors, countedCode(counted)] }, []);
  const notKept = `${counted} refused calls from ${from} to ${to}; their arguments are not kept`;
  const several = identity.act.tool === SEVERAL ? { tool_sha: 'the calls were of several tools' } : {};
  return { ...draft, absent: { ...draft.absent, ...several, args: notKept } };
}
