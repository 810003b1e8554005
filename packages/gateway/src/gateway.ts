/** Composes the gateway: the call pipeline, sessions, tool definitions, scopes and the counter of rejected requests. */
import type { Clock, IdSource, Logger } from '@remit/core';
import { createIdSource } from '@remit/core';
import type { Blobs, Recorder, Subjects } from '@remit/record';
import type { Registry } from '@remit/registry';
import type { ScopeEngine } from '@remit/scope';
import type { ApprovalDesk } from './approvals/desk.ts';
import { createAuthRejects } from './auth-rejects.ts';
import type { CallResult } from './call.ts';
import { gatewayError } from './errors.ts';
import type { Gateway } from './gateway-types.ts';
import type { RateLimits } from './limits/rate-limiter.ts';
import { createRateLimiter } from './limits/rate-limiter.ts';
import { createRefusalBook } from './limits/refusal-book.ts';
import type { CallObserver } from './observer.ts';
import { noObserver } from './observer.ts';
import type { RealpathFor } from './pipeline/ask-scope.ts';
import { createCallSteps } from './pipeline/call-steps.ts';
import { createCommitExit } from './pipeline/commit-exit.ts';
import { exitCode, observedDecision, observedOutcome, tracedRecords } from './pipeline/observe-call.ts';
import type { Received } from './pipeline/stages.ts';
import { DenialCode } from './reason-codes.ts';
import type { ArgumentFingerprint } from './records/argument-fingerprint.ts';
import { createCallRecords } from './records/call-records.ts';
import { createLateRecords } from './records/late-records.ts';
import type { RestoredScopes } from './scopes/restore-scopes.ts';
import { createScopeBook } from './scopes/scope-book.ts';
import { createSessions } from './sessions.ts';
import type { Timers } from './timers.ts';
import { systemTimers } from './timers.ts';
import type { KnownTool } from './tool-definitions.ts';
import { createToolDefinitions } from './tool-definitions.ts';
import type { CallTracer } from './tracer.ts';

export interface GatewayDeps {
  readonly registry: Pick<Registry, 'authenticate' | 'isActive'>;
  readonly engine: ScopeEngine;
  readonly recorder: Recorder;
  readonly subjects: Subjects;
  readonly blobs: Blobs;
  readonly approvals: ApprovalDesk;
  readonly clock: Clock;
  readonly logger: Logger;
  /** What the ledger holds at start. */
  readonly restored: { readonly scopes: RestoredScopes; readonly tools: Iterable<KnownTool> };
  /** Follows symbolic links for servers whose file system the gateway sees. */
  readonly realpath?: RealpathFor;
  readonly timers?: Timers;
  readonly nextId?: IdSource;
  /** Calls a minute; without it nothing is limited. `recordedRefusals`: refusals of a window with a record each (default 5). */
  readonly limits?: RateLimits & { readonly recordedRefusals?: number };
  /** Counting of rejected requests: milliseconds (default 60,000) and sources told apart (default 256). */
  readonly rejects?: { readonly intervalMs?: number; readonly maxSources?: number };
  /** Set where models are served too. */
  readonly fingerprint?: ArgumentFingerprint;
  /** For metrics. */
  readonly observer?: CallObserver;
  /** For distributed traces. */
  readonly tracer?: CallTracer;
}

/** Builds a gateway. Restored scopes are in force when this returns, unless their compiler has changed. */
export function createGateway(deps: GatewayDeps): Gateway {
  const { registry, engine, recorder, subjects, blobs, approvals, clock, logger, restored } = deps;
  const timers = deps.timers ?? systemTimers;
  const late = createLateRecords({ recorder, timers, logger });
  const { fingerprint } = deps;
  const records = createCallRecords({ recorder, late, logger, ...(fingerprint === undefined ? {} : { fingerprint }) });
  const limiter = createRateLimiter(deps.limits ?? {});
  const recordedRefusals = deps.limits?.recordedRefusals ?? 5;
  const refusals = createRefusalBook({ recorder, late, clock, timers, logger, recordedRefusals });
  const steps = createCallSteps({ ...deps, records, timers, limiter, refusals });
  const sessions = createSessions({ recorder, late, logger, nextId: deps.nextId ?? createIdSource(clock) });
  const tools = createToolDefinitions({ recorder, blobs, known: restored.tools });
  const commit = createCommitExit({ records, logger, lastDefinition: tools.newest });
  const scopes = createScopeBook({ engine, recorder, blobs, clock, logger, restored: restored.scopes });
  const rejects = createAuthRejects({ ...deps.rejects, recorder, subjects, clock, timers, logger });
  const observer = deps.observer ?? noObserver;
  const inFlight = new Set<Promise<CallResult>>();
  let stopping = false;

  const runCall = async (call: Received): Promise<CallResult> => {
    const { request, trace } = call;
    try {
      const ran = await steps.run(call, (step, from, to, exit) => {
        const code = exit === undefined || exit === 'surprise' ? exit && DenialCode.Internal : exitCode(exit);
        observer.step(step, from, to, code, request);
        trace?.step(step, from, to, code);
      });
      switch (ran.kind) {
        case 'done':
          return ran.out;
        case 'exit':
          return await commit.exit(call, ran.exit);
        case 'surprise':
          return await commit.surprise(call, ran.thrown, ran.step);
      }
    } catch (thrown) {
      logger.error({ err: thrown }, 'an exit of the pipeline could not be committed');
      return { kind: 'unavailable', error: gatewayError('gateway.internal', 'commit-exit', { cause: thrown }) };
    }
  };

  return {
    authenticate(token, source) {
      const caller = registry.authenticate(token);
      if (!caller.ok) {
        rejects.count(source, caller.error);
        observer.rejected(caller.error);
      }
      return caller;
    },
    refused(why, source, caller) {
      rejects.count(caller ?? source, why);
      observer.rejected(why);
    },
    visible: (caller, server, tool) =>
      caller.roles.includes('caller') && engine.visible(caller.agent, server, tool, clock.now()),
    async call(request, forward) {
      if (stopping) return { kind: 'unavailable', error: gatewayError('gateway.stopping') };
      const trace = deps.tracer?.begin(request);
      const call: Received = { request, forward, trail: { cause: [], forwarded: false, outcome: false }, trace };
      const work = runCall(call);
      inFlight.add(work);
      try {
        const result = await work;
        const decision = observedDecision(result, call.trail);
        const outcome = observedOutcome(result, call.trail);
        observer.call(decision, outcome, request);
        trace?.end({ decision, outcome, ...tracedRecords(result, call.trail) });
        return result;
      } finally {
        inFlight.delete(work);
      }
    },
    openSession: (input) => sessions.open(input),
    closeSession: (session, why) => sessions.close(session, why),
    defineTool: (server, tool, definition) => tools.define(server, tool, definition),
    declareScope: (by, yaml) => scopes.declare(by, yaml),
    followScopes: (restore) => scopes.follow(restore),
    scopesInForce: () => scopes.inForce(),
    async drain() {
      stopping = true;
      approvals.withdrawAll();
      await Promise.all(inFlight);
      await rejects.flush();
      await refusals.flush();
      await sessions.settled();
      await records.settled();
      await late.flush();
      if (late.size() > 0)
        logger.error(
          { kept: late.size() },
          'late records could not be written; the start-up sweep will close what they leave open',
        );
    },
  };
}
