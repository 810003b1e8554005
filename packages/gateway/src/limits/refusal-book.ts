/**
 * Which refusals of a rate limit get a record of their own, and the one record for all the others.
 *
 * A window of one minute opens with the first refusal of a caller under one limit. The first few are recorded like any
 * denial. Those after them are counted, and when the window ends one mcp.decision stands for them: `deny`, the rule
 * `rate-limit/...`, `pol.errors` with `rate-limit.counted=N`, and in `absent.args` from when to when. So a caller costs the
 * ledger at most a few records a minute and limit, however fast it calls. A count that was not yet recorded is lost with
 * the process; no call that went through is.
 */
import type { Clock, Logger } from '@remit/core';
import { rfc3339 } from '@remit/core';
import type { DraftOf, Recorder } from '@remit/record';
import { whoOf } from '@remit/registry';
import type { CallRequest } from '../call.ts';
import type { Verdict } from '../pipeline/verdict.ts';
import type { CallIdentity } from '../records/call-drafts.ts';
import { decisionDraft } from '../records/call-drafts.ts';
import type { LateRecords } from '../records/late-records.ts';
import { neverTaken, recordDurably } from '../records/recording.ts';
import type { Timers } from '../timers.ts';

/** Length of a window. */
const WINDOW_MS = 60_000;
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

interface Window {
  own: number;
  counted: number;
  from: number;
  to: number;
  identity: CallIdentity;
  readonly verdict: Verdict;
}

export interface RefusalBookDeps {
  readonly recorder: Recorder;
  readonly late: LateRecords;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly logger: Logger;
  /** Refusals of a window that get a record each. */
  readonly recordedRefusals: number;
}

/** An empty book. A timer runs for each open window; their number is that of callers times that of limits. */
export function createRefusalBook(deps: RefusalBookDeps): RefusalBook {
  const { recorder, late, clock, timers, logger, recordedRefusals } = deps;
  const windows = new Map<string, { readonly window: Window; readonly cancel: () => void }>();

  const end = async (key: string): Promise<void> => {
    const open = windows.get(key);
    if (open === undefined) return;
    windows.delete(key);
    open.cancel();
    if (open.window.counted === 0) return;
    const draft = summary(open.window);
    const done = await recordDurably(recorder, draft);
    if (done.ok) return;
    logger.error(
      { code: done.error.code, n: open.window.counted },
      'counted refusals of a rate limit are not recorded',
    );
    if (neverTaken(done.error)) late.add(draft);
  };

  const enter = (window: Window, { act }: CallIdentity, now: number): 'own' | 'counted' => {
    if (window.own < recordedRefusals) {
      window.own += 1;
      return 'own';
    }
    if (window.counted === 0) window.from = now;
    window.identity = { who: window.identity.who, act: window.counted === 0 ? act : common(window.identity.act, act) };
    window.counted += 1;
    window.to = now;
    return 'counted';
  };

  return {
    count({ request: { caller }, identity }, verdict) {
      const key = `${caller.sub}\n${caller.agent ?? ''}\n${verdict.rules[0] ?? ''}`;
      const now = clock.now();
      const open = windows.get(key);
      if (open === undefined) {
        const known = { who: whoOf(caller), act: identity.act };
        const window = { own: 0, counted: 0, from: now, to: now, identity: known, verdict };
        windows.set(key, { window, cancel: timers.after(WINDOW_MS, () => void end(key)) });
        return enter(window, identity, now);
      }
      return enter(open.window, identity, now);
    },
    async flush() {
      await Promise.all([...windows.keys()].map(end));
    },
  };
}

function common(a: CallIdentity['act'], b: CallIdentity['act']): CallIdentity['act'] {
  if (a.srv === b.srv && a.tool === b.tool && a.tool_sha === b.tool_sha) return a;
  return { srv: a.srv === b.srv ? a.srv : SEVERAL, method: a.method, tool: SEVERAL };
}

function summary({ counted, from, to, identity, verdict }: Window): DraftOf<'mcp.decision'> {
  const errors = [...verdict.errors, `rate-limit.counted=${counted}`];
  const draft = decisionDraft(identity, { ...verdict, errors }, []);
  const notKept = `${counted} refused calls from ${rfc3339(from)} to ${rfc3339(to)}; their arguments are not kept`;
  const several = identity.act.tool === SEVERAL ? { tool_sha: 'the calls were of several tools' } : {};
  return { ...draft, absent: { ...draft.absent, ...several, args: notKept } };
}
