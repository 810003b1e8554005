/** The sections on calls: systems and models, scopes, verdicts, oversight. */
import type { DecisionTrace } from '@remit/record';
import { recordsOf } from './log-view.ts';
import * as text from './report-text.ts';
import type { Study } from './study.ts';
import { matrix, tally } from './tally.ts';
import { UNCONSTRAINED } from './verdict.ts';

export function systems(study: Study, traces: readonly DecisionTrace[]): object {
  return {
    systems: study.shelf.named.flatMap((sha) => {
      const shelved = study.shelf.get(sha);
      return shelved.kind === 'ready' ? [{ ...shelved.declared.system, fromScope: sha }] : [];
    }),
    models: modelsOf(traces),
    agents: tally(traces, (t) => t.actor.agent?.id ?? 'no agent named'),
    servers: tally(traces, (t) => t.toolCalls[0]?.server.id ?? ''),
  };
}

/** True when a request to a language model is in the report. */
export function showsModels(traces: readonly DecisionTrace[]): boolean {
  return traces.some(({ model }) => model !== undefined);
}

/** Accounts and models that requests went to, and what the answers name; absent where no request to a model is in the report. */
function modelsOf(traces: readonly DecisionTrace[]): object {
  const asked = traces.filter(({ model }) => model !== undefined);
  if (asked.length === 0) return { absent: 'no LLM traffic through Remit' };
  return {
    routed: tally(asked, ({ model }) => `${model?.account ?? ''}/${model?.routed ?? ''}`),
    returned: tally(asked, ({ model }) => model?.returned[0] ?? 'no model named in the answer'),
  };
}

export function scopes(study: Study): object {
  return {
    scopes: study.shelf.named.map((sha) => {
      const shelved = study.shelf.get(sha);
      if (shelved.kind !== 'ready')
        return { sha, status: shelved.kind, ...(shelved.kind === 'unreadable' ? { reason: shelved.reason } : {}) };
      const { id, mode, system, agent, declaredBy, approvedBy } = shelved.declared;
      const { bundleSha, compiler } = shelved.compiled;
      return { sha, status: 'ready', id, mode, system: system.id, agent, declaredBy, approvedBy, bundleSha, compiler };
    }),
    declarations: recordsOf(study.view, 'scope.declare').map(({ index, record }) => ({
      index,
      at: record.ts,
      ...record.scope,
      ...record.dcl,
    })),
    observe: text.OBSERVE_NOTE,
    unconstrained: { dimensions: UNCONSTRAINED, note: text.UNCONSTRAINED_NOTE },
  };
}

export function verdicts(traces: readonly DecisionTrace[]): object {
  return {
    matrix: matrix(traces),
    byTool: tally(
      traces,
      (t) =>
        `${t.toolCalls[0]?.server.id ?? ''}/${t.toolCalls[0]?.tool ?? ''} ${t.decision.result} ${t.scopeVerdict.overall}`,
    ),
    effects: tally(traces, (t) => t.agreement.decisionVsEffect),
    reasonCodes: tally(
      traces.flatMap((t) => t.scopeVerdict.reasonCodes),
      (code) => code,
    ),
    note: text.VERDICT_NOTE,
  };
}

export function oversight(traces: readonly DecisionTrace[]): object {
  const acts = traces.flatMap((t) => t.oversight);
  return {
    escalatedCalls: traces.filter((t) => t.decision.steps[0]?.result === 'escalate').length,
    acts: tally(acts, (act) => act.decision),
    decisive: tally(acts, (act) => act.decisive),
    secondsToDecision: acts
      .map((act) => Math.round((Date.parse(act.decidedAt) - Date.parse(act.requestedAt)) / 1000))
      .sort((a, b) => a - b),
    note: text.OVERSIGHT_NOTE,
  };
}
