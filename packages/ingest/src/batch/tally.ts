/** Counts over the events of a batch. */
import type { Source } from '../source.ts';

/** What a batch says of its events as a whole. */
export interface Totals {
  /** The source that most events belong to. */
  readonly source: Source | undefined;
  readonly datasets: Readonly<Record<string, number>>;
  /** Times of the events, from the first to the last; undefined when none has one of its own. */
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly sampled: boolean;
  /** Handles of the persons that events name. */
  readonly persons: readonly string[];
}

/** See the module header. */
export interface Tally {
  /** `source`: its number. */
  add(source: number, dataset: string, sub: string | undefined, sampled: boolean): void;
  /** The time of an event: 24 letters at `at`, RFC 3339 in UTC with milliseconds, whose order is that of time. */
  time(bytes: Buffer, at: number): void;
  totals(): Totals;
}

const TIME_BYTES = 24;

/** `sources`: by their numbers. */
export function createTally(sources: readonly Source[]): Tally {
  const bySource = new Map<number, number>();
  const datasets = new Map<string, number>();
  const persons = new Set<string>();
  const from = Buffer.alloc(TIME_BYTES);
  const to = Buffer.alloc(TIME_BYTES);
  let timed = false;
  let sampledAny = false;
  return {
    add(source, dataset, sub, sampled) {
      bySource.set(source, (bySource.get(source) ?? 0) + 1);
      datasets.set(dataset, (datasets.get(dataset) ?? 0) + 1);
      if (sub !== undefined) persons.add(sub);
      if (sampled) sampledAny = true;
    },
    time(bytes, at) {
      if (!timed || isBefore(bytes, at, from, 0)) bytes.copy(from, 0, at, at + TIME_BYTES);
      if (!timed || isBefore(to, 0, bytes, at)) bytes.copy(to, 0, at, at + TIME_BYTES);
      timed = true;
    },
    totals: () => ({
      source: sources[[...bySource].sort(([, a], [, b]) => b - a)[0]?.[0] ?? -1],
      datasets: Object.fromEntries([...datasets].sort(([a], [b]) => (a < b ? -1 : 1))),
      from: timed ? from.toString('latin1') : undefined,
      to: timed ? to.toString('latin1') : undefined,
      sampled: sampledAny,
      persons: [...persons],
    }),
  };
}

function isBefore(a: Buffer, aAt: number, b: Buffer, bAt: number): boolean {
  for (let i = 0; i < TIME_BYTES; i++) {
    const [left = 0, right = 0] = [a[aAt + i], b[bAt + i]];
    if (left !== right) return left < right;
  }
  return false;
}
