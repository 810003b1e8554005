/** Records an exit and turns it into the caller's answer. Every way off the path comes through here. */
import type { Logger } from '@remit/core';
import type { CallResult } from '../call.ts';
import { gatewayError } from '../errors.ts';
import { DenialCode, OutcomeCode } from '../reason-codes.ts';
import { identify } from '../records/call-drafts.ts';
import type { CallRecords } from '../records/call-records.ts';
import type { Received } from './stages.ts';
import type { Exit } from './step.ts';
import type { Verdict } from './verdict.ts';
import { unevaluated } from './verdict.ts';

const NOTHING = new Uint8Array();

export interface CommitExit {
  /** A step stopped the call. */
  exit(call: Received, exit: Exit): Promise<CallResult>;
  /** A step failed unexpectedly: what is open is closed, and nothing is let through. */
  surprise(call: Received, thrown: unknown, step: string): Promise<CallResult>;
}

/** Commits exits over the records of calls. */
export function createCommitExit(deps: {
  readonly records: CallRecords;
  readonly logger: Logger;
  /** Digest of the newest definition of a tool that the log holds. */
  readonly lastDefinition: (server: string, tool: string) => string | undefined;
}): CommitExit {
  const { records, logger } = deps;

  const deny = async (
    { request, trail }: Received,
    verdict: Verdict,
    answer: (decisionId: string) => CallResult,
  ): Promise<CallResult> => {
    const decision = await records.decision({ request, identity: identify(request) }, verdict, trail.cause);
    // A denial is answered only when it is on record: no record, no answer that looks like a decision.
    return decision.ok ? answer(decision.value.id) : { kind: 'unavailable', error: decision.error };
  };

  const withDefinition = (call: Received): Received => {
    const { request } = call;
    const sha = request.definition?.sha ?? deps.lastDefinition(request.server, request.tool);
    return sha === undefined ? call : { ...call, request: { ...request, definition: { sha } } };
  };

  return {
    async exit(call, exit) {
      switch (exit.kind) {
        case 'hidden':
          // A hidden tool causes no traffic, so nobody looked it up: the record names what the log last saw of it.
          return deny(exit.verdict.visible ? call : withDefinition(call), exit.verdict, (decisionId) => ({
            kind: 'unknown-tool',
            decisionId,
          }));
        case 'limited': {
          const { rule, retryAfterMs, verdict } = exit;
          const error = gatewayError('gateway.rate-limited', verdict.message);
          const limited = { kind: 'limited', rule, retryAfterMs, error } as const;
          // Threat: a flood of refused calls must not become a flood of records. What is counted here is recorded in one.
          if (exit.counted) return limited;
          return deny(call, verdict, (decisionId) => ({ ...limited, decisionId }));
        }
        case 'denied': {
          const { verdict, because } = exit;
          const [rule] = verdict.rules;
          return deny(call, verdict, (decisionId) => ({
            kind: 'denied',
            ...(rule === undefined ? {} : { rule }),
            message: verdict.message,
            decisionId,
            because,
          }));
        }
        case 'refused': {
          const { request, identity, verdict, decision, trail } = exit.committed;
          trail.outcome = true;
          const out = { status: 'refused', why: exit.why } as const;
          const queued = records.outcome({ request, identity }, verdict, decision, out, NOTHING);
          if (!queued.ok) return { kind: 'unavailable', error: queued.error };
          trail.outcomeId = queued.value.id;
          return { kind: 'denied', message: exit.message, decisionId: decision.id, because: 'aborted' };
        }
        case 'unavailable':
          return { kind: 'unavailable', error: exit.error };
      }
    },
    async surprise(call, thrown, step) {
      logger.error({ err: thrown, step }, 'a step of the pipeline failed unexpectedly');
      const { request, trail } = call;
      if (trail.decision === undefined) {
        const verdict = unevaluated(DenialCode.Internal, 'Denied: the call could not be decided.', undefined);
        return deny(call, verdict, (decisionId) => ({
          kind: 'denied',
          message: verdict.message,
          decisionId,
          because: 'evaluation-error',
        }));
      }
      const { recorded, verdict } = trail.decision;
      if (!trail.outcome) {
        const out = { status: trail.forwarded ? 'unknown' : 'refused', why: OutcomeCode.Internal } as const;
        trail.outcome = true;
        records.outcome({ request, identity: identify(request) }, verdict, recorded, out, NOTHING);
      }
      return { kind: 'unavailable', error: gatewayError('gateway.internal', step, { cause: thrown }) };
    },
  };
}
