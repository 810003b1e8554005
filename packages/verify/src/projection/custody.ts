/**
 * The chain of custody of one call: each link with what supports it (compliance reference §11, join and custody labels).
 * `verified` is used only for a check that can be repeated from the pack alone. What needs a key from outside the pack,
 * or the word of a party, is `asserted`.
 */
import { sha256, toHex } from '@remit/core';
import type { CustodyLink } from '@remit/record';
import { approvalFor, sameJson } from './approvals.ts';
import type { ApprovalRecord, Call, Decision } from './calls.ts';
import { finalDecision } from './calls.ts';
import { basisInWords } from './join-words.ts';
import type { Study } from './study.ts';
import { definitionKey, evidenceOf } from './study.ts';
import { requiredRole } from './verdict.ts';

/** All links of a call, in the order in which the call ran. */
export function custodyLinks(call: Call, study: Study): CustodyLink[] {
  const first = call.decisions[0];
  const decision = finalDecision(call);
  return [
    ...modelLink(call, study),
    asserted('person', first.record.id, 'asked', 'the person whose API key was used', 'operator'),
    keyLink(first, study),
    scopeLink(decision, study),
    bundleLink(decision, study),
    definitionLink(decision, study),
    ...call.decisions.map((d) => contextLink(d, study)),
    ...approvalLinks(call, study),
    outcomeLink(call),
    verified(first.record.id, 'log', 'included-in', 'RFC 6962 inclusion proof against the tree of the pack'),
    asserted(
      'log',
      'operator',
      'signed-by',
      'checkpoint signature; checked by the verifier with a key from outside',
      'operator',
    ),
  ];
}

/** A request to a model is itself the choice; only a call to a tool may have one behind it. */
function modelLink(call: Call, { modelJoins }: Study): CustodyLink[] {
  const { id, t } = call.decisions[0].record;
  if (t === 'llm.decision') return [];
  const choice = modelJoins.chosenBy.get(call);
  if (choice?.basis !== undefined) {
    const { basis, narrowedBy } = choice;
    return [
      asserted(choice.by.decisions[0].record.id, id, 'chose-tool', basisInWords({ basis, narrowedBy }), 'client'),
    ];
  }
  const why = modelJoins.usesModels(call) ? 'no choice of a model in this log fits' : 'no LLM traffic through Remit';
  return [absent('model', id, 'chose-tool', why)];
}

function keyLink(first: Decision, study: Study): CustodyLink {
  const { who } = first.record;
  const from = who.agent === undefined ? 'key' : 'agent';
  const evidence = study.keys.evidenceFor(who, first);
  const to = first.record.id;
  if (evidence.kind === 'held')
    return verified(from, to, 'acted-through', `key creation ${evidence.by.record.id} binds this person and agent`);
  return evidence.kind === 'revoked'
    ? broken(
        from,
        to,
        'acted-through',
        `every key of this person and agent was revoked before, last in ${evidence.by.record.id}`,
      )
    : asserted(from, to, 'acted-through', 'the record names them; no key creation in the log does', 'operator');
}

function scopeLink(decision: Decision, study: Study): CustodyLink {
  const { scope } = decision.record;
  const to = decision.record.id;
  if (scope === undefined) return absent('declared-scope', to, 'governed', 'the decision names no declared scope');
  const declared = study.shelf.declaredBefore(scope, decision);
  return declared === undefined
    ? absent(`scope ${scope.sha}`, to, 'governed', 'no scope.declare record of this file stands before the decision')
    : verified(`scope ${scope.sha}`, to, 'governed', `declared before the decision in ${declared.record.id}`);
}

function bundleLink(decision: Decision, study: Study): CustodyLink {
  const { scope, pol } = decision.record;
  const to = decision.record.id;
  const shelved = scope === undefined ? undefined : study.shelf.get(scope.sha);
  if (shelved === undefined || pol.bundle_sha === undefined)
    return absent('policies', to, 'compiled-from-scope', 'the decision names no scope or no compiled policies');
  if (shelved.kind !== 'ready')
    return absent('policies', to, 'compiled-from-scope', 'the scope file is missing or cannot be read');
  return shelved.compiled.bundleSha === pol.bundle_sha
    ? verified(
        `policies ${pol.bundle_sha}`,
        to,
        'compiled-from-scope',
        'the scope file compiled again gives this digest',
      )
    : broken(
        `policies ${pol.bundle_sha}`,
        to,
        'compiled-from-scope',
        'the scope file compiled again gives another digest',
      );
}

function definitionLink(decision: Decision, study: Study): CustodyLink {
  const sha = decision.record.act.tool_sha;
  const to = decision.record.id;
  if (sha === undefined)
    return absent(
      'tool-definition',
      to,
      'described',
      decision.record.absent?.['tool_sha'] ?? 'the record names no definition',
    );
  const defined = study.toolDefinitions.get(definitionKey(decision.record.act) ?? '');
  const blob = study.core.blobs.get(sha);
  if (defined === undefined || defined.index > decision.index)
    return absent(`tool-definition ${sha}`, to, 'described', 'no tool.define record of it stands before the decision');
  if (blob === undefined) return absent(`tool-definition ${sha}`, to, 'described', 'its bytes are not in the pack');
  return toHex(sha256(blob)) === sha
    ? verified(
        `tool-definition ${sha}`,
        to,
        'described',
        `recorded in ${defined.record.id}; its bytes have this digest`,
      )
    : broken(`tool-definition ${sha}`, to, 'described', 'its bytes have another digest');
}

function contextLink(decision: Decision, study: Study): CustodyLink {
  const evidence = evidenceOf(decision, study);
  const to = decision.record.id;
  if (evidence.kind === 'disclosed')
    return verified('context', to, 'decided-on', 'the disclosure hashes to the commitment in the record');
  if (evidence.kind === 'broken') return broken('context', to, 'decided-on', evidence.reason);
  const why = evidence.kind === 'missing' ? 'committed, but not disclosed in the pack' : 'the record commits to none';
  return absent('context', to, 'decided-on', why);
}

function approvalLinks(call: Call, study: Study): CustodyLink[] {
  const first = call.decisions[0];
  const decision = finalDecision(call);
  if (first.record.pol.dec !== 'escalate') return [];
  const { standing, objections } = approvalFor(call, decision, requiredRole(decision, study.shelf));
  const links: CustodyLink[] = [];
  for (const { approval, says } of objections) links.push(broken(approval.record.id, first.record.id, 'answers', says));
  if (standing !== undefined)
    links.push(
      verified(standing.record.id, first.record.id, 'answers', 'cause, action and another person'),
      approverLink(standing, study),
    );
  else if (call.approvals.length === 0)
    links.push(absent('approval', first.record.id, 'answers', 'no approval record'));
  if (decision !== first) {
    const same = sameJson(first.record.act, decision.record.act) && first.record.who.sub === decision.record.who.sub;
    links.push(
      same
        ? verified(first.record.id, decision.record.id, 'decided-again', 'cause, same action and person')
        : broken(
            first.record.id,
            decision.record.id,
            'decided-again',
            'another action or person than the escalated call',
          ),
      asserted(
        first.record.id,
        decision.record.id,
        'same-arguments',
        'both commit to arguments under different salts; the arguments are not disclosed here',
        'operator',
      ),
    );
  }
  return links;
}

function approverLink(approval: ApprovalRecord, study: Study): CustodyLink {
  const { who, apr, id } = approval.record;
  const evidence = who === undefined ? undefined : study.keys.evidenceFor(who, approval, apr.role);
  return evidence?.kind === 'held'
    ? verified('approver', id, 'held-role', `key creation ${evidence.by.record.id} gives this person the role`)
    : asserted(
        'approver',
        id,
        'held-role',
        'no key in force that the log shows gives this person the role',
        'operator',
      );
}

function outcomeLink(call: Call): CustodyLink {
  const decision = finalDecision(call);
  const { outcome } = call;
  if (outcome === undefined) {
    const gap = call.gaps[0];
    const why = gap === undefined ? 'no outcome record' : `no outcome record; ${gap.record.id} says why`;
    return absent('outcome', decision.record.id, 'answers', why);
  }
  const fits =
    outcome.record.cause?.includes(decision.leaf) === true && sameJson(outcome.record.act, decision.record.act);
  return fits
    ? verified(
        outcome.record.id,
        decision.record.id,
        'answers',
        'cause and same action; the content is what the upstream said',
      )
    : broken(outcome.record.id, decision.record.id, 'answers', 'names another decision of the call, or another action');
}

function verified(from: string, to: string, relation: string, method: string): CustodyLink {
  return { from, to, relation, status: 'verified', method };
}

function broken(from: string, to: string, relation: string, method: string): CustodyLink {
  return { from, to, relation, status: 'broken', method };
}

function absent(from: string, to: string, relation: string, method: string): CustodyLink {
  return { from, to, relation, status: 'absent', method };
}

function asserted(from: string, to: string, relation: string, method: string, by: string): CustodyLink {
  return { from, to, relation, status: 'asserted', method, assertedBy: by };
}
