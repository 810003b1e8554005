/**
 * Which ids of a provider's account came to which caller in an answer. With one key for all, the provider would give every
 * caller's stored answers to any of them (llm-gateway reference §1).
 */

/** An id of an answer, and to whom it came. */
export interface Issued {
  readonly id: string;
  /** Pseudonym of the person or service. */
  readonly holder: string;
}

export interface IssuedIds {
  /** An answer gave this id to this caller. `holder`: pseudonym of the person or service. */
  issued(id: string, holder: string): void;
  /** False for an id that came to somebody else, or never came through here. */
  belongs(id: string, holder: string): boolean;
}

/** Ids that are remembered; the oldest are forgotten first, and then refused. */
const MOST = 100_000;

/** Nothing issued yet. */
export function createIssuedIds(most: number = MOST): IssuedIds {
  const holders = new Map<string, string>();
  return {
    issued(id, holder) {
      // Invariant: the first holder keeps it. A provider that gives an id twice must not take it from anybody.
      if (holders.has(id)) return;
      holders.set(id, holder);
      if (holders.size <= most) return;
      const [oldest] = holders.keys();
      if (oldest !== undefined) holders.delete(oldest);
    },
    belongs: (id, holder) => holders.get(id) === holder,
  };
}
