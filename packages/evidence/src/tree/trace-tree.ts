/** Builds the joined trace: request to a model, choice, call, result, next request, answer. From any record of it. */
import type { DecisionTrace } from '@remit/record';
import type { Call, Study } from '@remit/verify';
import type { CallLinks, TurnLink } from './call-links.ts';
import { isRequest, linkCalls } from './call-links.ts';
import { callNode } from './call-nodes.ts';
import type { NodeLink, TraceTree, TreeNode } from './tree-node.ts';

/** What trees are built from. `traces`: one for each call of the selection, in its order. */
export interface TreeSource {
  readonly study: Pick<Study, 'selection' | 'modelJoins'>;
  readonly traces: readonly DecisionTrace[];
}

/** Trees of a log. Links are read once; each tree holds every record of its calls once. */
export interface TraceTrees {
  /** Undefined when no call has a record of that id. */
  ofRecord(id: string): TraceTree | undefined;
}

/** Reads the links of a log. */
export function traceTrees({ study, traces }: TreeSource): TraceTrees {
  const { calls } = study.selection;
  const links = linkCalls(calls, study);
  const traceOf = new Map(calls.map((call, n) => [call, traces[n]]));
  const node = (call: Call, link?: NodeLink): TreeNode =>
    callNode(call, { trace: traceOf.get(call), choices: study.modelJoins.choices.get(call) ?? [], called: node }, link);
  return {
    ofRecord(id) {
      const call = calls.find((one) => recordIds(one).includes(id));
      return call === undefined
        ? undefined
        : { schema: 'remit.trace-tree/1', of: id, turns: turnsOf(call, links, node) };
    },
  };
}

/** Ids of all records of a call. */
export function recordIds({ decisions, approvals, outcome, extraOutcomes, gaps }: Call): string[] {
  const all = [...decisions, ...approvals, ...(outcome === undefined ? [] : [outcome]), ...extraOutcomes, ...gaps];
  return all.map(({ record }) => record.id);
}

/** Requests one below the other; calls to tools hang on the choices in them. */
function turnsOf(call: Call, links: CallLinks, node: (call: Call, link?: NodeLink) => TreeNode): TreeNode[] {
  const requests = links.togetherWith(call).filter(isRequest);
  if (requests.length === 0) return [node(call)];
  return requests.map((request) => node(request, linkOf(links.turnOf(request))));
}

function linkOf(turn: TurnLink | undefined): NodeLink | undefined {
  if (turn === undefined) return undefined;
  const to = turn.before.decisions[0].record.id;
  if (turn.kind === 'attempt') return { status: 'verified', basis: 'the next attempt: its cause is that outcome', to };
  const ids = turn.choices.map(({ id }) => id ?? '').join(', ');
  return { status: 'asserted', basis: `carries the result of ${ids} under the minted id`, to };
}
