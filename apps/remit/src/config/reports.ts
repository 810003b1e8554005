/** The section `reports` of the configuration: packs that the server makes by itself at the end of each span. */

import { resolve } from 'node:path';
import { isTimeZone } from '@remit/core';
import { z } from 'zod';
import type { Schedule } from '../schedule/schedule.ts';
import { parseSchedule, SCHEDULES } from '../schedule/schedule.ts';

const ReportName = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$/, 'expected 1 to 32 lower-case letters, digits and inner dashes');

/** One report. */
const Report = z.strictObject({
  every: z
    .string()
    .refine((text) => parseSchedule(text).ok, `expected ${SCHEDULES}`)
    .describe(
      'Which spans, each with a pack at its end: day, week (from Monday), month, month:DAY, quarter, year, every:N with m, h or d, or five fields of cron.',
    ),
  'time-zone': z
    .string()
    .refine(isTimeZone, 'expected the name of a time zone, such as Europe/Berlin')
    .default('UTC')
    .describe('On whose clocks spans begin and end, such as Europe/Berlin.'),
  out: z.string().min(1).describe('Folder for the packs. Nothing there is ever overwritten.'),
  system: z.string().optional().describe('Only calls under scopes of this system.'),
  redacted: z.boolean().default(false).describe('Also the variant without persons and decision contexts.'),
  final: z
    .boolean()
    .default(false)
    .describe(
      'FINAL when nothing is open at that moment; otherwise the pack is a DRAFT and the status says what is open.',
    ),
  'sample-seed': z
    .string()
    .regex(/^[^\p{Cc}]{1,256}$/u, 'expected 1 to 256 letters on one line')
    .optional()
    .describe('Draw a sample by this text, which an auditor chose.'),
  sample: z.int().min(0).max(100_000).default(10).describe('With sample-seed: how many traces of each group.'),
  'delay-minutes': z
    .int()
    .min(0)
    .max(43_200)
    .default(0)
    .describe('How long after the end of a span its pack is made, so that logs of others that come late are in it.'),
  'catch-up': z
    .int()
    .min(1)
    .max(1000)
    .default(12)
    .describe(
      'After a downtime: how many of the spans that ended meanwhile get their pack, the newest ones. Others are skipped, and the status names their time.',
    ),
});

/** The section. */
export const ReportsSchema = z
  .record(ReportName, Report)
  .superRefine((reports, ctx) => {
    const folders = new Map<string, string>();
    for (const [name, { out }] of Object.entries(reports)) {
      const other = folders.get(resolve(out));
      // Packs of two reports may have the same name, and nothing is overwritten: one of them would never be made.
      if (other !== undefined)
        ctx.addIssue({
          code: 'custom',
          path: [name, 'out'],
          message: `the folder of report ${other}: each needs its own`,
        });
      folders.set(resolve(out), name);
    }
  })
  .default({})
  .describe('Evidence packs on a calendar, by name: `remit up` makes each once its span has ended.');

/** A report on a calendar, as the server uses it. */
export interface PlannedReport {
  readonly name: string;
  readonly every: string;
  readonly zone: string;
  readonly schedule: Schedule;
  /** Absolute. */
  readonly folder: string;
  readonly system?: string;
  readonly redacted: boolean;
  readonly final: boolean;
  readonly sample?: { readonly seed: string; readonly n: number };
  readonly delayMs: number;
  readonly catchUp: number;
}

/** The reports of a configuration, in its order. `base`: where relative folders start. */
export function plannedReports(reports: z.infer<typeof ReportsSchema>, base: string): PlannedReport[] {
  return Object.entries(reports).map(([name, one]) => {
    const zone = one['time-zone'];
    const schedule = parseSchedule(one.every, zone);
    // The schema took only what parses.
    if (!schedule.ok) throw new TypeError(schedule.error);
    const seed = one['sample-seed'];
    return {
      name,
      every: one.every,
      zone,
      schedule: schedule.value,
      folder: resolve(base, one.out),
      ...(one.system === undefined ? {} : { system: one.system }),
      redacted: one.redacted,
      final: one.final,
      ...(seed === undefined ? {} : { sample: { seed, n: one.sample } }),
      delayMs: one['delay-minutes'] * 60_000,
      catchUp: one['catch-up'],
    };
  });
}
