/**
 * The LLM gateway: one call, as many attempts as its route and its deadline allow, each decided, held, recorded, sent and
 * settled by itself (llm-gateway reference §6). Composes the steps; knows no HTTP but the answer's.
 */
import type { Budgets, PriceTable } from '@remit/budget';
import type { Clock, IdSource, Logger } from '@remit/core';
import { createIdSource } from '@remit/core';
import type { ArgumentFingerprint, RateLimits, StepChain, Timers } from '@remit/gateway';
import { chainOf, createLateRecords, systemTimers, tryRecord, untilDurable } from '@remit/gateway';
import type { Recorder, Subjects } from '@remit/record';
import type { Caller } from '@remit/registry';
import type { ScopeEngine } from '@remit/scope';
import { modelServer } from '@remit/scope';
import type { Dispatcher } from 'undici';
import { internal, invalid, noSuchId, noSuchModel, otherApi, refusalOf, unavailable } from './call-refusals.ts';
import { accountIds } from './dialects/account-ids.ts';
import type { Refusal } from './dialects/dialect.ts';
import { createLlmRefusals } from './limits/refusals.ts';
import type { LlmCall } from './llm-call.ts';
import { createSubjectOf } from './meter/subject.ts';
import type { CallWatch, LlmObserver } from './observer.ts';
import { noLlmObserver } from './observer.ts';
import { createCommitDecision } from './pipeline/commit-decision.ts';
import { createCommitOutcome } from './pipeline/commit-outcome.ts';
import { createDecide } from './pipeline/decide.ts';
import { createForward } from './pipeline/forward.ts';
import { createLimitRate } from './pipeline/limit-rate.ts';
import { createMeter } from './pipeline/meter.ts';
import { createSettle } from './pipeline/settle.ts';
import { createShape } from './pipeline/shape.ts';
import type { Attempted, AttemptTrail, LlmExit, Tried } from './pipeline/stages.ts';
import { decisionContent, decisionDraft } from './records/drafts.ts';
import type { Routes } from './routing/accounts.ts';
import { createBreaker } from './routing/breaker.ts';
import type { Issued } from './routing/issued-ids.ts';
import { createIssuedIds } from './routing/issued-ids.ts';
import { endpointsOf } from './routing/other-apis.ts';
import { afterMs, isWorthRetrying } from './routing/retry.ts';
import { answerTried, refuseCall } from './upstream/answer-caller.ts';
import type { AttemptLimits } from './upstream/send-attempt.ts';

export interface LlmGatewayDeps {
  readonly engine: ScopeEngine;
  readonly recorder: Recorder;
  readonly subjects: Subjects;
  readonly budgets: Budgets;
  /** The price table in force. */
  readonly prices: () => PriceTable;
  readonly routes: () => Routes;
  /** The same as the MCP gateway's: what a model chose is then joined to the call that came of it. */
  readonly fingerprint?: ArgumentFingerprint;
  readonly teamOf: (caller: Caller) => string | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly dispatcherFor: (url: string) => Dispatcher;
  readonly limits?: Partial<LlmLimits>;
  /** Calls a minute, as for tool calls. `recordedRefusals`: refusals of a minute with a record each (default 5). */
  readonly rates?: RateLimits & { readonly recordedRefusals?: number };
  readonly timers?: Timers;
  readonly nextId?: IdSource;
  readonly observer?: LlmObserver;
  /** Ids that answers gave to callers before, from the records. */
  readonly issued?: Iterable<Issued>;
  /** Ids that other gateways of the same log have given to callers since it was asked last. Called for an id that is not known. */
  readonly issuedElsewhere?: () => Iterable<Issued>;
  /** From 0 up to 1: which of the weighted targets begins. */
  readonly pick?: () => number;
}

export interface LlmLimits extends AttemptLimits {
  /** Most attempts of one call. */
  readonly maxAttempts: number;
  /** No attempt begins later than this after the call came. */
  readonly deadlineMs: number;
}

/** Bounds that hold unless the configuration says otherwise. */
export const defaultLlmLimits: LlmLimits = {
  firstByteMs: 120_000,
  idleMs: 60_000,
  totalMs: 900_000,
  drainMs: 30_000,
  callerIdleMs: 120_000,
  maxAnswerBytes: 64 * 1_024 * 1_024,
  maxAttempts: 3,
  deadlineMs: 300_000,
};

export interface LlmGateway {
  /** Serves one call to its end. Never rejects; the answer, or an error in the caller's dialect, has been written. */
  call(call: LlmCall): Promise<void>;
  /** Waits for calls under way and writes what is late. */
  drain(): Promise<void>;
}

/** Composes the gateway. */
export function createLlmGateway(deps: LlmGatewayDeps): LlmGateway {
  const { recorder, clock, logger } = deps;
  const limits = { ...defaultLlmLimits, ...deps.limits };
  const timers = deps.timers ?? systemTimers;
  const pick = deps.pick ?? Math.random;
  const observer = deps.observer ?? noLlmObserver;
  const late = createLateRecords({ recorder, timers, logger });
  const breaker = createBreaker();
  const ids = createIssuedIds();
  for (const { id, holder } of deps.issued ?? []) ids.issued(id, holder);
  const recordedRefusals = deps.rates?.recordedRefusals ?? 5;
  const refusals = createLlmRefusals({ recorder, late, clock, timers, logger, recordedRefusals });
  const subjectOf = createSubjectOf(deps.teamOf);
  const parts = { ...deps, late, limits, subjectOf, nextId: deps.nextId ?? createIdSource(clock) };
  const steps: StepChain<Attempted, Tried, LlmExit> = chainOf(createShape(parts))
    .and(createLimitRate(parts))
    .and(createDecide(parts))
    .and(createMeter(parts))
    .and(createCommitDecision(parts))
    .and(createForward(parts))
    .and(createSettle(parts))
    .and(createCommitOutcome(parts));
  const inFlight = new Set<Promise<void>>();

  /** Gives back or settles what a step that failed by surprise left open: nothing stays held for ever. */
  const closeSurprise = (trail: AttemptTrail, thrown: unknown, step: string): void => {
    logger.error({ err: thrown, step }, 'a step of the LLM pipeline failed unexpectedly');
    const { reservation } = trail;
    if (reservation === undefined) return;
    if (trail.sent) deps.budgets.settle(reservation.id, reservation.upper);
    else deps.budgets.release(reservation.id);
  };

  /** Records a denial; the caller hears of it only once it is durable, or is counted for a record that is yet to come. */
  const deny = async (call: LlmCall, exit: Exclude<LlmExit, { kind: 'unavailable' }>): Promise<void> => {
    if (exit.kind === 'over-limit' && refusals.count(exit) === 'counted') return refuseCall(call, refusalOf(exit));
    const draft = decisionDraft(exit.at, exit.verdict, undefined, undefined);
    const taken = tryRecord(recorder, draft, decisionContent(exit.at, exit.verdict));
    if (!taken.ok) return refuseCall(call, unavailable(taken.error));
    const durable = await untilDurable(taken.value);
    if (!durable.ok) return refuseCall(call, unavailable(durable.error));
    const refusal = refusalOf(exit);
    // Threat: a model that the caller may not see has no record where nobody serves it, so the record would tell.
    refuseCall(call, refusal.code === 'model_not_found' ? refusal : { ...refusal, decision: taken.value.id });
  };

  /** A model that the caller may not see looks like one that does not exist, in every API. */
  const unserved = ({ request: { model }, caller }: LlmCall, routes: Routes): Refusal => {
    const seen = (routes.route(model)?.targets ?? []).filter((target) =>
      deps.engine.visible(caller.agent, modelServer(target.account.name), target.model, clock.now()),
    );
    return seen.length === 0 ? noSuchModel(model) : otherApi(model, endpointsOf(seen));
  };

  const serve = async (call: LlmCall, watch: CallWatch): Promise<void> => {
    const { request, dialect } = call;
    const routes = deps.routes();
    const plan = routes.plan(request.model, dialect.id, pick());
    const turnedAway = (refusal: Refusal): void => {
      watch.refused(refusal.code, undefined);
      refuseCall(call, refusal);
    };
    if (plan === undefined || plan.length === 0) return turnedAway(unserved(call, routes));
    const named = accountIds(request.body);
    const unknown = () => named.find(({ id }) => !ids.belongs(id, call.caller.sub));
    let foreign = unknown();
    if (foreign !== undefined && deps.issuedElsewhere !== undefined) {
      for (const { id, holder } of deps.issuedElsewhere()) ids.issued(id, holder);
      foreign = unknown();
    }
    if (foreign !== undefined) return turnedAway(noSuchId(foreign));
    if (request.refused.length > 0) return turnedAway(invalid(request.refused.join('; ')));
    const routeCap = routes.route(request.model)?.maxOutput;
    const began = clock.now();
    const open = plan.filter((target) => breaker.admits(nameOf(target), began));
    // Where every circuit is open somebody must still find out; but a storm is not made worse by repeating it.
    const [targets, most] = open.length === 0 ? [plan, 1] : [open, limits.maxAttempts];
    let cause: readonly string[] = [];
    for (let attempt = 0; ; attempt++) {
      const target = targets[attempt % targets.length];
      if (target === undefined) return;
      const trail: AttemptTrail = { sent: false, outcome: false };
      const ran = await steps.run({ call, target, attempt, cause, routeCap, trail, watch }, (step, from, to, exit) =>
        watch.step(step, from, to, exit === undefined || exit === 'surprise' ? exit : exitCode(exit)),
      );
      if (ran.kind === 'surprise') {
        closeSurprise(trail, ran.thrown, ran.step);
        watch.refused(internal.code, undefined);
        return refuseCall(call, internal);
      }
      if (ran.kind === 'exit') watch.refused(exitCode(ran.exit), scopeOf(ran.exit));
      if (ran.kind === 'exit')
        return ran.exit.kind === 'unavailable'
          ? refuseCall(call, unavailable(ran.exit.error))
          : await deny(call, ran.exit);
      const { end, facts, outcome } = ran.out;
      watch.answered(ran.out.observed);
      for (const id of facts?.ids ?? []) ids.issued(id, call.caller.sub);
      const name = nameOf(target);
      const again = isWorthRetrying(end);
      if (again) breaker.failed(name, clock.now());
      else breaker.succeeded(name);
      const wait = again ? afterMs(end, attempt, attempt + 1 < targets.length, pick()) : undefined;
      const more = attempt + 1 < most && !call.res.destroyed;
      if (wait === undefined || !more || clock.now() + wait - began >= limits.deadlineMs)
        return answerTried(call, target.account.manifest, ran.out, limits.callerIdleMs);
      cause = [outcome];
      if (wait > 0) await new Promise<void>((resolve) => void timers.after(wait, resolve));
    }
  };

  return {
    async call(call) {
      const watch = observer.begin(call);
      const work = serve(call, watch).catch((thrown: unknown) => {
        logger.error({ err: thrown }, 'a call to a model could not be answered');
        refuseCall(call, internal);
      });
      inFlight.add(work);
      await work;
      inFlight.delete(work);
      watch.end();
    },
    async drain() {
      await Promise.all(inFlight);
      await refusals.flush();
      await late.flush();
    },
  };
}

function nameOf({ account, model }: { readonly account: { readonly name: string }; readonly model: string }): string {
  return `${account.name}/${model}`;
}

function exitCode(exit: LlmExit): string {
  return exit.kind === 'unavailable' ? exit.error.code : exit.code;
}

function scopeOf(exit: LlmExit): string | undefined {
  return exit.kind === 'unavailable' ? undefined : exit.verdict.scope?.id;
}
