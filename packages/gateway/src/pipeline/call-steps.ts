/** The request path of a tool call, in order. This row is the policy of the product. */
import type { Clock, Logger } from '@remit/core';
import type { Subjects } from '@remit/record';
import type { Registry } from '@remit/registry';
import type { ScopeEngine } from '@remit/scope';
import type { ApprovalDesk } from '../approvals/desk.ts';
import type { CallResult } from '../call.ts';
import type { CallRecords } from '../records/call-records.ts';
import type { Timers } from '../timers.ts';
import type { RealpathFor } from './ask-scope.ts';
import { createAskScope } from './ask-scope.ts';
import { createAwaitApproval } from './await-approval.ts';
import type { StepChain } from './chain.ts';
import { chainOf } from './chain.ts';
import { createCommitDecision } from './commit-decision.ts';
import { createCommitOutcome } from './commit-outcome.ts';
import { createDecide } from './decide.ts';
import { createTakeAgain } from './decide-again.ts';
import { createForward } from './forward.ts';
import type { LimitRateDeps } from './limit-rate.ts';
import { createLimitRate } from './limit-rate.ts';
import { createResolve } from './resolve.ts';
import type { Received } from './stages.ts';
import type { Exit } from './step.ts';

export interface CallStepDeps {
  readonly registry: Pick<Registry, 'isActive'>;
  readonly engine: ScopeEngine;
  readonly subjects: Subjects;
  readonly approvals: ApprovalDesk;
  readonly records: CallRecords;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly logger: Logger;
  readonly realpath?: RealpathFor;
  readonly limiter: LimitRateDeps['limiter'];
  readonly refusals: LimitRateDeps['refusals'];
}

/** Builds the steps. */
export function createCallSteps(deps: CallStepDeps): StepChain<Received, CallResult, Exit> {
  const ask = createAskScope(deps);
  const takeAgain = createTakeAgain({ ask, registry: deps.registry });
  return chainOf(createResolve(deps))
    .and(createLimitRate(deps))
    .and(createDecide({ ask }))
    .and(createAwaitApproval({ ...deps, takeAgain }))
    .and(createCommitDecision(deps))
    .and(createForward(deps))
    .and(createCommitOutcome(deps));
}
