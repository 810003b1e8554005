/** Assembles the decision trace of one call (compliance reference §11). */

import { rfc3339 } from '@remit/core';
import type { DecisionStep, DecisionTrace, OversightAct, RecordRef, TraceScope, TraceToolCall } from '@remit/record';
import type { Call, Decision } from './calls.ts';
import { authorises, finalDecision } from './calls.ts';
import { custodyLinks } from './custody.ts';
import { decisionVsEffect, effectOf, verdictVsDecision } from './effect.ts';
import type { Located } from './log-view.ts';
import { refOf } from './log-view.ts';
import { chosenByPart, modelPart } from './model-part.ts';
import { LAW_VERSION, paths } from './pack-core.ts';
import type { Study } from './study.ts';
import { definitionKey, evidenceOf, verdictOf } from './study.ts';
import { absentFields, DOES_NOT_ASSERT } from './trace-limits.ts';
import type { CallVerdict } from './verdict.ts';
import { EVALUATOR, rerun } from './verdict.ts';

/** The trace of one call. `kinds`: kinds of the exceptions that name it, sorted. */
export function traceOf(call: Call, study: Study, kinds: readonly string[]): DecisionTrace {
  const first = call.decisions[0];
  const decision = finalDecision(call);
  const { record } = decision;
  const verdict = verdictOf(call, study);
  const effect = effectOf(call);
  const scope = scopeOf(decision, study);
  return {
    schema: 'remit.decision-trace/1',
    traceId: first.record.id,
    lawVersion: LAW_VERSION,
    ...optional('system', systemOfTrace(decision, study)),
    origin: { kind: 'self', log: study.core.inputs.origin, producer: study.core.inputs.software },
    actor: actorOf(first),
    ...optional('about', first.record.about),
    ...optional('session', first.record.s),
    ...optional('declaredScope', scope),
    decision: {
      result: record.pol.dec,
      chosen: `${record.act.method} ${record.act.srv}/${record.act.tool ?? ''}`,
      steps: call.decisions.map((d) => stepOf(call, d, study)),
    },
    ...optional('chosenBy', chosenByPart(call, study.modelJoins)),
    ...optional('model', modelPart(call, study.modelJoins)),
    toolCalls: [toolCallOf(call, study, effect)],
    ...optional('outcome', outcomeOf(call)),
    oversight: oversightOf(call),
    scopeVerdict: verdictPart(verdict, study, scope),
    agreement: {
      decisionVsEffect: decisionVsEffect(call, effect.effect),
      verdictVsDecision: verdictVsDecision(record.pol, verdict.overall),
    },
    custody: {
      links: custodyLinks(call, study),
      proof: paths.proof(first.record.id),
      gaps: call.gaps.map((gap) => ({ record: refOf(gap), kind: gap.record.gap.kind, why: gap.record.gap.why })),
    },
    exceptions: [...kinds],
    absent: absentFields(call, study),
    doesNotAssert: [...DOES_NOT_ASSERT],
  };
}

function optional<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  // A computed key of one literal type is exactly this shape.
  return value === undefined ? {} : ({ [key]: value } as { [P in K]?: V });
}

function actorOf({ record: { who } }: Decision): DecisionTrace['actor'] {
  return {
    human: { subjectRef: who.sub },
    ...(who.agent === undefined ? {} : { agent: { id: who.agent, assertedBy: 'operator' as const } }),
    ...(who.client === undefined ? {} : { client: { name: who.client, assertedBy: 'client' as const } }),
  };
}

function systemOfTrace(decision: Decision, study: Study): DecisionTrace['system'] {
  const { scope } = decision.record;
  const shelved = scope === undefined ? undefined : study.shelf.get(scope.sha);
  if (shelved?.kind !== 'ready') return undefined;
  const { id, name, purpose } = shelved.declared.system;
  return { id, name, purpose };
}

function scopeOf(decision: Decision, study: Study): TraceScope | undefined {
  const { scope } = decision.record;
  if (scope === undefined) return undefined;
  const shelved = study.shelf.get(scope.sha);
  const declared = study.shelf.declaredBefore(scope, decision);
  const superseded = study.shelf.supersededBy(scope, decision);
  const file = shelved.kind === 'ready' ? shelved : undefined;
  return {
    id: scope.id,
    digest: scope.sha,
    type: 'cedar',
    ...(file === undefined
      ? {}
      : {
          ...(file.compiled.mode === 'observe' ? { mode: 'observe' as const } : {}),
          agent: file.compiled.agent,
          declaredBy: file.declared.declaredBy,
          approvedBy: file.declared.approvedBy,
          validFrom: rfc3339(file.compiled.from),
          validTo: rfc3339(file.compiled.to),
        }),
    ...optionalRef('declaredIn', declared),
    ...optionalRef('supersededIn', superseded),
  };
}

function optionalRef<K extends string>(key: K, located: Located | undefined): { [P in K]?: RecordRef } {
  return optional(key, located === undefined ? undefined : refOf(located));
}

function stepOf(call: Call, decision: Decision, study: Study): DecisionStep {
  const { record } = decision;
  const evidence = evidenceOf(decision, study);
  const context = evidence.kind === 'disclosed' ? evidence.context : undefined;
  const shelved = record.scope === undefined ? undefined : study.shelf.get(record.scope.sha);
  const again =
    context === undefined || shelved?.kind !== 'ready' ? undefined : rerun(call, decision, shelved, context);
  return {
    record: refOf(decision),
    at: record.ts,
    result: record.pol.dec,
    ...(record.pol.enforced === false ? { enforced: false as const } : {}),
    rules: [...record.pol.rules],
    ...optional('policySetDigest', record.pol.bundle_sha),
    evaluation: { status: record.pol.eval, errors: [...(record.pol.errors ?? [])] },
    ...optional('argsCommitment', record.c?.[record.t === 'llm.decision' ? 'prompt' : 'args']),
    ...optional('context', context),
    ...optional('rerun', again === undefined ? undefined : { result: again.result, rules: [...again.rules] }),
  };
}

function toolCallOf(call: Call, study: Study, seen: ReturnType<typeof effectOf>): TraceToolCall {
  const decision = finalDecision(call);
  const { act } = decision.record;
  const defined = study.toolDefinitions.get(definitionKey(act) ?? '');
  return {
    server: {
      id: act.srv,
      ...optional('toolDefinitionDigest', act.tool_sha),
      ...optionalRef('definedIn', defined !== undefined && defined.index < decision.index ? defined : undefined),
    },
    method: act.method,
    ...optional('tool', act.tool),
    authorizationRef: refOf(decision),
    ...optional(
      'resultCommitment',
      call.outcome?.record.c?.[call.outcome.record.t === 'llm.outcome' ? 'answer' : 'result'],
    ),
    status: seen.status,
    ...optional('why', seen.why),
    effect: seen.effect,
  };
}

function outcomeOf({ outcome }: Call): DecisionTrace['outcome'] {
  if (outcome === undefined) return undefined;
  const { out, ts } = outcome.record;
  return { record: refOf(outcome), kind: out.status, at: ts, ...optional('milliseconds', out.ms) };
}

function oversightOf(call: Call): OversightAct[] {
  const decision = finalDecision(call);
  return call.approvals.map((approval) => {
    const { apr, who, cause, ts } = approval.record;
    const asked = call.decisions.find((d) => cause?.includes(d.leaf)) ?? call.decisions[0];
    const decidedAfter = decision.index > approval.index;
    const followed = authorises(decision) === (apr.verdict === 'approved');
    return {
      record: refOf(approval),
      act: 'release' as const,
      ...optional('personRef', who?.sub),
      ...optional('role', apr.role),
      decision: apr.verdict,
      boundActionDigest: asked.leaf,
      requestedAt: apr.requested,
      decidedAt: ts,
      decisive: !decidedAfter ? ('unknown' as const) : followed ? ('yes' as const) : ('no' as const),
    };
  });
}

function verdictPart(verdict: CallVerdict, study: Study, scope: TraceScope | undefined): DecisionTrace['scopeVerdict'] {
  return {
    overall: verdict.overall,
    reasonCodes: [...verdict.reasonCodes],
    perDimension: [...verdict.perDimension],
    evaluator: EVALUATOR,
    evaluatedAt: study.core.inputs.now,
    ...optional('scopeDigest', scope?.digest),
  };
}
