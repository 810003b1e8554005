/** Irregularities of single calls (compliance reference §10 and the table decision x verdict of §11). */
import type { AnyRecord } from '@remit/record';
import { approvalFor, sameJson } from './approvals.ts';
import type { Call, Decision } from './calls.ts';
import { authorises, closureOf, finalDecision, letThrough } from './calls.ts';
import type { Finding } from './finding.ts';
import { modelFindings } from './model-findings.ts';
import type { Study } from './study.ts';
import { definitionKey, evidenceOf, verdictOf } from './study.ts';
import type { CallVerdict } from './verdict.ts';
import { requiredRole } from './verdict.ts';

type Found = Omit<Finding, 'traceId'>;

/** Findings about scope, effect, approval and tool definition of one call in the period. */
export function callFindings(call: Call, study: Study): Finding[] {
  const found = [
    ...verdictFindings(call, verdictOf(call, study)),
    ...effectFindings(call, study),
    ...approvalFindings(call, study),
    ...definitionFindings(call, study),
    ...identityFindings(call, study),
    ...modelFindings(call, study),
  ];
  return found.map((finding) => ({ ...finding, traceId: call.decisions[0].record.id }));
}

/** Findings about how a call ended. Looked at for every call of the log that was decided before the end of the period. */
export function closureFindings(call: Call): Finding[] {
  const decision = finalDecision(call);
  const closure = closureOf(call);
  // Almost all calls end here, and none of their records is looked into.
  if (closure !== 'open' && closure !== 'gap') return [];
  const traceId = call.decisions[0].record.id;
  const found: Finding[] = [];
  const what = letThrough(decision) ? 'a call that was let through' : 'a call that waits for an approval';
  if (closure === 'open')
    found.push({
      kind: 'decision_without_outcome',
      severity: 'high',
      group: `unexplained: ${what}`,
      at: decision,
      traceId,
    });
  if (closure === 'gap') {
    const kind = call.gaps[0]?.record.gap.kind ?? '';
    const group = `explained by a gap record (${kind}): ${what}`;
    found.push({ kind: 'decision_without_outcome', severity: 'medium', group, at: decision, traceId, explained: true });
  }
  return found;
}

function verdictFindings(call: Call, verdict: CallVerdict): Found[] {
  const decision = finalDecision(call);
  const permitted = letThrough(decision);
  const observed = permitted && !authorises(decision);
  const what = `${observed ? 'observed, not enforced: ' : ''}${tool(decision.record)} (${verdict.reasonCodes.join(', ') || 'no reason code'})`;
  if (permitted && decision.record.scope === undefined)
    return [
      { kind: 'permit_without_declared_scope', severity: 'critical', group: tool(decision.record), at: decision },
    ];
  if (permitted && verdict.overall === 'out')
    return [{ kind: 'scope_out', severity: observed ? 'high' : 'critical', group: what, at: decision }];
  // Never silently in: what the record denies and the scope, run again, allows went ahead, and one of the two is wrong.
  if (observed && verdict.overall === 'in')
    return [
      {
        kind: 'scope_indeterminate',
        severity: 'high',
        group: `observed, not enforced: ${tool(decision.record)}, which the record does not permit and the scope does`,
        at: decision,
      },
    ];
  if (verdict.overall !== 'indeterminate' || (decision.record.pol.dec === 'escalate' && !permitted)) return [];
  if (!permitted && decision.record.pol.eval === 'not-evaluated')
    return [
      {
        kind: 'scope_indeterminate',
        severity: 'low',
        group: `denied without evaluation: ${code(decision)}`,
        at: decision,
      },
    ];
  // A denial for lack of a scope is the control at work; other unproven denials are noted.
  if (!permitted && decision.record.scope === undefined) return [];
  const severity = permitted ? 'high' : 'low';
  return [
    { kind: 'scope_indeterminate', severity, group: `${permitted ? 'let through' : 'denied'}: ${what}`, at: decision },
  ];
}

/** A decision that says it was not enforced under a scope that does not only observe. */
function falselyUnenforced(call: Call, study: Study): boolean {
  const { pol, scope } = finalDecision(call).record;
  if (pol.enforced !== false) return false;
  const shelved = scope === undefined ? undefined : study.shelf.get(scope.sha);
  return shelved === undefined || (shelved.kind === 'ready' && shelved.compiled.mode !== 'observe');
}

function effectFindings(call: Call, study: Study): Found[] {
  const { outcome, extraOutcomes } = call;
  if (outcome === undefined) return [];
  const found: Found[] = [];
  const decision = finalDecision(call);
  if (!letThrough(decision) && outcome.record.out.status !== 'refused')
    found.push({ kind: 'effect_after_deny', severity: 'critical', group: tool(outcome.record), at: outcome });
  if (falselyUnenforced(call, study))
    found.push({
      kind: 'effect_after_deny',
      severity: 'critical',
      group: `${tool(outcome.record)}: recorded as not enforced, and its scope enforces`,
      at: outcome,
    });
  const fits =
    outcome.record.cause?.includes(decision.leaf) === true &&
    sameJson(outcome.record.act, decision.record.act) &&
    outcome.record.who.sub === decision.record.who.sub &&
    outcome.record.s?.id === decision.record.s?.id;
  if (!fits)
    found.push({ kind: 'chain_break', severity: 'high', group: 'an outcome does not fit its decision', at: outcome });
  for (const extra of extraOutcomes)
    found.push({ kind: 'chain_break', severity: 'high', group: 'a second outcome for one decision', at: extra });
  return found;
}

function approvalFindings(call: Call, study: Study): Found[] {
  const decision = finalDecision(call);
  const first = call.decisions[0];
  const { standing, objections } = approvalFor(call, decision, requiredRole(decision, study.shelf));
  const found: Found[] = objections.map(({ approval, says }) => ({
    kind: 'approval_action_mismatch' as const,
    severity: 'high' as const,
    group: says,
    at: approval,
  }));
  const evidence = evidenceOf(decision, study);
  const claimsApproval = evidence.kind === 'disclosed' && evidence.context['approved'] === true;
  if (letThrough(decision) && standing === undefined && (claimsApproval || decision !== first)) {
    const refused = call.approvals.find((a) => a.index < decision.index && a.record.apr.verdict !== 'approved');
    if (refused !== undefined)
      found.push({
        kind: 'approval_expired_used',
        severity: 'critical',
        group: refused.record.apr.verdict,
        at: decision,
      });
    else
      found.push({
        kind: 'approval_action_mismatch',
        severity: 'critical',
        group: 'let through without an approval in the log',
        at: decision,
      });
  }
  const sameCall = sameJson(first.record.act, decision.record.act) && sameJson(first.record.who, decision.record.who);
  if (!sameCall)
    found.push({
      kind: 'approval_action_mismatch',
      severity: 'high',
      group: 'the call after the approval is another one',
      at: decision,
    });
  return found;
}

function identityFindings(call: Call, study: Study): Found[] {
  const decision = finalDecision(call);
  const found: Found[] = [];
  const of = (severity: Found['severity'], group: string, at: Found['at']) =>
    found.push({ kind: 'unverified_identity', severity, group, at });
  if (letThrough(decision)) {
    const { kind } = study.keys.evidenceFor(decision.record.who, decision);
    if (kind === 'revoked') of('high', 'let through although every key of the caller was revoked before', decision);
    if (kind === 'unknown') of('medium', 'no key creation in the log binds the person and agent of the call', decision);
  }
  const { standing } = approvalFor(call, decision, requiredRole(decision, study.shelf));
  if (standing?.record.who === undefined) return found;
  const { kind } = study.keys.evidenceFor(standing.record.who, standing, standing.record.apr.role);
  if (kind !== 'held') of('high', 'the log shows no key in force that gives the approver the role', standing);
  return found;
}

function definitionFindings(call: Call, study: Study): Found[] {
  const decision = finalDecision(call);
  const key = definitionKey(decision.record.act);
  if (key === undefined) return [];
  const defined = study.toolDefinitions.get(key);
  if (defined !== undefined && defined.index < decision.index) return [];
  const group = `${tool(decision.record)}: its definition is not in the log`;
  return [{ kind: 'tool_schema_drift', severity: 'medium', group, at: decision }];
}

/** First code of a denial, without the number that some carry. */
function code({ record: { pol } }: Decision): string {
  return (pol.errors?.[0] ?? 'no code').replace(/=\d+$/, '');
}

function tool(
  record: Extract<AnyRecord, { t: 'mcp.decision' | 'mcp.outcome' | 'llm.decision' | 'llm.outcome' }>,
): string {
  return `${record.act.srv}/${record.act.tool ?? ''}`;
}
