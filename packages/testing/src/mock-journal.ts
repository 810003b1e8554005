/** What a mock server saw, for assertions. */
export interface MockJournal {
  /** HTTP requests by JSON-RPC method; `GET` and `DELETE` under their own names. */
  readonly hits: Map<string, number>;
  /** Headers of the tools/call requests, in order. */
  readonly callHeaders: Record<string, string>[];
  /** Names of the tools that ran. */
  readonly ran: string[];
  /** Calls of `slow` that were cancelled. */
  cancelled: number;
  /** Resolves when a call of `slow` with `hold` has begun. */
  readonly held: Promise<void>;
  readonly begin: () => void;
  /** Resolves when a held call was cancelled. */
  readonly stopped: Promise<void>;
  readonly stop: () => void;
}

/** An empty journal. */
export function createMockJournal(): MockJournal {
  const held = latch();
  const stopped = latch();
  return {
    hits: new Map(),
    callHeaders: [],
    ran: [],
    cancelled: 0,
    held: held.promise,
    begin: held.open,
    stopped: stopped.promise,
    stop: stopped.open,
  };
}

function latch(): { readonly promise: Promise<void>; readonly open: () => void } {
  let open: () => void = () => undefined;
  const promise = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { promise, open };
}
