/** What a trace leaves out and why, and what it does not assert. Missing is not zero and not "not applicable". */
import type { Call } from './calls.ts';
import { finalDecision } from './calls.ts';
import type { Study } from './study.ts';

const NOT_RECORDED = 'not recorded by this version';
const NO_MODEL = 'no LLM traffic through Remit';

/** Fields of compliance reference §11 that no record of this version can fill, with the reason. */
export const NEVER_FILLED: Readonly<Record<string, string>> = {
  'actor.agent.authN': NOT_RECORDED,
  'actor.agent.version': NOT_RECORDED,
  'actor.delegation': 'the key acts directly; no delegation is recorded',
  'actor.human.authN': 'the key was checked before the record was made; the method is not recorded',
  'decision.optionsConsidered': NO_MODEL,
  'decision.rationale': NO_MODEL,
  'input.classification': NOT_RECORDED,
  'input.provenance': NOT_RECORDED,
  model: NO_MODEL,
  'outcome.deliveredTo': NOT_RECORDED,
  'outcome.legalOrSimilarEffect': 'a legal judgement; left to the operator',
  'oversight.expiresAt': NOT_RECORDED,
  'oversight.reason': NOT_RECORDED,
  'oversight.shown': NOT_RECORDED,
  'system.riskClass': 'a classification by the operator; not part of the scope file',
  'system.version': NOT_RECORDED,
  'toolCalls.effectClass': 'not declared in this version of the scope file',
  'toolCalls.resource': 'part of the arguments, which are committed to and not disclosed',
  'toolCalls.server.version': NOT_RECORDED,
};

/** What a reader must not take from any trace. */
export const DOES_NOT_ASSERT: readonly string[] = [
  'that every action of the agent went through Remit',
  'that the upstream did what its answer says',
  'that the record told the truth when it was written',
  'that the action was right, lawful or useful',
];

/** Path of each missing field with the reason: what is never filled, what the records say, what this call lacks. */
export function absentFields(call: Call, study: Study): Record<string, string> {
  const first = call.decisions[0].record;
  const decision = finalDecision(call).record;
  const absent: Record<string, string> = { ...NEVER_FILLED };
  const said = (field: string) => decision.absent?.[field] ?? first.absent?.[field];
  const missing = (path: string, field: string, otherwise: string) => {
    absent[path] = said(field) ?? otherwise;
  };
  if (study.modelJoins.usesModels(call))
    for (const field of ['decision.optionsConsidered', 'decision.rationale']) absent[field] = NOT_RECORDED;
  const recordedModel = said('model');
  if (recordedModel !== undefined) absent['model'] = recordedModel;
  const choice = study.modelJoins.chosenBy.get(call);
  if (choice !== undefined) absent['model'] = 'this is a call to a tool; chosenBy names the model that chose it';
  else if (study.modelJoins.usesModels(call)) {
    absent['chosenBy'] = 'no choice of a model in this log fits this call';
    absent['model'] = 'unknown: no choice of a model in this log fits this call';
  }
  if (first.about === undefined) missing('about', 'about', 'the record names no person concerned');
  if (first.who.agent === undefined) missing('actor.agent', 'agent', 'the key is bound to no agent');
  if (first.who.client === undefined) missing('actor.client', 'client', 'the client did not name itself');
  if (first.s === undefined) missing('session', 's', 'the call had no session');
  if (decision.act.tool_sha === undefined)
    missing('toolCalls.server.schemaDigest', 'tool_sha', 'the record names no tool definition');
  if (decision.scope === undefined) missing('declaredScope', 'scope', 'the decision names no declared scope');
  else if (study.shelf.get(decision.scope.sha).kind !== 'ready')
    absent['system'] = 'the scope file is missing or cannot be read';
  if (decision.scope === undefined) absent['system'] = 'the decision names no declared scope';
  const input = decision.t === 'llm.decision' ? 'prompt' : 'args';
  if (decision.c?.[input] === undefined) missing('input.digest', input, 'the record commits to no arguments');
  if (decision.t === 'llm.decision') {
    delete absent['model'];
    absent['toolCalls.server.schemaDigest'] = 'a request to a model has no tool definition';
  }
  if (call.outcome === undefined) absent['outcome'] = 'no outcome record follows the decision';
  if (call.approvals.length === 0) absent['oversight'] = 'no person was asked about this call';
  return sortKeys(absent);
}

function sortKeys(record: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
