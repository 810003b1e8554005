/** The joins under way: what each basis has joined, and what it found ambiguous. */
import type { Call } from './calls.ts';
import type { Narrowing } from './narrowing.ts';
import type { OpenChoice } from './open-choice.ts';

export type JoinBasis = 'tool-call-id' | 'argument-fingerprint' | 'trace-context';

/** One join with what it rests on. */
export interface Join {
  readonly call: Call;
  readonly basis: JoinBasis;
  /** What told it apart from others that fitted by the basis alone. */
  readonly narrowedBy: readonly Narrowing[];
}

/** What the bases have come to so far. */
export interface JoinState {
  readonly joined: Map<OpenChoice, Join>;
  readonly ambiguous: Set<OpenChoice>;
  /** Choices in whose trace the same tool was called with arguments that are known to be others. */
  readonly otherArguments: Set<OpenChoice>;
}

/** Joins, unless the choice has a call already: a name that fits two tools, each with a call of its own, says nothing. */
export function joinOnce({ joined, ambiguous }: JoinState, choice: OpenChoice, join: Join): void {
  if (joined.delete(choice) || ambiguous.has(choice)) ambiguous.add(choice);
  else joined.set(choice, join);
}

/** Several fit: the choice has no call. */
export function leaveOpen({ joined, ambiguous }: JoinState, choice: OpenChoice): void {
  joined.delete(choice);
  ambiguous.add(choice);
}
