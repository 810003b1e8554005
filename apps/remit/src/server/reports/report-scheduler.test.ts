import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger } from '@remit/core';
import { afterEach, describe, expect, it } from 'vitest';
import { plannedReports, ReportsSchema } from '../../config/reports.ts';
import type { Span } from '../../schedule/schedule.ts';
import type { SchedulerDeps } from './report-scheduler.ts';
import { createReportScheduler } from './report-scheduler.ts';
import { scheduleView } from './schedule-view.ts';

const HOUR = 3_600_000;
const START = Date.parse('2026-11-25T10:20:00.000Z');
const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'remit-scheduler-'));
  folders.push(folder);
  return folder;
}

const text = (span: Span) =>
  `${new Date(span.from).toISOString().slice(5, 16)}-${new Date(span.to).toISOString().slice(5, 16)}`;

/** Runs a scheduler from `begin` until `until` on a clock that only sleeping moves. */
async function play(
  reports: Readonly<Record<string, object>>,
  { begin, until, folder = makeFolder() }: { begin: number; until: number; folder?: string },
  make: (name: string, span: Span, path: string) => void = () => undefined,
) {
  let now = begin;
  let ended: () => void = () => undefined;
  const end = new Promise<void>((resolve) => (ended = resolve));
  const made: string[] = [];
  let busy = false;
  const deps: SchedulerDeps = {
    plans: plannedReports(ReportsSchema.parse(reports), folder),
    stateFile: join(folder, 'state.json'),
    clock: { now: () => now },
    logger: silentLogger,
    async make(plan, span, path) {
      if (busy) throw new Error('two at once');
      busy = true;
      await Promise.resolve();
      busy = false;
      make(plan.name, span, path);
      mkdirSync(plan.folder, { recursive: true });
      writeFileSync(path, 'pack', { flag: 'wx' });
      made.push(`${plan.name} ${text(span)}`);
      return { paths: [path], open: 2 };
    },
    async sleep(ms, signal) {
      now += Math.max(1, ms);
      if (now < until) return;
      ended();
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
    },
  };
  const scheduler = createReportScheduler(deps);
  scheduler.start();
  await end;
  const view = scheduleView(scheduler, now);
  await scheduler.close();
  return { made, view, folder, tallies: scheduler.tallies };
}

const hourly = { every: 'every:1h', out: 'hourly' };

describe('reports on a calendar inside the server', () => {
  it('[report.server-schedule] begins with the last whole span, leaves none out, one at a time over all reports', async () => {
    const { made, view } = await play(
      { hourly, daily: { every: 'day', 'time-zone': 'Europe/Berlin', out: 'daily' } },
      { begin: START, until: START + 2 * HOUR },
    );
    expect(made).toEqual([
      'daily 11-23T23:00-11-24T23:00',
      'hourly 11-25T09:00-11-25T10:00',
      'hourly 11-25T10:00-11-25T11:00',
      'hourly 11-25T11:00-11-25T12:00',
    ]);
    expect(view[0]).toMatchObject({
      name: 'hourly',
      state: 'waiting',
      next: { from: '2026-11-25T12:00:00.000Z', due: '2026-11-25T13:00:00.000Z' },
      last: { did: 'made', open: 2 },
    });
  });

  it('[report.server-schedule] after a downtime it makes what ended meanwhile, the newest of it, and names what was skipped', async () => {
    const report = { hourly: { ...hourly, 'catch-up': 3 } };
    const { folder } = await play(report, { begin: START, until: START + 60_000 });
    const short = await play(report, { begin: START + 2 * HOUR, until: START + 2 * HOUR + 60_000, folder });
    expect(short.made).toEqual(['hourly 11-25T10:00-11-25T11:00', 'hourly 11-25T11:00-11-25T12:00']);
    const long = await play(report, { begin: START + 10 * HOUR, until: START + 10 * HOUR + 60_000, folder });
    expect(long.made).toHaveLength(3);
    expect(long.made.at(-1)).toBe('hourly 11-25T19:00-11-25T20:00');
    expect(long.view[0]?.skipped).toMatchObject([{ from: '2026-11-25T12:00:00.000Z', to: '2026-11-25T17:00:00.000Z' }]);
    expect(long.tallies.get('hourly')).toEqual({ made: 3, failed: 0, skipped: 1 });
  });

  it('[report.server-schedule] what fails is recorded, tried again after longer and longer waits, and holds up no other report', async () => {
    let calls = 0;
    const failing = (name: string) => {
      if (name !== 'hourly') return;
      calls += 1;
      if (calls < 4) throw new Error('the disk is full.');
    };
    const other = { other: { every: 'every:30m', out: 'other' } };
    const times = { begin: START, until: START + 6 * 60_000 };
    const down = await play({ hourly, ...other }, times, failing);
    expect(down.made).toEqual(['other 11-25T09:30-11-25T10:00']);
    expect(down.view[0]).toMatchObject({ state: 'retrying', failing: { attempts: 3, why: 'the disk is full.' } });
    expect(down.view[0]?.errors.map(({ at }) => at.slice(11, 16))).toEqual(['10:20', '10:21', '10:23']);
    // Another process goes on where this one was.
    const up = await play(
      { hourly, ...other },
      { begin: START + 6 * 60_000, until: START + 9 * 60_000, folder: down.folder },
      failing,
    );
    expect(up.made).toEqual(['hourly 11-25T09:00-11-25T10:00']);
    expect(up.view[0]?.failing).toBeUndefined();
    expect(up.view[0]?.errors).toHaveLength(3);
  });

  it('[report.server-schedule] a pack that is there is left alone; a delay moves when it is due, not what it is about', async () => {
    const folder = makeFolder();
    mkdirSync(join(folder, 'hourly'));
    const theirs = join(folder, 'hourly', 'article12-pack_all-systems_2026-11-25T0900_2026-11-25T1000.zip');
    writeFileSync(theirs, 'theirs');
    const { made, view } = await play({ hourly }, { begin: START, until: START + 60_000, folder });
    expect([made, readFileSync(theirs, 'utf8'), view[0]?.last?.did]).toEqual([[], 'theirs', 'left']);
    const late = await play(
      { hourly: { ...hourly, 'delay-minutes': 30 } },
      { begin: START, until: START + 20 * 60_000 },
    );
    expect(late.made).toEqual(['hourly 11-25T08:00-11-25T09:00', 'hourly 11-25T09:00-11-25T10:00']);
  });

  it('[report.server-schedule] a state that is not ours stops the start, and nothing is written without reports', async () => {
    const folder = makeFolder();
    const stateFile = join(folder, 'state.json');
    writeFileSync(stateFile, '{"schema":"another/1"}');
    await expect(play({ hourly }, { begin: START, until: START + 1, folder })).rejects.toThrow(
      'cannot be read. Move it away',
    );
    const none = createReportScheduler({
      plans: [],
      stateFile: join(folder, 'none.json'),
      clock: { now: () => START },
      logger: silentLogger,
      make: () => Promise.reject(new Error('not asked')),
      sleep: () => Promise.reject(new Error('not asked')),
    });
    none.start();
    await none.close();
    expect(existsSync(join(folder, 'none.json'))).toBe(false);
  });

  it('[report.server-schedule] two reports into one folder, a wrong span and a wrong zone are refused', () => {
    const refuse = (reports: object) => ReportsSchema.safeParse(reports).error?.issues[0]?.message;
    expect(refuse({ a: hourly, b: hourly })).toBe('the folder of report a: each needs its own');
    expect(refuse({ a: { ...hourly, every: 'fortnight' } })).toMatch(/^expected daily, weekly/);
    expect(refuse({ a: { ...hourly, 'time-zone': 'Mars/Olympus' } })).toMatch(/^expected the name of a time zone/);
  });
});
