/**
 * Packs on a calendar while the server runs: one at a time, in the order in which their spans ended. What could not be made
 * is tried again; what ended during a downtime is made after it. The state is a file, so that a restart goes on.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock, Logger } from '@remit/core';
import type { PlannedReport } from '../../config/reports.ts';
import { packName } from '../../schedule/pack-name.ts';
import type { Span } from '../../schedule/schedule.ts';
import type { DueSpan } from './due-span.ts';
import { dueSpan } from './due-span.ts';
import type { ReportState } from './schedule-state.ts';
import { readStates, writeStates } from './schedule-state.ts';

/** A pack that was made. `open`: what stands in the way of a final report. */
export interface ScheduledPack {
  readonly paths: readonly string[];
  readonly open: number;
}

/** What a scheduler needs. */
export interface SchedulerDeps {
  readonly plans: readonly PlannedReport[];
  /** Where the state is kept. */
  readonly stateFile: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Makes the pack of a span at `path`. Rejects with the reason, and when the signal aborts. */
  make(plan: PlannedReport, span: Span, path: string, signal: AbortSignal): Promise<ScheduledPack>;
  /** Ends early when the signal aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** What happened since the process started, by report. */
export interface ReportTally {
  made: number;
  failed: number;
  skipped: number;
}

/** One report as it stands. */
export interface ReportProgress {
  readonly plan: PlannedReport;
  readonly state: ReportState | undefined;
  readonly next: DueSpan;
  readonly making: boolean;
}

/** See the module header. */
export interface ReportScheduler {
  /** Begins; ends when {@link ReportScheduler.close} is called. */
  start(): void;
  progress(): ReportProgress[];
  readonly tallies: ReadonlyMap<string, ReportTally>;
  /** Breaks off what is being made: it is made again at the next start. */
  close(): Promise<void>;
}

/** Between attempts: the first wait, doubled each time up to the second. The longest sleep notices a clock that jumps. */
const RETRY_MS = 60_000;
const LONGEST_RETRY_MS = 3_600_000;
const LONGEST_SLEEP_MS = 600_000;
/** Errors and skipped times that are kept. */
const KEPT = 20;

/** Throws when the state file is not ours. */
export function createReportScheduler(deps: SchedulerDeps): ReportScheduler {
  const { plans, clock, logger } = deps;
  const states = readStates(deps.stateFile);
  const tallies = new Map(plans.map(({ name }): [string, ReportTally] => [name, { made: 0, failed: 0, skipped: 0 }]));
  const stop = new AbortController();
  let making: string | undefined;
  let running: Promise<void> | undefined;

  function keep(name: string, state: ReportState): void {
    states.set(name, state);
    try {
      writeStates(deps.stateFile, states);
    } catch (error) {
      // The reports go on from memory; after a restart a pack that is there is left alone.
      logger.error({ err: error, file: deps.stateFile }, 'the state of the reports could not be written');
    }
  }

  function tally(name: string, what: keyof ReportTally): void {
    const counts = tallies.get(name);
    if (counts !== undefined) counts[what] += 1;
  }

  const nextOf = (plan: PlannedReport) => dueSpan(plan, states.get(plan.name)?.next, clock.now());
  const startOf = (plan: PlannedReport, { due }: DueSpan) =>
    Math.max(due, states.get(plan.name)?.failing?.retryAt ?? 0);

  async function run(): Promise<void> {
    while (!stop.signal.aborted) {
      const [first] = plans
        .map((plan) => ({ plan, next: nextOf(plan) }))
        .map((one) => ({ ...one, at: startOf(one.plan, one.next) }))
        .sort((a, b) => a.at - b.at);
      const wait = (first?.at ?? Number.POSITIVE_INFINITY) - clock.now();
      if (first === undefined || wait > 0) await deps.sleep(Math.min(LONGEST_SLEEP_MS, wait), stop.signal);
      else await once(first.plan, first.next);
    }
  }

  async function once(plan: PlannedReport, { span, skipped }: DueSpan): Promise<void> {
    const { name } = plan;
    const before = states.get(name) ?? { next: span.from, errors: [], skipped: [] };
    const now = clock.now();
    const words = { report: name, from: iso(span.from), to: iso(span.to) };
    let state: ReportState = { ...before, next: span.from };
    if (skipped !== undefined) {
      tally(name, 'skipped');
      logger.warn({ ...words, skipped: iso(skipped.from) }, 'spans of a report were skipped: too many ended meanwhile');
      state = { ...state, skipped: newest([...state.skipped, { at: now, ...skipped }]) };
    }
    const path = join(plan.folder, packName(plan.system, span, plan.zone));
    making = name;
    try {
      const there = existsSync(path);
      const pack = there ? { paths: [path], open: undefined } : await deps.make(plan, span, path, stop.signal);
      const { failing: _, ...rest } = state;
      const did = there ? ('left' as const) : ('made' as const);
      const open = pack.open === undefined ? {} : { open: pack.open };
      keep(name, {
        ...rest,
        next: span.to,
        last: { ...span, at: clock.now(), did, paths: [...pack.paths], ...open },
      });
      if (!there) tally(name, 'made');
      logger.info({ ...words, paths: pack.paths, ...open }, there ? 'report is there already' : 'report made');
    } catch (error) {
      if (stop.signal.aborted) return;
      const why = error instanceof Error ? error.message : String(error);
      const attempts = (before.failing?.attempts ?? 0) + 1;
      const retryAt = clock.now() + Math.min(LONGEST_RETRY_MS, RETRY_MS * 2 ** Math.min(attempts - 1, 10));
      keep(name, {
        ...state,
        failing: { since: before.failing?.since ?? now, attempts, retryAt, why },
        errors: newest([...state.errors, { at: now, ...span, why }]),
      });
      tally(name, 'failed');
      logger.error({ ...words, attempts, why, retryAt: iso(retryAt) }, 'report could not be made');
    } finally {
      making = undefined;
    }
  }

  return {
    start() {
      if (plans.length > 0) running ??= run();
    },
    progress: () =>
      plans.map((plan) => ({
        plan,
        state: states.get(plan.name),
        next: nextOf(plan),
        making: making === plan.name,
      })),
    tallies,
    async close() {
      stop.abort();
      await running;
    },
  };
}

function newest<T>(list: readonly T[]): T[] {
  return list.slice(-KEPT);
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
