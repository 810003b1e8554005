/**
 * The approval desk: calls that wait for a person, in memory. A restart forgets them; the ledger's start-up sweep then
 * closes their escalations, so nothing that waited can be released afterwards.
 *
 * Rules: another person than the one who asked (whatever key is used), holding the role the scope demands, once, for
 * the one action shown, in time. The verdict counts only when its record is durable.
 */
import type { Clock, Result } from '@remit/core';
import { err, ok } from '@remit/core';
import type { Caller } from '@remit/registry';
import type { Timers } from '../timers.ts';
import { systemTimers } from '../timers.ts';
import { refusal } from './refusal.ts';
import type { ApprovalRefused, ApprovalRequest, ApprovalVerdict, OpenApproval, PendingApproval } from './types.ts';

export interface ApprovalDesk {
  /** True while the person may put one more call on the desk. */
  hasRoom(askedBy: string): boolean;
  /** Puts a request on the desk. `commit` records a verdict and resolves when it is durable. For the pipeline only. */
  open(request: ApprovalRequest, commit: (verdict: ApprovalVerdict) => Promise<void>): OpenApproval;
  /** What a person holding the needed role may see, oldest first. */
  pending(by: Caller): readonly PendingApproval[];
  /**
   * Releases one call, once. `action` must be the digest that `pending` showed, so that what was read is what is approved.
   * Resolves after the approval record is durable.
   */
  approve(id: string, by: Caller, action: string): Promise<Result<PendingApproval, ApprovalRefused>>;
  /** Refuses one call, once. The reason is committed to, not stored in clear. */
  reject(id: string, by: Caller, reason?: string): Promise<Result<PendingApproval, ApprovalRefused>>;
  /** Withdraws everything that waits; used when the gateway stops. */
  withdrawAll(): void;
}

export interface ApprovalDeskDeps {
  readonly clock: Clock;
  /** Milliseconds until an unanswered request is denied; a function is asked for each request. */
  readonly timeoutMs: number | (() => number);
  readonly timers?: Timers;
  /** Most requests that wait at once. Default 256. */
  readonly maxPending?: number;
  /** Most requests of one person that wait at once, so that one agent cannot fill the desk. Default 32. */
  readonly maxPerPerson?: number;
}

interface Entry {
  readonly request: ApprovalRequest;
  readonly requestedAt: number;
  readonly expiresAt: number;
  /** Takes the entry off the desk and records the verdict; false when it could not be recorded. */
  settle(verdict: ApprovalVerdict): Promise<boolean>;
}

/** Ids remembered after their verdict, so that a second verdict is told apart from an unknown id. */
const REMEMBERED = 1_024;

/** An empty desk. */
export function createApprovalDesk(deps: ApprovalDeskDeps): ApprovalDesk {
  const { clock, timers = systemTimers, maxPending = 256, maxPerPerson = 32 } = deps;
  const entries = new Map<string, Entry>();
  const decided = new Set<string>();

  const remember = (id: string): void => {
    decided.add(id);
    const [oldest] = decided;
    if (decided.size > REMEMBERED && oldest !== undefined) decided.delete(oldest);
  };

  /** Invariant: from this check to `settle` nothing is awaited, so two verdicts cannot both find the entry. */
  const find = (id: string, by: Caller): Result<Entry, ApprovalRefused> => {
    const entry = entries.get(id);
    if (entry === undefined) return err(refusal(decided.has(id) ? 'already-decided' : 'unknown'));
    if (!holds(by, entry.request.role)) return err(refusal('role-missing', entry.request.role));
    if (by.sub === entry.request.askedBy) return err(refusal('own-call'));
    if (clock.now() >= entry.expiresAt) {
      void entry.settle({ kind: 'expired' });
      return err(refusal('expired'));
    }
    return ok(entry);
  };

  const settle = async (
    entry: Entry,
    by: Caller,
    verdict: ApprovalVerdict,
  ): Promise<Result<PendingApproval, ApprovalRefused>> =>
    (await entry.settle(verdict)) ? ok(view(entry, by)) : err(refusal('not-recorded'));

  return {
    hasRoom(askedBy) {
      const own = [...entries.values()].filter((entry) => entry.request.askedBy === askedBy).length;
      return entries.size < maxPending && own < maxPerPerson;
    },
    open(request, commit) {
      const requestedAt = clock.now();
      const timeoutMs = typeof deps.timeoutMs === 'number' ? deps.timeoutMs : deps.timeoutMs();
      const expiresAt = requestedAt + timeoutMs;
      const outcome = deferred<ApprovalVerdict>();
      const settleOnce = async (verdict: ApprovalVerdict): Promise<boolean> => {
        // Invariant: single use. Off the desk before anything is awaited.
        if (!entries.delete(request.id)) return false;
        remember(request.id);
        cancel();
        try {
          await commit(verdict);
          outcome.resolve(verdict);
          return true;
        } catch (thrown) {
          outcome.reject(thrown);
          return false;
        }
      };
      const cancel = timers.after(timeoutMs, () => void settleOnce({ kind: 'expired' }));
      entries.set(request.id, { request, requestedAt, expiresAt, settle: settleOnce });
      return {
        requestedAt,
        expiresAt,
        verdict: outcome.promise,
        withdraw: () => void settleOnce({ kind: 'withdrawn' }),
      };
    },
    pending: (by) =>
      [...entries.values()]
        .filter((entry) => holds(by, entry.request.role) && clock.now() < entry.expiresAt)
        .map((entry) => view(entry, by)),
    async approve(id, by, action) {
      const found = find(id, by);
      if (!found.ok) return found;
      if (found.value.request.action !== action) return err(refusal('action-mismatch'));
      return settle(found.value, by, { kind: 'approved', by });
    },
    async reject(id, by, reason) {
      const found = find(id, by);
      if (!found.ok) return found;
      return settle(found.value, by, { kind: 'rejected', by, ...(reason === undefined ? {} : { reason }) });
    },
    withdrawAll() {
      for (const entry of entries.values()) void entry.settle({ kind: 'withdrawn' });
    },
  };
}

function holds(by: Caller, role: string): boolean {
  return by.roles.some((held) => held === role);
}

function view({ request, requestedAt, expiresAt }: Entry, by: Caller): PendingApproval {
  return { ...request, requestedAt, expiresAt, own: by.sub === request.askedBy };
}

function deferred<T>(): { promise: Promise<T>; resolve(value: T): void; reject(reason: unknown): void } {
  let resolve: (value: T) => void = () => {};
  let reject: (reason: unknown) => void = () => {};
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  // The pipeline awaits it; until it does, a rejection must not end the process.
  promise.catch(() => {});
  return { promise, resolve, reject };
}
