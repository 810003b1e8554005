/** Honest logs by chance: calls of every outcome in any order, from one source of random numbers. Development only. */
import { rfc3339 } from '@remit/core';
import type { TestLedgerOptions } from './ledger.ts';
import type { Story } from './story.ts';
import { startStory } from './story.ts';

/** A log of at least `size` records in which every call has ended. `next`: from 0 (inclusive) to 1 (exclusive). */
export function randomStory(size: number, next: () => number, options: TestLedgerOptions = {}): Story {
  const observe = next() < 0.1;
  const story = startStory({ ...options, observe });
  const happenings = [
    () => story.read(),
    () => story.read(),
    () => story.read(),
    () => story.read({ inside: false, answered: observe }),
    () => story.propose(),
    () => story.propose({ verdict: 'rejected' }),
    () => story.propose({ verdict: 'expired' }),
    () => lose(story),
    () => story.ledger.append({ t: 'heartbeat', hb: { why: 'report' } }),
    () => reject(story),
  ];
  // Under a scope that only observes, calls that it would escalate are let through: the approval steps do not fit.
  const fitting = observe ? [...happenings.slice(0, 4), ...happenings.slice(7)] : happenings;
  while (story.ledger.entries.length < size) fitting[Math.floor(next() * fitting.length)]?.();
  return story;
}

/** A call whose outcome was lost, and the record that says so. */
function lose(story: Story): void {
  const { decision } = story.read({ answered: false });
  story.ledger.append({
    t: 'gap',
    cause: [decision.leaf],
    gap: { kind: 'decision-without-outcome', why: 'the process ended' },
  });
}

function reject({ ledger }: Story): void {
  const to = rfc3339(ledger.now());
  ledger.append({ t: 'auth.rejects', rej: { n: 2, from: to, to, reasons: { unknown: 2 } } });
}
