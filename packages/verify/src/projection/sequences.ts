/**
 * Dense sequences: each writer numbers its records, each session numbers its calls (ledger reference §2, T9).
 * A hole means that a record was numbered and is not in the log. Deleting records from a witnessed log is found by the
 * tree; a hole also shows what never reached it.
 */
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

function writerFindings(view: LogView): SequenceFinding[] {
  const findings: SequenceFinding[] = [];
  const heads = new Map<string, { n: number; ts: string }>();
  for (const at of view.records) {
    const { w, ts } = at.record;
    const head = heads.get(w.id) ?? { n: -1, ts: '' };
    const found = (problem: SequenceFinding['problem'], says: string) =>
      findings.push({ of: 'writer', id: w.id, problem, at, says });
    if (w.n <= head.n) found('repeat', `writer number ${w.n} follows ${head.n}`);
    else if (w.n !== head.n + 1) found('hole', missing('writer', head.n + 1, w.n));
    // Timestamps have one fixed format, so text order is time order.
    if (ts < head.ts) found('clock', `the writer's time goes back from ${head.ts} to ${ts}`);
    heads.set(w.id, { n: Math.max(w.n, head.n), ts: ts > head.ts ? ts : head.ts });
  }
  return findings;
}

// Calls of one session may run side by side, so their records need not stand in order: the numbers are held as a set.
function sessionFindings(view: LogView): SequenceFinding[] {
  const sessions = new Map<string, Map<number, Located>>();
  const findings: SequenceFinding[] = [];
  for (const at of view.records) {
    const { s } = at.record;
    if (s === undefined) continue;
    const seen = sessions.get(s.id) ?? new Map<number, Located>();
    sessions.set(s.id, seen);
    if (seen.has(s.n))
      findings.push({ of: 'session', id: s.id, problem: 'repeat', at, says: `session number ${s.n} stands twice` });
    seen.set(s.n, at);
  }
  for (const [id, seen] of sessions) {
    let expected = 0;
    for (const [n, at] of [...seen].sort(([a], [b]) => a - b)) {
      if (n !== expected)
        findings.push({ of: 'session', id, problem: 'hole', at, says: missing('session', expected, n) });
      expected = n + 1;
    }
  }
  return findings;
}

function missing(what: string, from: number, next: number): string {
  return next - from === 1 ? `${what} number ${from} is missing` : `${what} numbers ${from} to ${next - 1} are missing`;
}
