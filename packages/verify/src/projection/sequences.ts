/**
 * Dense sequences: each writer numbers its records, each session numbers its calls (ledger reference §2, T9).
 * A hole means that a record was numbered and is not in the log. Deleting records from a witnessed log is found by the
 * tree; a hole also shows what never reached it.
 */
import { timeOf } from '../log/located.ts';
import type { Located, LogView } from './log-view.ts';

/** One irregularity of a sequence, at the record that shows it. */
export interface SequenceFinding {
  readonly of: 'writer' | 'session';
  readonly id: string;
  /** `hole`: numbers missing. `repeat`: a number stands twice or goes backwards. `clock`: the writer's time went backwards. */
  readonly problem: 'hole' | 'repeat' | 'clock';
  readonly at: Located;
  readonly says: string;
}

/** All irregularities of writer and session sequences, in log order. */
export function sequenceFindings(view: LogView): SequenceFinding[] {
  return [...writerFindings(view), ...sessionFindings(view)].sort((a, b) => a.at.index - b.at.index);
}

function writerFindings({ records, columns }: LogView): SequenceFinding[] {
  const { fact, facts, writerNumbers, days, times } = columns;
  const findings: SequenceFinding[] = [];
  /** Highest number, and the record of the latest time. */
  const heads = new Map<string, { n: number; latest: Located | undefined; day: number; time: number }>();
  for (const at of records) {
    const { index } = at;
    const id = facts[fact[index] ?? -1]?.writer ?? '';
    const n = writerNumbers[index] ?? 0;
    const [day = 0, time = 0] = [days[index], times[index]];
    let head = heads.get(id);
    if (head === undefined) heads.set(id, (head = { n: -1, latest: undefined, day: -1, time: -1 }));
    const found = (problem: SequenceFinding['problem'], says: string) =>
      findings.push({ of: 'writer', id, problem, at, says });
    if (n <= head.n) found('repeat', `writer number ${n} follows ${head.n}`);
    else if (n !== head.n + 1) found('hole', missing('writer', head.n + 1, n));
    const back = day < head.day || (day === head.day && time < head.time);
    if (back && head.latest !== undefined)
      found('clock', `the writer's time goes back from ${timeOf(head.latest)} to ${timeOf(at)}`);
    if (n > head.n) head.n = n;
    if (back) continue;
    head.latest = at;
    head.day = day;
    head.time = time;
  }
  return findings;
}

// Calls of one session may run side by side, so their records need not stand in order: the numbers are sorted.
function sessionFindings({ records, columns }: LogView): SequenceFinding[] {
  const { session, sessions, callNumbers } = columns;
  const ofSession = groupIndexes(session, sessions.length);
  const repeats: SequenceFinding[] = [];
  const holes: SequenceFinding[] = [];
  for (const [i, indexes] of ofSession.entries()) {
    const id = sessions[i] ?? '';
    const number = (index: number) => callNumbers[index] ?? 0;
    const found = (problem: 'hole' | 'repeat', index: number, says: string): SequenceFinding[] => {
      const at = records[index];
      return at === undefined ? [] : [{ of: 'session', id, problem, at, says }];
    };
    if (!isDense(indexes, callNumbers)) indexes.sort((a, b) => number(a) - number(b) || a - b);
    let expected = 0;
    for (let k = 0; k < indexes.length; k++) {
      const index = indexes[k] ?? 0;
      const n = number(index);
      if (k > 0 && number(indexes[k - 1] ?? 0) === n)
        repeats.push(...found('repeat', index, `session number ${n} stands twice`));
      // The last of those with one number stands for it.
      if (k + 1 < indexes.length && number(indexes[k + 1] ?? 0) === n) continue;
      if (n !== expected) holes.push(...found('hole', index, missing('session', expected, n)));
      expected = n + 1;
    }
  }
  return [...repeats, ...holes];
}

/** True when the numbers are 0, 1, 2 in the order of the log. */
function isDense(indexes: Int32Array, numbers: Float64Array): boolean {
  for (let k = 0; k < indexes.length; k++) if (numbers[indexes[k] ?? 0] !== k) return false;
  return true;
}

/** Indexes of the records of each group, in order. A group below 0 is none. */
function groupIndexes(group: Int32Array, groups: number): Int32Array[] {
  const counts = new Int32Array(groups);
  for (const of of group) if (of >= 0) counts[of] = (counts[of] ?? 0) + 1;
  const indexes = Array.from(counts, (count) => new Int32Array(count));
  counts.fill(0);
  for (let index = 0; index < group.length; index++) {
    const of = group[index] ?? -1;
    const list = indexes[of];
    if (list === undefined) continue;
    list[counts[of] ?? 0] = index;
    counts[of] = (counts[of] ?? 0) + 1;
  }
  return indexes;
}

function missing(what: string, from: number, next: number): string {
  return next - from === 1 ? `${what} number ${from} is missing` : `${what} numbers ${from} to ${next - 1} are missing`;
}
