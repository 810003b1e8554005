/** (h) From the log files of another system to a report, its traces and a verified pack. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Effort } from './effort.ts';
import type { Figure, Section } from './figures.ts';

/** Issue 4: a million events on 2 cores. */
const EVENTS = 1_000_000;
const SECONDS = 60;
const PEAK_MB = 1_500;
/** Time per event may grow by this factor and still be called linear. */
const LINEAR = 1.5;
const STAGES = ['ingest', 'build', 'zip', 'verify'] as const;

/** What a run of programs/report-house.ts prints. */
interface Run {
  readonly events: number;
  readonly stages: Readonly<
    Record<(typeof STAGES)[number] | 'export', { readonly seconds: number; readonly cpu: number }>
  >;
  readonly peakMB: number;
  readonly zipMB: number;
  readonly packMB: number;
}

type Row = Readonly<Record<string, number>> & {
  readonly events: number;
  readonly 'together s': number;
  readonly 'CPU us/event': number;
};

/** Measures at growing sizes, each in a process of its own. A million only when all the time is given. */
export async function reporting(effort: Effort): Promise<Section> {
  const sizes =
    effort === 'full' ? [10_000, 100_000, EVENTS] : effort === 'quick' ? [10_000, 30_000] : [10_000, 100_000];
  const rows = sizes.map((size) => rowOf(run(size)));
  return {
    title:
      '(h) log files of another system to report, traces and verified pack; generated CloudTrail records, each with a trace',
    how: 'For each size one process, its threads included, and another one that verifies; memory is that of the larger. Ingest: from files to durable leaves. Build: report with HTML and PDF, catalogue, traces, all files hashed and deflated. Zip: written to disk. Verify: the zip, every check, all derived files written again. Exports in bulk are timed apart: a question over every event.',
    rows,
    figures: figuresOf(rows),
  };
}

function run(events: number): Run {
  const program = fileURLToPath(new URL('./programs/report-house.js', import.meta.url));
  const { status, stdout } = spawnSync(process.execPath, [program, String(events)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`the report of ${events} events could not be measured`);
  // The line that report-house.ts prints.
  return JSON.parse(stdout) as Run;
}

function rowOf({ events, stages, peakMB, zipMB, packMB }: Run): Row {
  const sum = (of: 'seconds' | 'cpu') => STAGES.reduce((total, stage) => total + stages[stage][of], 0);
  const columns = STAGES.flatMap((stage) => [
    [`${stage} s`, stages[stage].seconds] as const,
    [`${stage} CPU s`, stages[stage].cpu] as const,
  ]);
  return {
    events,
    ...Object.fromEntries(columns),
    'together s': sum('seconds'),
    'CPU us/event': (sum('cpu') * 1e6) / events,
    'peak RSS MB': peakMB,
    'zip MB': zipMB,
    'unpacked MB': packMB,
    'bulk export s': stages.export.seconds,
  };
}

function figuresOf(rows: readonly Row[]): Figure[] {
  const last = rows.at(-1);
  if (last === undefined) return [];
  const whole = last.events === EVENTS;
  const name = `${last.events} events to report, traces and verified pack`;
  const limits = (atMost: number) => (whole ? { limit: { atMost } } : {});
  return [
    { name, value: last['together s'], unit: 's', ...limits(SECONDS) },
    { name: `${name}: peak memory`, value: last['peak RSS MB'] ?? Number.NaN, unit: 'MB', ...limits(PEAK_MB) },
    ...rows.slice(1).map((row, i): Figure => {
      const before = rows[i];
      return {
        name: `time per event, ${row.events} events against ${before?.events ?? 0}`,
        value: row['together s'] / row.events / ((before?.['together s'] ?? Number.NaN) / (before?.events ?? 1)),
        unit: 'x',
        limit: { atMost: LINEAR },
      };
    }),
  ];
}
