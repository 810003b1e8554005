/**
 * The verdict of a foreign call: was it inside the scope that the operator declared for that agent? The algebra is that of own
 * calls. What the log does not say makes a dimension indeterminate; only a disclosed context run again can say `in`.
 *
 * The agent is who the source says it was, and the context is what the operator derived from the arguments in the log: both
 * are asserted, and the trace says by whom.
 */
import type { DecisionContext, DimensionResult, ImportedEvent, ReasonCode } from '@remit/record';
import { redecide } from '@remit/scope';
import type { ReadyScope } from '../projection/scope-shelf.ts';
import type { CallVerdict } from '../projection/verdict.ts';
import { combine, UNCONSTRAINED } from '../projection/verdict.ts';
import type { AgentRegister, KnownAgent, ScopeAt } from './agent-register.ts';
import { compiledToolOf, scopeFor } from './agent-register.ts';

/** Name and version of these rules. */
export const FOREIGN_EVALUATOR = 'remit-foreign/1';

/** What is known of one event before it is judged. `server`: as the scope file writes it. */
export interface EventMatch {
  readonly agent: KnownAgent;
  readonly server: string;
  readonly scope: ScopeAt | undefined;
  /** Several scopes of the agent were in force and it cannot be told which one covers the call. */
  readonly unclear: boolean;
}

/** A verdict with what it was held against. */
export interface EventVerdict extends CallVerdict {
  readonly match?: EventMatch;
}

/** Who acted and under which scope; undefined when the identity belongs to no declared agent. `at`: event time, or ingest time. */
export function matchEvent(event: ImportedEvent, at: string, register: AgentRegister): EventMatch | undefined {
  const agent = register.agentOf(event.who.agent);
  if (agent === undefined) return undefined;
  const srv = event.act.srv ?? '';
  const server = agent.declared.servers.get(srv) ?? srv;
  const scopes = register.scopesOf(agent.declared.agent, at);
  const scope = scopeFor(scopes, server, event.act.tool);
  return { agent, server, scope, unclear: scope === undefined && scopes.length > 0 };
}

/** True for events that get a trace: decisions of an agent or a model, and calls of an API by a declared agent. */
export function isTraced(event: ImportedEvent, match: EventMatch | undefined): boolean {
  if (event.kind === 'tool-call' || event.kind === 'model-call') return true;
  return event.kind === 'api-call' && match !== undefined;
}

/** Judges one event. `at` as in {@link matchEvent}; `traceId` names the evidence. */
export function judgeEvent(
  event: ImportedEvent,
  at: string,
  traceId: string,
  match: EventMatch | undefined,
  context: DecisionContext | undefined,
): EventVerdict {
  const dim = (name: string, verdict: DimensionResult['verdict'], reasonCodes: ReasonCode[], field: string) => ({
    dim: name,
    verdict,
    reasonCodes,
    evidenceRefs: [`${traceId}#${field}`],
  });
  const uncertain = event.tk === 'ingest' ? [dim('time', 'indeterminate', ['time_uncertain'], 'ts')] : [];
  const none = (reason: ReasonCode, field: string) =>
    combine([dim('scope', 'indeterminate', [reason], field), ...uncertain]);
  if (match === undefined) return none('no_declared_scope', 'who.agent');
  const { scope, unclear } = match;
  if (unclear) return { ...none('conflicting_sources', 'act.tool'), match };
  if (scope === undefined) return { ...none('no_declared_scope', 'who.agent'), match };
  const { shelved } = scope;
  if (shelved.kind === 'missing') return { ...none('scope_unavailable', 'who.agent'), match };
  if (shelved.kind === 'unreadable') return { ...none('scope_not_machine_evaluable', 'who.agent'), match };

  const { compiled } = shelved;
  const dims: DimensionResult[] = [
    scope.later ? dim('declaration', 'indeterminate', ['partial_chain'], 'ts') : dim('declaration', 'in', [], 'ts'),
    dim('agent', 'in', [], 'who.agent'),
    ...uncertain,
  ];
  if (uncertain.length === 0) {
    const now = Date.parse(at);
    const valid = compiled.from <= now && now <= compiled.to;
    dims.push(dim('time', valid ? 'in' : 'out', valid ? [] : ['scope_expired_or_revoked'], 'ts'));
  }
  dims.push(...actionDimensions(event, shelved, match, context, dim));
  for (const name of UNCONSTRAINED) dims.push(dim(name, 'unconstrained', [], 'who.agent'));
  return { ...combine(dims), match };
}

type Dim = (name: string, verdict: DimensionResult['verdict'], reasons: ReasonCode[], field: string) => DimensionResult;

function actionDimensions(
  event: ImportedEvent,
  scope: ReadyScope,
  match: EventMatch,
  context: DecisionContext | undefined,
  dim: Dim,
): DimensionResult[] {
  if (event.kind === 'model-call') return [dim('action', 'indeterminate', ['no_declared_dimension'], 'model.req')];
  if (event.act.tool === undefined) return [dim('action', 'indeterminate', ['field_missing_in_source'], 'act.tool')];
  const tool = compiledToolOf(scope, match.server, event.act.tool);
  if (tool === undefined) return [dim('action', 'out', ['tool_not_declared'], 'act.tool')];
  const action = dim('action', 'in', [], 'act.tool');
  const cannot = (reason: ReasonCode) => [action, dim('conditions', 'indeterminate', [reason], 'c.args')];
  if (context === undefined) return cannot(whyNoArguments(event));
  const fits =
    context['agent'] === scope.compiled.agent && context['server'] === match.server && context['tool'] === tool.tool;
  // A context for another call, or from an event of whose arguments the log holds nothing, describes something else.
  if (!fits || event.c?.['args'] === undefined) return cannot('conflicting_sources');
  const again = redecide(scope.compiled, { ...context, approved: false });
  if (again.dec === 'deny') {
    if (again.rules.length === 0) return cannot('field_missing_in_source');
    const failed = again.rules.some((rule) => tool.gates.some(({ id }) => id === rule));
    if (failed) return [action, dim('conditions', 'out', ['condition_not_met'], 'c.args')];
  }
  const conditions = dim('conditions', 'in', [], 'c.args');
  // The log of another system shows no approval. That is no proof that there was none.
  return tool.approval === undefined
    ? [action, conditions, dim('precondition', 'unconstrained', [], 'act.tool')]
    : [action, conditions, dim('precondition', 'indeterminate', ['approval_not_shown'], 'act.tool')];
}

/** Why the arguments of an event cannot be judged, from what the mapping said about them. */
function whyNoArguments(event: ImportedEvent): ReasonCode {
  if (event.c?.['args'] !== undefined) return 'args_redacted';
  const why = event.missing['c.args'];
  return why === 'redacted' || why === 'encrypted' || why === 'hidden' ? 'args_redacted' : 'field_missing_in_source';
}
