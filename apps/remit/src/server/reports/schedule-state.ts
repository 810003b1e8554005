/** What the server remembers of its reports on a calendar, in one small file of the data folder. */
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { z } from 'zod';

/** Name of the file in the data folder. */
export const SCHEDULE_STATE_FILE = 'report-schedule.json';

const Moment = z.int().min(0);
const SpanShape = z.strictObject({ from: Moment, to: Moment });

const ReportState = z.strictObject({
  /** Start of the first span that has no pack. */
  next: Moment,
  /** The newest pack. `did`: `left` when the folder held it already. */
  last: z
    .strictObject({
      ...SpanShape.shape,
      at: Moment,
      did: z.enum(['made', 'left']),
      paths: z.array(z.string()),
      open: z.int().min(0).optional(),
    })
    .optional(),
  /** Attempts at the pack of `next` that failed. */
  failing: z.strictObject({ since: Moment, attempts: z.int().min(1), retryAt: Moment, why: z.string() }).optional(),
  /** The newest errors, also those that a later attempt mended. */
  errors: z.array(z.strictObject({ at: Moment, ...SpanShape.shape, why: z.string() })),
  /** Times that got no pack, because too many spans had ended during a downtime. */
  skipped: z.array(z.strictObject({ at: Moment, ...SpanShape.shape })),
});

/** State of one report. Times in milliseconds since the epoch. */
export type ReportState = z.infer<typeof ReportState>;

const StateFile = z.strictObject({
  schema: z.literal('remit.report-schedule/1'),
  reports: z.record(z.string(), ReportState),
});

/** States by name of the report. A file that is not ours is refused: going on without it would make packs again or leave some out. */
export function readStates(path: string): Map<string, ReportState> {
  if (!existsSync(path)) return new Map();
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    value = undefined;
  }
  const read = StateFile.safeParse(value);
  if (!read.success)
    throw new Error(`${path} cannot be read. Move it away: each report then begins again with its last whole span.`);
  return new Map(Object.entries(read.data.reports));
}

/** Replaces the file, whole or not at all. */
export function writeStates(path: string, states: ReadonlyMap<string, ReportState>): void {
  const content = { schema: 'remit.report-schedule/1', reports: Object.fromEntries(states) };
  const file = openSync(`${path}.new`, 'w', 0o600);
  try {
    writeSync(file, `${JSON.stringify(content, null, 1)}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(`${path}.new`, path);
}
