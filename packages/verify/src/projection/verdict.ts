/**
 * The retrospective verdict of one call: was it inside the declared scope? (compliance reference §11)
 *
 * Algebra: `out` if any dimension is out; else `indeterminate` if any is, or no scope is declared; else `in`.
 * Threat: a missing input must never read as `in`. So each input that is missing, broken or contradicted makes its
 * dimensions indeterminate, and only the re-run of the cited scope over the disclosed context can say `in`.
 */
import type { DecisionContext, DimensionResult, PolicyDecision, ReasonCode, ScopeRef, Verdict } from '@remit/record';
import type { CompiledScope, CompiledTool } from '@remit/scope';
import { redecide } from '@remit/scope';
import { approvalFor } from './approvals.ts';
import type { Call, Decision } from './calls.ts';
import { closureOf, finalDecision, letThrough } from './calls.ts';
import type { ContextEvidence } from './contexts.ts';
import type { ReadyScope, ScopeShelf } from './scope-shelf.ts';

/** Name and version of these rules; stands in every verdict. */
export const EVALUATOR = 'remit-redecide/1';

/** What a re-run gave. */
export interface Rerun {
  readonly result: PolicyDecision;
  readonly rules: readonly string[];
  readonly visible: boolean;
}

/** A verdict with what it rests on. */
export interface CallVerdict {
  readonly overall: Verdict;
  readonly reasonCodes: readonly ReasonCode[];
  readonly perDimension: readonly DimensionResult[];
}

/** The inputs a verdict may use. */
export interface VerdictInputs {
  readonly shelf: ScopeShelf;
  /** Contexts by id of the decision record. */
  readonly contexts: ReadonlyMap<string, ContextEvidence>;
}

/** Dimensions that a scope file of this version cannot express (compliance reference §11, first table). */
export const UNCONSTRAINED = ['purpose', 'data-class', 'limits', 'geo-egress'] as const;

/** Judges a call by its decision in force. */
export function judgeCall(call: Call, inputs: VerdictInputs): CallVerdict {
  const decision = finalDecision(call);
  const { scope, pol, c } = decision.record;
  // Denied before any policy was asked, such as by a rate limit: there is nothing to hold against the scope.
  if (pol.dec === 'deny' && pol.eval === 'not-evaluated' && c?.['ctx'] === undefined)
    return combine([dim('evaluation', 'indeterminate', ['evaluator_error'], decision, 'pol.eval')]);
  if (scope === undefined) return combine([dim('scope', 'indeterminate', ['no_declared_scope'], decision, 'scope')]);
  const shelved = inputs.shelf.get(scope.sha);
  const dims = [scopeDimension(decision, scope, inputs.shelf), declarationDimension(decision, scope, inputs.shelf)];
  if (shelved.kind === 'ready') {
    const evidence = inputs.contexts.get(decision.record.id) ?? { kind: 'missing' };
    dims.push(agentDimension(decision, shelved.compiled), timeDimension(decision, shelved.compiled, evidence));
    dims.push(...rerunDimensions(call, shelved, evidence));
    for (const name of UNCONSTRAINED) dims.push(dim(name, 'unconstrained', [], decision, 'scope.sha'));
  }
  if (decision.record.pol.eval === 'not-evaluated')
    dims.push(dim('evaluation', 'indeterminate', ['evaluator_error'], decision, 'pol.eval'));
  return combine(dims);
}

/** The verdict algebra over dimensions. An empty list is indeterminate. */
export function combine(dims: readonly DimensionResult[]): CallVerdict {
  const has = (verdict: DimensionResult['verdict']) => dims.some((d) => d.verdict === verdict);
  const overall = has('out') ? 'out' : has('indeterminate') || dims.length === 0 ? 'indeterminate' : 'in';
  const reasonCodes = [...new Set(dims.flatMap((d) => d.reasonCodes))].sort();
  return { overall, reasonCodes, perDimension: dims };
}

/**
 * Runs a decision's context through the scope again. The `approved` input is taken from the log, not from the context.
 * Undefined when the context names another tool or agent than the record: then the two cannot both be true.
 */
export function rerun(call: Call, decision: Decision, scope: ReadyScope, context: DecisionContext): Rerun | undefined {
  const input = rerunContext(call, decision, scope, context);
  if (input === undefined) return undefined;
  const again = redecide(scope.compiled, input);
  return { result: again.dec, rules: again.rules, visible: again.visible };
}

/** What an evaluator is asked with: the disclosed context, and `approved` as the log shows it. Undefined as for {@link rerun}. */
export function rerunContext(
  call: Call,
  decision: Decision,
  scope: ReadyScope,
  context: DecisionContext,
): DecisionContext | undefined {
  const { act, who } = decision.record;
  if (context['server'] !== act.srv || context['tool'] !== act.tool || context['agent'] !== who.agent) return undefined;
  const approved = approvalFor(call, decision, approvalRole(scope.compiled, decision)).standing !== undefined;
  return { ...context, approved };
}

/** The role whose approval the scope asks for on this tool, if it asks for one. */
function approvalRole(compiled: CompiledScope, decision: Decision): string | undefined {
  return compiledTool(compiled, decision)?.approval?.role;
}

/** As {@link approvalRole}, from the scope that the decision cites; undefined when that scope cannot be read. */
export function requiredRole(decision: Decision, shelf: ScopeShelf): string | undefined {
  const { scope } = decision.record;
  const shelved = scope === undefined ? undefined : shelf.get(scope.sha);
  return shelved?.kind === 'ready' ? approvalRole(shelved.compiled, decision) : undefined;
}

function compiledTool(compiled: CompiledScope, decision: Decision): CompiledTool | undefined {
  const { srv, tool } = decision.record.act;
  return compiled.tools.find((one) => one.server === srv && one.tool === tool);
}

function scopeDimension(decision: Decision, scope: ScopeRef, shelf: ScopeShelf): DimensionResult {
  const of = (verdict: DimensionResult['verdict'], reasons: ReasonCode[]) =>
    dim('scope', verdict, reasons, decision, 'pol.bundle_sha');
  const shelved = shelf.get(scope.sha);
  if (shelved.kind === 'missing') return of('indeterminate', ['scope_unavailable']);
  if (shelved.kind === 'unreadable') return of('indeterminate', ['scope_not_machine_evaluable']);
  const bundle = decision.record.pol.bundle_sha;
  if (bundle === undefined) return of('indeterminate', ['field_missing_in_source']);
  const { compiled } = shelved;
  if (bundle === compiled.bundleSha && scope.id === compiled.id) return of('in', []);
  // Compiled by another version: this evaluator cannot run those policies again.
  const by = shelf.activatedBefore(scope, bundle, decision)?.record.act_pol.compiler;
  const otherCompiler = by !== undefined && by !== compiled.compiler;
  return of('indeterminate', [otherCompiler ? 'scope_not_machine_evaluable' : 'conflicting_sources']);
}

function declarationDimension(decision: Decision, scope: ScopeRef, shelf: ScopeShelf): DimensionResult {
  const of = (verdict: DimensionResult['verdict'], reasons: ReasonCode[]) =>
    dim('declaration', verdict, reasons, decision, 'scope.sha');
  const bundle = decision.record.pol.bundle_sha;
  const declared = shelf.declaredBefore(scope, decision) !== undefined;
  const activated = bundle === undefined || shelf.activatedBefore(scope, bundle, decision) !== undefined;
  if (!declared || !activated) return of('indeterminate', ['partial_chain']);
  const superseded = shelf.supersededBy(scope, decision) !== undefined;
  return superseded ? of('indeterminate', ['scope_expired_or_revoked']) : of('in', []);
}

function agentDimension(decision: Decision, compiled: CompiledScope): DimensionResult {
  const { agent } = decision.record.who;
  if (agent === undefined) return dim('agent', 'indeterminate', ['identity_unverified'], decision, 'who.agent');
  const covered = agent === compiled.agent;
  return dim('agent', covered ? 'in' : 'out', covered ? [] : ['agent_not_covered'], decision, 'who.agent');
}

// The engine's clock and the record's differ by the time it takes to write a record. More than a minute apart, neither
// can be relied on.
const CLOCK_TOLERANCE_MS = 60_000;

function timeDimension(decision: Decision, compiled: CompiledScope, evidence: ContextEvidence): DimensionResult {
  const recorded = Date.parse(decision.record.ts);
  const seen = evidence.kind === 'disclosed' ? evidence.context['now'] : recorded;
  if (typeof seen !== 'number' || Math.abs(seen - recorded) > CLOCK_TOLERANCE_MS)
    return dim('time', 'indeterminate', ['time_uncertain'], decision, 'ts');
  const valid = compiled.from <= seen && seen <= compiled.to;
  return dim('time', valid ? 'in' : 'out', valid ? [] : ['scope_expired_or_revoked'], decision, 'ts');
}

function rerunDimensions(call: Call, scope: ReadyScope, evidence: ContextEvidence): DimensionResult[] {
  const decision = finalDecision(call);
  const all = (reason: ReasonCode) =>
    ['conditions', 'precondition'].map((name) => dim(name, 'indeterminate', [reason], decision, 'c.ctx'));
  const declared = compiledTool(scope.compiled, decision) !== undefined;
  const action = dim('action', declared ? 'in' : 'out', declared ? [] : ['tool_not_declared'], decision, 'act.tool');
  if (!declared) return [action];
  if (evidence.kind === 'uncommitted') return [action, ...all('field_missing_in_source')];
  if (evidence.kind === 'missing' || evidence.kind === 'erased') return [action, ...all('args_redacted')];
  if (evidence.kind === 'broken') return [action, ...all('conflicting_sources')];
  const again = rerun(call, decision, scope, evidence.context);
  if (again === undefined) return [action, ...all('conflicting_sources')];
  const dims = [action, ...dimensionsOf(call, scope, again)];
  const { dec, rules } = decision.record.pol;
  // The same result for other reasons: the record and the re-run cannot both describe this call.
  const sameRules = [...rules].sort().join('\n') === [...again.rules].sort().join('\n');
  if (dec === again.result && !sameRules)
    dims.push(dim('rules', 'indeterminate', ['conflicting_sources'], decision, 'pol.rules'));
  return dims;
}

function dimensionsOf(call: Call, scope: ReadyScope, again: Rerun): DimensionResult[] {
  const decision = finalDecision(call);
  const of = (name: string, verdict: DimensionResult['verdict'], reasons: ReasonCode[]) =>
    dim(name, verdict, reasons, decision, 'c.ctx');
  const tool = compiledTool(scope.compiled, decision);
  if (again.result === 'deny') {
    // Without any rule the scope could not be applied: the context lacks an input that the scope needs.
    if (again.rules.length === 0) return [of('conditions', 'indeterminate', ['field_missing_in_source'])];
    const failed = again.rules.some((rule) => tool?.gates.some((gate) => gate.id === rule) === true);
    return [of('conditions', failed ? 'out' : 'in', failed ? ['condition_not_met'] : [])];
  }
  const conditions = of('conditions', 'in', []);
  if (again.result !== 'escalate')
    return [conditions, of('precondition', tool?.approval === undefined ? 'unconstrained' : 'in', [])];
  // An escalation that nobody answered: nothing was let through, and what would have happened is not known.
  const waiting = decision.record.pol.dec === 'escalate' && !letThrough(decision) && closureOf(call) !== 'outcome';
  return waiting
    ? [conditions, of('precondition', 'indeterminate', ['partial_chain'])]
    : [conditions, of('precondition', 'out', ['approval_not_shown'])];
}

function dim(
  name: string,
  verdict: DimensionResult['verdict'],
  reasonCodes: ReasonCode[],
  decision: Decision,
  field: string,
): DimensionResult {
  return { dim: name, verdict, reasonCodes, evidenceRefs: [`${decision.record.id}#${field}`] };
}
