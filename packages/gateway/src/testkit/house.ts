/** A whole gateway in memory for tests: real scope engine, memory ledger, time by hand. */
import type { Logger } from '@remit/core';
import { silentLogger, utf8 } from '@remit/core';
import type { Caller } from '@remit/registry';
import type { ScopeEngine } from '@remit/scope';
import { createScopeEngine } from '@remit/scope/engine';
import type { ApprovalDesk, ApprovalDeskDeps } from '../approvals/desk.ts';
import { createApprovalDesk } from '../approvals/desk.ts';
import type { CallRequest, Forward, Forwarded } from '../call.ts';
import type { GatewayDeps } from '../gateway.ts';
import { createGateway } from '../gateway.ts';
import type { Gateway } from '../gateway-types.ts';
import { restoreTools } from '../restore-tools.ts';
import { restoreScopes } from '../scopes/restore-scopes.ts';
import type { StopSignal } from '../stop-signal.ts';
import type { ManualTime } from './manual-timers.ts';
import { manualTime } from './manual-timers.ts';
import type { MemoryLedger } from './memory-ledger.ts';
import { memoryLedger } from './memory-ledger.ts';

export const T0 = Date.parse('2026-11-22T09:00:00.000Z');

export const SCOPE = `remit-scope: 1
id: loan-triage
system: { id: loan-triage-eu, name: Loan triage, purpose: Pre-sort consumer loan applications for a human credit officer }
agent: loan-triage-agent
declared-by: Head of Lending Operations
approved-by: Compliance Office
valid: { from: 2026-01-01, to: 2027-12-31 }
servers:
  files:
    tools:
      read_text_file:
        rule: read-assigned-case
        when:
          path: { path-within: { roots: [/srv/applicants/case-1001, /srv/applicants/case-1002], links: unchecked } }
        about: { argument: path, segment-after: /srv/applicants }
      list_cases:
        other-arguments: allow
        about: { argument: cases }
  decisions:
    tools:
      propose_decision:
        rule: release-decision
        when: { case: { one-of: [case-1001, case-1002] }, decision: { one-of: [approve, decline, refer] } }
        needs-approval: { role: approver, reason: "Annex III 5(b): a person releases each decision" }
        about: { argument: case }
`;

export const agent: Caller = {
  keyId: 'k1',
  sub: `p_${'a'.repeat(22)}`,
  agent: 'loan-triage-agent',
  roles: ['caller'],
};
export const approver: Caller = { keyId: 'k2', sub: `p_${'b'.repeat(22)}`, roles: ['approver'] };
export const admin: Caller = { keyId: 'k3', sub: `p_${'c'.repeat(22)}`, roles: ['admin'] };

export interface House {
  readonly time: ManualTime;
  readonly ledger: MemoryLedger;
  readonly engine: ScopeEngine;
  readonly approvals: ApprovalDesk;
  readonly gateway: Gateway;
  /** Ids of keys that were revoked. */
  readonly revoked: Set<string>;
  /** Messages of level error. */
  readonly errors: string[];
}

export interface HouseOptions {
  readonly ledger?: MemoryLedger;
  readonly time?: ManualTime;
  readonly engine?: ScopeEngine;
  readonly desk?: Partial<ApprovalDeskDeps>;
  readonly rejects?: GatewayDeps['rejects'];
  readonly limits?: GatewayDeps['limits'];
  readonly observer?: GatewayDeps['observer'];
  readonly tracer?: GatewayDeps['tracer'];
}

/** A gateway over what the ledger holds, without any scope declared. */
export function openHouse(options: HouseOptions = {}): House {
  const time = options.time ?? manualTime(T0);
  const ledger = options.ledger ?? memoryLedger(time);
  const engine = options.engine ?? createScopeEngine();
  const revoked = new Set<string>();
  const errors: string[] = [];
  const logger: Logger = { ...silentLogger, error: (_, message) => void errors.push(message) };
  const approvals = createApprovalDesk({ clock: time, timers: time.timers, timeoutMs: 900_000, ...options.desk });
  const gateway = createGateway({
    registry: {
      authenticate: (token) =>
        token === 'good'
          ? { ok: true, value: agent }
          : { ok: false, error: token === undefined ? 'missing' : 'unknown' },
      isActive: (keyId) => !revoked.has(keyId),
    },
    engine,
    recorder: ledger,
    subjects: ledger,
    blobs: ledger,
    approvals,
    clock: time,
    timers: time.timers,
    logger,
    restored: { scopes: restoreScopes(ledger), tools: restoreTools(ledger) },
    ...(options.limits === undefined ? {} : { limits: options.limits }),
    ...(options.observer === undefined ? {} : { observer: options.observer }),
    ...(options.tracer === undefined ? {} : { tracer: options.tracer }),
    ...(options.rejects === undefined ? {} : { rejects: options.rejects }),
  });
  return { time, ledger, engine, approvals, gateway, revoked, errors };
}

/** A gateway with the scope of the tests in force and its three records already in the ledger. */
export async function openDeclaredHouse(options: HouseOptions = {}): Promise<House> {
  const house = openHouse(options);
  const declared = await house.gateway.declareScope(admin, SCOPE);
  if (!declared.ok) throw new Error(JSON.stringify(declared.error));
  return house;
}

/** A call of a listed tool; `args` become the raw bytes too. */
export function request(over: Partial<CallRequest> & { readonly args?: unknown } = {}): CallRequest {
  const args = over.args ?? { path: '/srv/applicants/case-1001/letter.txt' };
  return {
    caller: agent,
    client: 'inspector 1.0',
    server: 'files',
    tool: 'read_text_file',
    method: 'tools/call',
    definition: { sha: 'd'.repeat(64) },
    argsRaw: utf8(JSON.stringify(args)),
    signal: new AbortController().signal,
    ...over,
    args,
  };
}

/** A call that the scope escalates. */
export function proposal(over: Partial<CallRequest> = {}): CallRequest {
  return request({
    server: 'decisions',
    tool: 'propose_decision',
    args: { case: 'case-1001', decision: 'refer' },
    ...over,
  });
}

/** An upstream that answers and counts. */
export function upstream(answer: Partial<Forwarded> = {}): Forward & { readonly calls: StopSignal[] } {
  const calls: StopSignal[] = [];
  const forward = async (signal: StopSignal): Promise<Forwarded> => {
    calls.push(signal);
    return { status: 'executed', raw: utf8('{"content":[]}'), value: 'answer', ...answer };
  };
  return Object.assign(forward, { calls });
}

/** Lets everything that is ready run: promises settle, nothing waits for time. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await Promise.resolve();
}
