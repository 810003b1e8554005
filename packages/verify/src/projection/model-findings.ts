/** Irregularities between models and calls: another model answered, a choice without a call, a call without a choice. */
import { modelsDiffer } from '../imported/model-names.ts';
import type { Call } from './calls.ts';
import { finalDecision, letThrough } from './calls.ts';
import type { Finding } from './finding.ts';
import { modelPart } from './model-part.ts';
import type { Study } from './study.ts';

type Found = Omit<Finding, 'traceId'>;

/** Findings of one call of the report. */
export function modelFindings(call: Call, study: Study): Found[] {
  const { record } = finalDecision(call);
  return record.t === 'llm.decision' ? requestFindings(call, study) : callFindings(call, study);
}

function requestFindings(call: Call, study: Study): Found[] {
  const decision = finalDecision(call);
  const found: Found[] = [];
  const model = modelPart(call, study.modelJoins);
  if (model !== undefined && modelsDiffer(model.routed, model.returned[0]))
    found.push({
      kind: 'model_mismatch',
      severity: 'high',
      group: `${model.account}/${model.routed}: the answer names ${model.returned[0] ?? ''}`,
      at: call.outcome ?? decision,
    });
  for (const choice of study.modelJoins.choices.get(call) ?? []) {
    if (choice.call !== undefined || choice.ranBy === 'provider') continue;
    const seen = choice.resultIn === undefined ? 'and no result of it came back' : 'and its result came back';
    found.push({
      kind: 'choice_without_call',
      severity: choice.resultIn === undefined ? 'low' : 'medium',
      group: choice.ambiguous ? `${choice.tool}: several calls fit` : `${choice.tool}: no call in this log, ${seen}`,
      at: call.outcome ?? decision,
    });
  }
  return found;
}

function callFindings(call: Call, study: Study): Found[] {
  const decision = finalDecision(call);
  const { modelJoins } = study;
  if (!letThrough(decision) || modelJoins.chosenBy.has(call) || !modelJoins.usesModels(call)) return [];
  const { srv, tool } = decision.record.act;
  return [{ kind: 'call_without_choice', severity: 'high', group: `${srv}/${tool ?? ''}`, at: decision }];
}
