/**
 * Makes the report of each span once, into a folder. Runs until it is told to stop; a report that is being made is
 * finished first. What a folder already holds is never written again.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '@remit/core';
import type { Schedule, Span } from './schedule.ts';
import { lastSpan, nextDue } from './schedule.ts';
import { preparePack, publishPack } from './write-pack.ts';

/** What one turn did. `left`: the folder holds that report already. */
export type Turn =
  | { readonly did: 'made'; readonly paths: readonly string[]; readonly span: Span }
  | { readonly did: 'left'; readonly paths: readonly string[]; readonly span: Span }
  | { readonly did: 'failed'; readonly why: string; readonly span: Span; readonly retryAt: number };

/** What reporting needs. */
export interface ReportingDeps {
  readonly schedule: Schedule;
  readonly folder: string;
  readonly clock: Clock;
  /** File name of a span's report, ending in `.zip`. */
  nameOf(span: Span): string;
  /** Makes the files of a span by suffix: `''` for the pack, `-redacted` for its variant. Rejects with the reason. */
  make(span: Span): Promise<ReadonlyMap<string, Uint8Array>>;
  /** Ends early when it is time to stop. */
  sleep(ms: number): Promise<void>;
  stopped(): boolean;
  says(turn: Turn): void;
}

/** Between attempts after a failure, and the longest sleep: so that a clock that jumps is noticed. */
const RETRY_MS = 60_000;
const LONGEST_SLEEP_MS = 600_000;

/** Begins with the last whole span and leaves none out after it, however long one report takes. Runs until stopped. */
export async function keepReporting(deps: ReportingDeps): Promise<void> {
  const { schedule, clock } = deps;
  let span = lastSpan(schedule, clock.now());
  while (!deps.stopped()) {
    const wait = span.to - clock.now();
    if (wait > 0) {
      await deps.sleep(Math.min(LONGEST_SLEEP_MS, wait));
      continue;
    }
    const turn = await reportOnce(deps, span);
    deps.says(turn);
    if (turn.did === 'failed') await deps.sleep(RETRY_MS);
    else span = { from: span.to, to: nextDue(schedule, span) };
  }
}

/** Makes the report of one span, or leaves what is there. Never throws. */
async function reportOnce(deps: ReportingDeps, span: Span): Promise<Turn> {
  const path = join(deps.folder, deps.nameOf(span));
  if (existsSync(path)) return { did: 'left', paths: [path], span };
  try {
    const made = await deps.make(span);
    const paths = preparePack(path, new Map([...made].map(([suffix, zip]) => [suffix, [zip]])));
    publishPack(paths);
    return { did: 'made', paths, span };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { did: 'failed', why, span, retryAt: deps.clock.now() + RETRY_MS };
  }
}
