/** Reports on a calendar as `remit report schedule status` and the metrics show them. */
import type { ReportProgress, ReportScheduler } from './report-scheduler.ts';

/** One report. Times are RFC 3339. */
export interface ReportScheduleView {
  readonly name: string;
  readonly every: string;
  readonly timeZone: string;
  readonly out: string;
  /** `waiting`: nothing is due. `due`: its turn comes. `retrying`: the last attempt failed. */
  readonly state: 'waiting' | 'due' | 'making' | 'retrying';
  readonly next: { readonly from: string; readonly to: string; readonly due: string };
  readonly last?: {
    readonly from: string;
    readonly to: string;
    readonly at: string;
    readonly did: 'made' | 'left';
    readonly paths: readonly string[];
    readonly open?: number;
  };
  readonly failing?: {
    readonly since: string;
    readonly attempts: number;
    readonly retryAt: string;
    readonly why: string;
  };
  readonly errors: readonly { readonly at: string; readonly from: string; readonly to: string; readonly why: string }[];
  readonly skipped: readonly { readonly at: string; readonly from: string; readonly to: string }[];
}

/** The reports, in the order of the configuration. */
export function scheduleView(scheduler: ReportScheduler, now: number): ReportScheduleView[] {
  return scheduler.progress().map((one) => viewOf(one, now));
}

/** Seconds since the pack of a span is due and not there; 0 while nothing is due. */
export function overdueSeconds({ next }: ReportProgress, now: number): number {
  return Math.max(0, Math.floor((now - next.due) / 1000));
}

function viewOf(progress: ReportProgress, now: number): ReportScheduleView {
  const { plan, next, state } = progress;
  const { last, failing, errors = [], skipped = [] } = state ?? {};
  return {
    name: plan.name,
    every: plan.every,
    timeZone: plan.zone,
    out: plan.folder,
    state: stateOf(progress, now),
    next: { ...spanOf(next.span), due: iso(next.due) },
    ...(last === undefined
      ? {}
      : {
          last: {
            ...spanOf(last),
            at: iso(last.at),
            did: last.did,
            paths: last.paths,
            ...(last.open === undefined ? {} : { open: last.open }),
          },
        }),
    ...(failing === undefined
      ? {}
      : { failing: { ...failing, since: iso(failing.since), retryAt: iso(failing.retryAt) } }),
    errors: errors.map((one) => ({ at: iso(one.at), ...spanOf(one), why: one.why })),
    skipped: skipped.map((one) => ({ at: iso(one.at), ...spanOf(one) })),
  };
}

function stateOf({ making, state, next }: ReportProgress, now: number): ReportScheduleView['state'] {
  if (making) return 'making';
  if (state?.failing !== undefined) return 'retrying';
  return next.due <= now ? 'due' : 'waiting';
}

function spanOf({ from, to }: { readonly from: number; readonly to: number }): { from: string; to: string } {
  return { from: iso(from), to: iso(to) };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
