/**
 * One upstream of one principal: opened when first needed, by one attempt at a time; closed when idle; paused after
 * failures. A failed connection is never a failed process: it stays here. mcp reference §7 (F4, F12, F13).
 */

import type { Clock, Logger, Result } from '@remit/core';
import { err, ok } from '@remit/core';
import type { StopSignal } from '@remit/gateway';
import { Stopper } from '@remit/gateway';
import type { McpLimits } from '../limits.ts';
import type { ResultProblem, UpstreamResult } from '../wire/codec.ts';
import { codecOf } from '../wire/codecs.ts';
import type { Era } from '../wire/versions.ts';
import { AbortReason } from './abort-reason.ts';
import { createBreaker } from './breaker.ts';
import type { UpstreamConnection, UpstreamFailure, UpstreamReply, UpstreamRequest } from './connection.ts';
import type { Connector } from './connector.ts';
import { startDeadline } from './deadline.ts';

/** A reply read by the rules of the connection's era. */
export type LinkReply =
  | { readonly kind: 'complete'; readonly text: string; readonly result: UpstreamResult }
  /** A result that cannot be passed on: input was asked for, or the type of result is unknown. */
  | { readonly kind: 'unusable'; readonly text: string; readonly problem: ResultProblem }
  | Exclude<UpstreamReply, { kind: 'result' }>;

/** One upstream of one principal. */
export interface Link {
  readonly server: string;
  /** Opens the connection when there is none. */
  ready(signal: StopSignal): Promise<Result<unknown, UpstreamFailure>>;
  /** Sends one request, connecting first when needed. */
  request(request: UpstreamRequest, signal: StopSignal): Promise<LinkReply>;
  /** Counts up whenever the upstream says that its tools changed, or the connection is a new one. */
  generation(): number;
  /** Gives up the connection after answers that make no sense; the next one asks for the era again. */
  reset(): void;
  readonly busy: boolean;
  readonly state: 'idle' | 'connected' | 'connecting' | 'paused';
  readonly lastUsed: number;
  /** No new caller comes: the connection is closed as soon as nothing runs on it, instead of when it was idle for long. */
  retire(): void;
  close(): Promise<void>;
}

/** What a link needs. */
export interface LinkDeps {
  readonly server: string;
  readonly connector: Connector;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly limits: McpLimits;
}

/** A link without a connection. */
export function createLink(deps: LinkDeps): Link {
  const { clock, limits, logger, server } = deps;
  const breaker = createBreaker({ clock, backoffMs: limits.backoffMs, maxBackoffMs: limits.maxBackoffMs });
  const closing = new Stopper();
  let connection: UpstreamConnection | undefined;
  let connecting: Promise<Result<UpstreamConnection, UpstreamFailure>> | undefined;
  let inFlight = 0;
  let generation = 0;
  let lastUsed = clock.now();
  let idleTimer: NodeJS.Timeout | undefined;
  let retired = false;

  async function open(): Promise<Result<UpstreamConnection, UpstreamFailure>> {
    const wait = breaker.waitMs();
    if (wait > 0) return err(unreachable(`paused after ${breaker.failures} failures, next attempt in ${wait} ms`));
    // Its own deadline: the attempt is shared, so one caller's leaving must not end it.
    const deadline = startDeadline(closing, limits.connectTimeoutMs);
    const attempt: { opened?: UpstreamConnection; lost?: true } = {};
    const result = await deps.connector.connect(
      {
        lost(detail) {
          if (attempt.opened === undefined) attempt.lost = true;
          else onLost(attempt.opened, detail);
        },
        toolsChanged() {
          generation += 1;
        },
      },
      deadline.signal,
    );
    deadline.release();
    if (!result.ok || attempt.lost || closing.aborted) {
      if (result.ok) void result.value.close();
      breaker.failed();
      const failure = result.ok ? unreachable('the connection ended at once') : result.error;
      logger.warn(
        { server, code: failure.code, detail: failure.detail, failures: breaker.failures },
        'upstream failed',
      );
      return err(failure);
    }
    attempt.opened = result.value;
    connection = result.value;
    generation += 1;
    return result;
  }

  function onLost(which: UpstreamConnection, detail: string): void {
    if (connection !== which) return;
    connection = undefined;
    generation += 1;
    breaker.failed();
    logger.warn({ server, detail, failures: breaker.failures }, 'upstream connection lost');
  }

  function connect(): Promise<Result<UpstreamConnection, UpstreamFailure>> {
    if (closing.aborted) return Promise.resolve(err(unreachable('closing')));
    if (connection !== undefined) return Promise.resolve(ok(connection));
    connecting ??= open().finally(() => {
      connecting = undefined;
    });
    return connecting;
  }

  // Over HTTP there is no connection to lose: that the server is away shows when a request is sent.
  function discard(which: UpstreamConnection): void {
    if (connection !== which) return;
    connection = undefined;
    generation += 1;
    breaker.failed();
    void which.close();
  }

  function scheduleIdle(): void {
    clearTimeout(idleTimer);
    if (retired) return closeIdle();
    idleTimer = setTimeout(closeIdle, limits.upstreamIdleMs);
    idleTimer.unref();
  }

  function closeIdle(): void {
    if (inFlight > 0 || connection === undefined) return;
    const idle = connection;
    connection = undefined;
    void idle.close();
  }

  function ready(signal: StopSignal): Promise<Result<UpstreamConnection, UpstreamFailure>> {
    // Nothing to wait for: an abort is seen by whatever is done with the connection.
    if (connection !== undefined && !closing.aborted && !signal.aborted) return Promise.resolve(ok(connection));
    return orAborted(connect(), signal);
  }

  async function once(request: UpstreamRequest, signal: StopSignal): Promise<LinkReply> {
    const opened = await ready(signal);
    if (!opened.ok) return { kind: 'failed', failure: opened.error };
    const reply = await opened.value.request(request, signal);
    if (reply.kind !== 'failed') breaker.succeeded();
    else if (reply.failure.code === 'mcp.upstream-unreachable') discard(opened.value);
    return reply.kind === 'result' ? readResult(opened.value.era, reply) : reply;
  }

  return {
    server,
    ready,
    async request(request, signal) {
      inFlight += 1;
      lastUsed = clock.now();
      try {
        const hadConnection = connection !== undefined;
        const reply = await once(request, signal);
        // A connection that had ended unnoticed: nothing was sent, so one attempt with a new connection is safe.
        const stale =
          reply.kind === 'failed' && !reply.failure.mayHaveRun && reply.failure.code === 'mcp.upstream-lost';
        if (!stale || !hadConnection || signal.aborted) return reply;
        breaker.succeeded();
        return await once(request, signal);
      } finally {
        inFlight -= 1;
        lastUsed = clock.now();
        if (inFlight === 0) scheduleIdle();
      }
    },
    generation: () => generation,
    reset() {
      if (connection !== undefined) discard(connection);
    },
    get busy() {
      return inFlight > 0 || connecting !== undefined;
    },
    get state() {
      if (connection !== undefined) return 'connected';
      if (connecting !== undefined) return 'connecting';
      return breaker.waitMs() > 0 ? 'paused' : 'idle';
    },
    get lastUsed() {
      return lastUsed;
    },
    retire() {
      retired = true;
      scheduleIdle();
    },
    async close() {
      closing.abort(AbortReason.Closing);
      clearTimeout(idleTimer);
      await connecting;
      const open = connection;
      connection = undefined;
      await open?.close();
    },
  };
}

function readResult(era: Era, { text, value }: Extract<UpstreamReply, { kind: 'result' }>): LinkReply {
  const read = codecOf(era).readResult(text, value);
  return read.ok ? { kind: 'complete', text, result: read.value } : { kind: 'unusable', text, problem: read.error };
}

function unreachable(detail: string): UpstreamFailure {
  return { code: 'mcp.upstream-unreachable', mayHaveRun: false, detail };
}

/** The result, or a failure as soon as the signal aborts. */
function orAborted<T>(
  work: Promise<Result<T, UpstreamFailure>>,
  signal: StopSignal,
): Promise<Result<T, UpstreamFailure>> {
  return new Promise((resolve) => {
    const give = (result: Result<T, UpstreamFailure>): void => {
      signal.removeEventListener('abort', stop);
      resolve(result);
    };
    const stop = (): void => {
      const timeout = signal.reason === AbortReason.Timeout;
      give(err({ ...unreachable('no connection in time'), ...(timeout ? {} : { code: 'mcp.cancelled' as const }) }));
    };
    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop, { once: true });
    void work.then(give);
  });
}
