/**
 * Policy spans of AgentCore (log schemas reference §3.4). A decision on a call and a filter on a list of tools are different
 * evidence: in a list a tool is left out before anybody asked for it, so nothing was refused.
 */
import { ownMember } from '../mapping/member-path.ts';
import { listOf } from '../mapping/values.ts';
import type { Frame, MapConvention } from './frame.ts';
import { putContent, putOutcome, putText } from './frame.ts';

const POLICY = 'aws.agentcore.policy.';
const MODE = 'aws.agentcore.gateway.policy.mode';

/** A decision on one call: the policy span, or the gateway span that carries the tool beside it. */
export const mapPolicyCall: MapConvention = (frame) => {
  const { record, draft, attributes } = frame;
  putPlace(frame);
  draft.flag('call-time');
  const tool = attributes('tool.name');
  if (tool !== undefined) putTargetTool(frame, tool.value, tool.path);
  else draft.miss('act.tool', 'not_in_record');
  const decision = attributes(`${POLICY}authorization_decision`);
  if (decision?.value === 'ALLOW' || decision?.value === 'DENY') {
    draft.decided(
      decision.value === 'ALLOW' ? 'permit' : 'deny',
      'aws.agentcore.policy.authorization_decision',
      decision.path,
    );
    putText(frame, 'dec.by', 'aws.agentcore.gateway.policy.arn');
    const rules = attributes(`${POLICY}determining_policies`);
    if (rules !== undefined) draft.rules(listOf(rules.value), rules.path);
    const mode = attributes(MODE);
    if (mode?.value === 'LOG_ONLY') draft.observedOnly(mode.path);
  } else if (decision !== undefined) draft.miss('dec.result', 'unreadable');
  putContent(frame, 'reason', `${POLICY}authorization_reason`, `${POLICY}reason`);
  for (const name of ['mismatched_policies', 'log_only_matched_policies'])
    if (listOf(attributes(POLICY + name)?.value).length > 0) draft.flag(name.replaceAll('_', '-'));
  const invoked = record.value['name'] === 'AgentCore.Gateway.InvokeTool';
  if (invoked) putOutcome(frame);
  return invoked ? 'tool-call' : 'policy-decision';
};

/** A filter on the list of tools. */
export const mapPolicyList: MapConvention = (frame) => {
  const { draft, attributes } = frame;
  putPlace(frame);
  draft.flag('list-time');
  if (attributes(MODE)?.value === 'LOG_ONLY') draft.flag('list-not-filtered');
  const denied = attributes(`${POLICY}denied_tools`);
  if (denied === undefined) draft.miss('c.result', 'not_in_record');
  else {
    const allowed = listOf(attributes(`${POLICY}allowed_tools`)?.value);
    draft.putContent('result', { allowed, denied: listOf(denied.value) }, denied.path);
  }
  return 'other';
};

function putPlace(frame: Frame): void {
  const { record, draft } = frame;
  draft.put('act.method', ownMember(record.value, 'name'), 'name');
  putText(frame, 'act.srv', 'aws.resource.arn', 'cloud.resource_id');
  putText(frame, 'ids.session', 'session.id');
  putText(frame, 'ids.request', 'aws.request.id');
}

// `{Target}___{tool}`, three underscores.
function putTargetTool({ draft }: Frame, shown: unknown, path: string): void {
  const text = typeof shown === 'string' ? shown : '';
  const at = text.indexOf('___');
  draft.put('act.tool', at > 0 ? text.slice(at + 3) : text, path);
  if (at > 0) draft.put('act.named', text, path);
}
