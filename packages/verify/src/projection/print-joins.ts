/**
 * Joins choices and calls whose arguments have the same keyed fingerprint (shadow-mcp reference §6). A call comes after its
 * choice, and a choice gives at most one call: that is all that order says, and nothing nearer in time is taken for likelier.
 *
 * The timeline of equal choices and calls falls into stretches. A stretch begins with a choice and lasts until a choice
 * finds as many calls behind it as there were choices. Within it one choice and one call are joined. Anything else is
 * ambiguous, unless what the client states tells them apart: then each part is a timeline of its own.
 */
import type { Narrowing } from './narrowing.ts';
import { narrow } from './narrowing.ts';
import type { Stated } from './open-choice.ts';

/** A place in the log, of which only the order counts, and what the client states. */
interface Placed {
  readonly at: number;
  readonly stated: Stated;
}

/** A join, and what told it apart from others that fitted. */
export type Pair<Choice, Made> = readonly [Choice, Made, readonly Narrowing[]];

const KINDS: readonly Narrowing[] = ['thread', 'trace', 'session'];

/** What a stretch of equal choices and calls says. */
export interface PrintJoins<Choice, Made> {
  readonly pairs: readonly Pair<Choice, Made>[];
  /** Choices for which several calls, or several choices beside them, fit equally well. */
  readonly ambiguous: readonly Choice[];
}

/** Joins choices and calls of one fingerprint and one tool. Each list in log order. */
export function joinEqual<Choice extends Placed, Made extends Placed>(
  choices: readonly Choice[],
  calls: readonly Made[],
  used: readonly Narrowing[] = [],
): PrintJoins<Choice, Made> {
  const pairs: Pair<Choice, Made>[] = [];
  const ambiguous: Choice[] = [];
  let next = 0;
  let at = 0;
  while (at < choices.length) {
    const open: Choice[] = [];
    const made: Made[] = [];
    // Calls before the first choice of a stretch come from none of it.
    while (next < calls.length && before(calls[next], choices[at])) next += 1;
    do {
      const choice = choices[at];
      if (choice !== undefined) open.push(choice);
      at += 1;
      const until = choices[at];
      while (next < calls.length && (until === undefined || before(calls[next], until))) {
        const call = calls[next];
        if (call !== undefined) made.push(call);
        next += 1;
      }
    } while (at < choices.length && made.length < open.length);
    const [choice] = open;
    const [call] = made;
    if (open.length === 1 && made.length === 1 && choice !== undefined && call !== undefined)
      pairs.push([choice, call, used]);
    else if (made.length > 0) {
      const kinds = KINDS.filter((kind) => !used.includes(kind));
      const narrowed = narrow(open, made, kinds);
      if (narrowed === undefined) ambiguous.push(...open);
      for (const part of narrowed?.parts ?? []) {
        const inner = joinEqual(part.choices, part.calls, [...used, narrowed?.by ?? 'thread']);
        pairs.push(...inner.pairs);
        ambiguous.push(...inner.ambiguous);
      }
    }
  }
  return { pairs, ambiguous };
}

function before(a: Placed | undefined, b: Placed | undefined): boolean {
  return a !== undefined && b !== undefined && a.at < b.at;
}
