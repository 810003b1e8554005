/**
 * Tells events that differ from one before only in the text of one member, as the chunks of a stream do: two comparisons of
 * bytes, where looking for each member that would make an event notable takes a search for each.
 */
import type { Buffer } from 'node:buffer';

export interface Alike {
  /** True when nothing but the text of the member differs from the event that was learned last. */
  is(event: Buffer): boolean;
  /** Learns an event that nothing here acts on. */
  learn(event: Buffer): void;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** `member`: the name of the member, its colon and the quote before its text, as the API writes them. */
export function createAlike(member: string): Alike {
  let before: Buffer | undefined;
  let after: Buffer | undefined;
  return {
    is(event) {
      if (before === undefined || after === undefined) return false;
      const from = before.length;
      const to = event.length - after.length;
      if (to < from || event.compare(before, 0, from, 0, from) !== 0) return false;
      // The first quote ends the text, unless it stands behind a backslash: then the text would go on.
      if (event.indexOf(QUOTE, from) !== to || event[to - 1] === BACKSLASH) return false;
      return event.compare(after, 0, after.length, to) === 0;
    },
    learn(event) {
      const at = event.indexOf(member);
      const from = at + member.length;
      const to = at === -1 ? -1 : event.indexOf(QUOTE, from);
      if (to === -1 || event[to - 1] === BACKSLASH) return;
      before = event.subarray(0, from);
      after = event.subarray(to);
    },
  };
}
