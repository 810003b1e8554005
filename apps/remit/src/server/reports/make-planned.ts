/** The pack of one span of a report on a calendar, made as `remit report` makes it. */

import type { Clock } from '@remit/core';
import type { PlannedReport } from '../../config/reports.ts';
import type { Span } from '../../schedule/schedule.ts';
import type { ReportHouse } from '../evidence/report.ts';
import { makeReport } from '../evidence/report.ts';
import type { ScheduledPack } from './report-scheduler.ts';

/** Puts the pack at `path`. A final one becomes a DRAFT while anything is open: a pack on time is worth more than none. */
export async function makePlanned(
  house: ReportHouse & { readonly clock: Clock },
  plan: PlannedReport,
  span: Span,
  path: string,
  signal: AbortSignal,
): Promise<ScheduledPack> {
  const make = async (final: boolean): Promise<ScheduledPack> => {
    const { system, sample, redacted } = plan;
    const now = house.clock.now();
    const made = await makeReport(house, {
      period: span,
      system,
      now,
      size: undefined,
      sample,
      final,
      redacted,
      path,
      signal,
    });
    return { paths: made.paths, open: made.summary.open.length };
  };
  if (!plan.final) return await make(false);
  return await make(true).catch(async (error: unknown) => {
    if (signal.aborted) throw error;
    // Whatever else was wrong is wrong without `final` too, and is then what is said.
    return await make(false);
  });
}
