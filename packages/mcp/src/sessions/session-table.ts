/**
 * Sessions of legacy clients. Bound to the person and agent that opened them and to their endpoint, not to the key: a
 * rotated key of the same pair goes on, anybody else gets the answer of an unknown session. mcp reference §7 (F2, F3).
 */
import { randomBytes } from 'node:crypto';
import type { Clock } from '@remit/core';
import type { SessionHandle, Stopper } from '@remit/gateway';
import { RefusalCode } from '@remit/gateway';
import type { Caller } from '@remit/registry';
import type { McpLimits } from '../limits.ts';
import { principalOf } from '../upstream/pool.ts';

/** One open session. */
export interface ClientSession {
  /** Value of `Mcp-Session-Id`. A bearer secret together with the key: never logged or recorded. */
  readonly id: string;
  readonly handle: SessionHandle;
  readonly endpoint: string;
  /** Protocol revision that the handshake agreed on. */
  readonly protocol: string;
  /** Running requests by the JSON text of their id. */
  readonly running: Map<string, Pick<Stopper, 'abort'>>;
}

/** Why a session ended; stands in its session.close record. */
export type EndReason = 'client-closed' | 'expired' | 'evicted' | 'shutdown';

/** The open sessions of all legacy clients. */
export interface SessionTable {
  /** Makes room for one more session of the caller; false when the table is full. */
  admit(caller: Caller): boolean;
  open(handle: SessionHandle, endpoint: string, protocol: string): ClientSession;
  /** The session, if it exists, belongs to this caller and endpoint and is not idle too long. Counts as use. */
  find(id: string, caller: Caller, endpoint: string): ClientSession | undefined;
  /** Why `find` gave nothing for this id. For the record only: the client hears the same either way. */
  refusal(id: string | undefined): RefusalCode;
  end(session: ClientSession, why: EndReason): void;
  endAll(why: EndReason): void;
  /** Ends the sessions that are idle too long. */
  expire(): void;
  readonly size: number;
}

interface Entry {
  readonly session: ClientSession;
  readonly principal: string;
  lastUsed: number;
}

/** Clock, bounds, and what to do when a session ends. */
export interface SessionTableDeps {
  readonly clock: Clock;
  readonly limits: Pick<McpLimits, 'maxSessions' | 'maxSessionsPerCaller' | 'sessionIdleMs'>;
  readonly onEnd: (session: ClientSession, why: EndReason) => void;
}

/** An empty table. */
export function createSessionTable(deps: SessionTableDeps): SessionTable {
  const { clock, limits } = deps;
  const entries = new Map<string, Entry>();

  function remove(entry: Entry, why: EndReason): void {
    if (!entries.delete(entry.session.id)) return;
    for (const running of entry.session.running.values()) running.abort('closing');
    deps.onEnd(entry.session, why);
  }

  const isIdle = (entry: Entry): boolean =>
    entry.session.running.size === 0 && clock.now() - entry.lastUsed >= limits.sessionIdleMs;

  function expire(): void {
    for (const entry of entries.values()) if (isIdle(entry)) remove(entry, 'expired');
  }

  return {
    admit(caller) {
      expire();
      const principal = principalOf(caller);
      const own = [...entries.values()].filter((entry) => entry.principal === principal);
      if (own.length >= limits.maxSessionsPerCaller) {
        // One caller's forgotten sessions make room for its new one; they never push out somebody else's.
        const idle = own.filter((entry) => entry.session.running.size === 0);
        const oldest = idle.toSorted((a, b) => a.lastUsed - b.lastUsed)[0];
        if (oldest === undefined) return false;
        remove(oldest, 'evicted');
      }
      return entries.size < limits.maxSessions;
    },
    open(handle, endpoint, protocol) {
      const id = randomBytes(32).toString('base64url');
      const session: ClientSession = { id, handle, endpoint, protocol, running: new Map() };
      entries.set(id, { session, principal: principalOf(handle.caller), lastUsed: clock.now() });
      return session;
    },
    find(id, caller, endpoint) {
      const entry = entries.get(id);
      if (entry === undefined) return undefined;
      if (isIdle(entry)) {
        remove(entry, 'expired');
        return undefined;
      }
      if (entry.principal !== principalOf(caller) || entry.session.endpoint !== endpoint) return undefined;
      entry.lastUsed = clock.now();
      return entry.session;
    },
    refusal: (id) => (id !== undefined && entries.has(id) ? RefusalCode.SessionForeign : RefusalCode.SessionUnknown),
    end(session, why) {
      const entry = entries.get(session.id);
      if (entry !== undefined) remove(entry, why);
    },
    endAll(why) {
      for (const entry of entries.values()) remove(entry, why);
    },
    expire,
    get size() {
      return entries.size;
    },
  };
}
