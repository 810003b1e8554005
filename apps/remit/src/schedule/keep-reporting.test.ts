import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { ReportingDeps, Turn } from './keep-reporting.ts';
import { keepReporting } from './keep-reporting.ts';

const HOUR = 3_600_000;
const START = Date.parse('2026-11-25T10:20:00.000Z');
const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function stage(until: number, make: ReportingDeps['make']) {
  const folder = join(mkdtempSync(join(tmpdir(), 'remit-schedule-')), 'reports');
  folders.push(join(folder, '..'));
  let now = START;
  const turns: Turn[] = [];
  const deps: ReportingDeps = {
    schedule: { kind: 'every', ms: HOUR },
    folder,
    clock: { now: () => now },
    nameOf: ({ to }) => `report_${new Date(to).toISOString().slice(11, 13)}.zip`,
    make,
    // Time passes only here.
    sleep: (ms) => Promise.resolve(void (now += Math.max(1, ms))),
    stopped: () => now >= until,
    says: (turn) => turns.push(turn),
  };
  return { deps, folder, turns };
}

const pack = (text: string) => new Map([['', new TextEncoder().encode(text)]]);

describe('reporting on a schedule', () => {
  it('[report.schedule] makes one report of every span, the last whole one first, and stops when told', async () => {
    const { deps, folder, turns } = stage(START + 3 * HOUR, ({ from }) => Promise.resolve(pack(`from ${from}`)));
    await keepReporting(deps);
    expect(turns.map(({ did }) => did)).toEqual(['made', 'made', 'made', 'made']);
    expect(readdirSync(folder)).toEqual(['report_10.zip', 'report_11.zip', 'report_12.zip', 'report_13.zip']);
    expect(readFileSync(join(folder, 'report_10.zip'), 'utf8')).toBe(`from ${Date.parse('2026-11-25T09:00:00Z')}`);
  });

  it('[report.schedule] never overwrites, not even a name that appears while the report is made', async () => {
    const { deps, folder, turns } = stage(START + 1, () => {
      writeFileSync(join(folder, '..', 'x'), '');
      return Promise.resolve(pack('new'));
    });
    await keepReporting(deps);
    expect(turns.map(({ did }) => did)).toEqual(['made']);
    const again = stage(START + 1, () => Promise.reject(new Error('not asked')));
    const same = { ...again.deps, folder };
    await keepReporting(same);
    expect(again.turns.map(({ did }) => did)).toEqual(['left']);
    const late = stage(START + 1, () => {
      writeFileSync(join(folder, 'late.zip'), 'theirs');
      return Promise.resolve(pack('ours'));
    });
    await keepReporting({ ...late.deps, folder, nameOf: () => 'late.zip' });
    expect(readFileSync(join(folder, 'late.zip'), 'utf8')).toBe('theirs');
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('[report.schedule] says why one could not be made and tries again', async () => {
    let calls = 0;
    const { deps, folder, turns } = stage(START + 10 * 60_000, () => {
      calls += 1;
      return calls < 3 ? Promise.reject(new Error('the server is starting')) : Promise.resolve(pack('made'));
    });
    await keepReporting(deps);
    expect(turns.map(({ did }) => did)).toEqual(['failed', 'failed', 'made']);
    expect(turns[0]).toMatchObject({ why: 'the server is starting' });
    expect(existsSync(join(folder, 'report_10.zip'))).toBe(true);
  });
});
