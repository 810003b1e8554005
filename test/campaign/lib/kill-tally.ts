/** What the kill campaign counts over all its data folders, and the tables that it prints at the end. */
import type { Audit } from './audit.ts';
import type { Driver } from './driver.ts';
import type { Installation } from './installation.ts';
import { TARGETS, type Target } from './killer.ts';
import { spread, table } from './table.ts';

/** Repairs, as log lines say them. */
const REPAIRS: readonly (readonly [RegExp, string])[] = [
  [/^sequencer ended, starting it again/, 'sequencer started again by its parent'],
  [/^signer ended, starting it again/, 'signer started again by its parent'],
  [/last frame of the signer's journal was unfinished/, 'unfinished last frame cut off the signer journal'],
  [/admitted together with the gap record/, 'rows beyond the signer journal admitted with a gap record'],
  [/missing or damaged tile files/, 'published tiles written again from the database'],
  [/left open .* closed with a gap record/, 'starts that closed open calls with gap records'],
];

/** The running count. */
export interface KillTally {
  killed(target: Target): void;
  /** The service was back after so many milliseconds. */
  back(target: Target, ms: number): void;
  /** One data folder is done. */
  add(made: Installation, driver: Driver, audit: Audit): void;
  readonly kills: number;
  tables(): string;
}

/** An empty count. */
export function createKillTally(): KillTally {
  const kills = new Map<Target, number>();
  const times = new Map<Target, number[]>(TARGETS.map((target) => [target, []]));
  const repairs = REPAIRS.map(() => 0);
  const gaps = new Map<string, number>();
  const calls = new Map<string, number>([['answered', 0]]);
  const sums = { folders: 0, records: 0, writers: 0, decisions: 0, outcomes: 0 };
  return {
    killed: (target) => raise(kills, target, 1),
    back: (target, ms) => void times.get(target)?.push(ms),
    get kills() {
      return [...kills.values()].reduce((sum, n) => sum + n, 0);
    },
    add(made, driver, audit) {
      for (const [at, [pattern]] of REPAIRS.entries())
        repairs[at] = (repairs[at] ?? 0) + made.log.filter((line) => pattern.test(line.message)).length;
      for (const [kind, count] of audit.gaps) raise(gaps, kind, count);
      raise(calls, 'answered', driver.answered.length);
      for (const [label, count] of driver.refused) raise(calls, `refused: ${label}`, count);
      raise(calls, 'connection refused or broken', driver.lost());
      const { records, writers, decisions, outcomes } = audit.counts();
      sums.folders += 1;
      sums.records += records;
      sums.writers += writers;
      sums.decisions += decisions;
      sums.outcomes += outcomes;
    },
    tables: () =>
      [
        table(
          'killed, and milliseconds until the service was back',
          ['process', 'kills', 'measured', 'p50', 'p90', 'p99', 'max'],
          TARGETS.map((target) => {
            const of = times.get(target) ?? [];
            return [
              target,
              kills.get(target) ?? 0,
              of.length,
              ...(of.length === 0 ? ['-', '-', '-', '-'] : spread(of)),
            ];
          }),
        ),
        table(
          'repaired, as log lines say',
          ['times', 'what'],
          REPAIRS.map(([, what], at): [number, string] => [repairs[at] ?? 0, what]),
        ),
        table(
          'gap records',
          ['count', 'kind'],
          [...gaps].map(([kind, count]) => [count, kind]),
        ),
        table(
          'calls',
          ['count', 'what'],
          [
            ...[...calls].map(([what, count]): [number, string] => [count, what]),
            [
              sums.records,
              `records by ${sums.writers} writers in ${sums.folders} data folders: ${sums.decisions} decisions, ${sums.outcomes} outcomes`,
            ],
          ],
        ),
      ].join('\n'),
  };
}

function raise<Key>(counts: Map<Key, number>, key: Key, by: number): void {
  counts.set(key, (counts.get(key) ?? 0) + by);
}
