/** The nodes of one call: its records in log order, what a model chose in it, and what is missing. */
import type { AnyRecord, DecisionTrace } from '@remit/record';
import type { Call, Located } from '@remit/verify';
import { basisInWords, finalDecision } from '@remit/verify';
import type { Choice } from './call-links.ts';
import { isRequest } from './call-links.ts';
import type { NodeKind, NodeLink, NodeRecord, TreeNode } from './tree-node.ts';

/** What is known of a call besides its records. */
export interface CallView {
  readonly trace: DecisionTrace | undefined;
  /** Tools that the answer chose. */
  readonly choices: readonly Choice[];
  /** Node of the call that a choice is joined to. */
  readonly called: (call: Call, link: NodeLink) => TreeNode;
}

const BY_CAUSE: NodeLink = { status: 'verified', basis: 'its cause is the leaf hash of that record' };

/** The node of a call with its records below it. `link`: how it hangs on the node above. */
export function callNode(call: Call, view: CallView, link?: NodeLink): TreeNode {
  const first = call.decisions[0];
  const request = isRequest(call);
  const { trace } = view;
  return {
    kind: request ? 'model-request' : 'tool-call',
    says: request
      ? requestSays(first.record)
      : `${first.record.act.srv}/${first.record.act.tool ?? first.record.act.method}`,
    record: placeOf(first),
    decision: first.record.pol.dec,
    ...(trace === undefined ? {} : { verdict: trace.scopeVerdict.overall }),
    ...(link === undefined ? {} : { link }),
    ...(trace === undefined || trace.exceptions.length === 0 ? {} : { exceptions: trace.exceptions }),
    children: [...laterRecords(call).map((later) => recordNode(later, call, view)), ...missing(call)],
  };
}

function requestSays(record: AnyRecord): string {
  if (record.t !== 'llm.decision') return record.t;
  const { req, route, prov, kind, region } = record.model;
  const where = region === undefined ? '' : `, ${region}`;
  return `${req === route ? req : `${req} -> ${route}`} at ${prov} (${kind}${where})`;
}

/** All records of the call but the first decision, in log order. */
function laterRecords(call: Call): Located<AnyRecord>[] {
  const { decisions, approvals, outcome, extraOutcomes, gaps } = call;
  const all: Located<AnyRecord>[] = [...decisions.slice(1), ...approvals, ...extraOutcomes, ...gaps];
  if (outcome !== undefined) all.push(outcome);
  return all.sort((a, b) => a.index - b.index);
}

function recordNode(located: Located<AnyRecord>, call: Call, view: CallView): TreeNode {
  const { record } = located;
  const node = (kind: NodeKind, says: string, more: Partial<TreeNode> = {}): TreeNode => ({
    kind,
    says,
    record: placeOf(located),
    link: BY_CAUSE,
    children: [],
    ...more,
  });
  switch (record.t) {
    case 'approval':
      return node('approval', `a person: ${record.apr.verdict}`);
    case 'mcp.decision':
    case 'llm.decision':
      return node('decision', 'decided again', { decision: record.pol.dec });
    case 'gap':
      return node('gap', `${record.gap.kind}: ${record.gap.why}`);
    case 'llm.outcome':
      return node('model-answer', answerSays(record), {
        children: located === call.outcome ? view.choices.map((choice) => choiceNode(choice, view)) : [],
      });
    case 'mcp.outcome':
      return node('result', outcomeSays(record.out));
    default:
      return node('result', record.t);
  }
}

function answerSays({ model, fin, out }: Extract<AnyRecord, { t: 'llm.outcome' }>): string {
  const names = model.resp === undefined ? 'names no model' : `by ${model.resp.join(', ')}`;
  return [
    fin?.how ?? out.status,
    names,
    ...(model.fingerprint === undefined ? [] : [`fingerprint ${model.fingerprint}`]),
  ].join(', ');
}

function outcomeSays({ status, why, ms }: Extract<AnyRecord, { t: 'mcp.outcome' }>['out']): string {
  return [status, ...(ms === undefined ? [] : [`${ms} ms`]), ...(why === undefined ? [] : [why])].join(', ');
}

function choiceNode(choice: Choice, view: CallView): TreeNode {
  const { tool, id, n, call, basis, narrowedBy, resultIn } = choice;
  const result =
    resultIn === undefined
      ? []
      : [noteNode(`its result is in request ${resultIn.decisions[0].record.id}, under the minted id`)];
  const made =
    call === undefined || basis === undefined
      ? [noteNode(whyNone(choice))]
      : [view.called(call, { status: 'asserted', basis: basisInWords({ basis, narrowedBy }) })];
  return {
    kind: 'choice',
    says: id === undefined ? tool : `${tool}, ${id}`,
    link: { status: 'verified', basis: `calls[${n}] of that record` },
    children: [...made, ...result],
  };
}

function whyNone({ ranBy, ambiguous, otherArguments }: Choice): string {
  if (ranBy === 'provider') return 'the provider ran it; Remit did not see it run';
  if (otherArguments) return 'no call in this log fits: in its trace the tool was called with other arguments';
  return ambiguous
    ? 'several calls or choices fit equally well; none is joined'
    : 'no call in this log fits: it may have run elsewhere, or not at all';
}

/** Says that a call has no end in the log, unless it was denied. */
function missing(call: Call): TreeNode[] {
  const denied = finalDecision(call).record.pol.dec === 'deny';
  return call.outcome !== undefined || denied ? [] : [noteNode('no outcome record follows')];
}

function noteNode(says: string): TreeNode {
  return { kind: 'note', says, children: [] };
}

function placeOf({ record, index }: Located<AnyRecord>): NodeRecord {
  return { id: record.id, index, type: record.t, at: record.ts };
}
