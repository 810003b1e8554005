/** Calls of an AgentCore gateway: `InvokeGateway`, `InvokeMcp` of the preview (log schemas reference §3.3). */
import type { EventKind } from '@remit/record';
import { mapErrorCode } from '../aws-common/error-code.ts';
import type { EventFields, Slot } from '../aws-common/event-fields.ts';
import { clean, put, putContent, putDecision, putOutcome } from '../aws-common/event-fields.ts';
import type { Members } from '../aws-common/members.ts';
import { membersOf, textOf } from '../aws-common/members.ts';
import { jsonOf, memberOf } from '../mapping/member-path.ts';
import { mapJwt } from './jwt-caller.ts';

const KINDS: ReadonlyMap<unknown, EventKind> = new Map([
  ['tools/call', 'tool-call'],
  ['resources/read', 'api-call'],
  ['prompts/get', 'api-call'],
  ['initialize', 'session'],
]);
const SEPARATOR = '___';
const DOWNSTREAM: readonly Slot[] = ['ids.downstream', 'ids.downstream2', 'ids.downstream3', 'ids.downstream4'];

/** Fills the event from one record; tells its kind. */
export function mapAgentCoreGateway(fields: EventFields, value: Members): EventKind {
  const extra = membersOf(value['additionalEventData']);
  mapJwt(fields, membersOf(extra['jwt']));
  put(fields, 'ids.target', extra['targetId'], 'additionalEventData.targetId');
  mapDownstream(fields, extra['downstreamRequestIds']);
  mapGateway(fields, value['resources']);
  const request = bodyOf(membersOf(value['requestParameters'])['body'], 'requestParameters.body');
  const method = textOf(request.body['method']);
  put(fields, 'act.method', method, memberOf(request.path, 'method'));
  const params = membersOf(request.body['params']);
  const inParams = memberOf(request.path, 'params');
  if (method === 'tools/call') mapTool(fields, params, inParams);
  if (method === 'initialize') mapClient(fields, membersOf(params['clientInfo']), memberOf(inParams, 'clientInfo'));
  mapResponse(fields, value);
  return KINDS.get(method) ?? 'other';
}

interface Body {
  readonly body: Members;
  readonly path: string;
}

function bodyOf(value: unknown, path: string): Body {
  return typeof value === 'string'
    ? { body: membersOf(jsonOf(value)), path: `${path}|json` }
    : { body: membersOf(value), path };
}

// `{Target}___{tool}`. Names of targets hold no underscore, so the first three are the separator.
function mapTool(fields: EventFields, params: Members, path: string): void {
  const named = params['name'];
  const at = typeof named === 'string' ? named.indexOf(SEPARATOR) : -1;
  if (typeof named === 'string' && at > 0 && named.length > at + SEPARATOR.length) {
    put(fields, 'act.tool', named.slice(at + SEPARATOR.length), memberOf(path, 'name'));
    put(fields, 'act.named', named, memberOf(path, 'name'));
  } else {
    put(fields, 'act.tool', named, memberOf(path, 'name'));
  }
  putText(fields, 'args', params['arguments'], memberOf(path, 'arguments'));
}

// Arguments and content may be objects or text; text that is JSON is read as what it says.
function putText(fields: EventFields, field: 'args' | 'result', value: unknown, path: string): void {
  const parsed = jsonOf(value);
  if (parsed === undefined) putContent(fields, field, value, path);
  else putContent(fields, field, parsed, `${path}|json`);
}

function mapClient(fields: EventFields, info: Members, path: string): void {
  const name = textOf(info['name']);
  if (name === undefined) return;
  const version = textOf(info['version']);
  put(fields, 'who.client', version === undefined ? name : `${name}/${version}`, memberOf(path, 'name'));
}

function mapGateway(fields: EventFields, resources: unknown): void {
  if (!Array.isArray(resources)) return;
  const arns = resources.map((resource) => textOf(membersOf(resource)['ARN']));
  const at = arns.findIndex((arn) => arn?.includes(':gateway/') === true);
  if (at >= 0) put(fields, 'act.srv', arns[at], `resources[${at}].ARN`);
}

function mapDownstream(fields: EventFields, ids: unknown): void {
  if (!Array.isArray(ids)) return;
  DOWNSTREAM.forEach((slot, index) =>
    put(fields, slot, ids[index], `additionalEventData.downstreamRequestIds[${index}]`),
  );
  if (ids.length > DOWNSTREAM.length) fields.flags.push('downstream-cut');
}

function mapResponse(fields: EventFields, value: Members): void {
  const response = membersOf(value['responseElements']);
  const { body, path } = bodyOf(response['body'], 'responseElements.body');
  const result = membersOf(body['result']);
  if (typeof result['content'] === 'string')
    putText(fields, 'result', result['content'], memberOf(memberOf(path, 'result'), 'content'));
  else putContent(fields, 'result', body['result'], memberOf(path, 'result'));
  if (mapErrorCode(fields, value)) return;
  const status = response['statusCode'];
  if (Number(status) === 401 || Number(status) === 403) {
    put(fields, 'out.code', status, 'responseElements.statusCode');
    putOutcome(fields, 'refused', 'responseElements.statusCode');
    return putDecision(fields, 'deny', 'responseElements.statusCode');
  }
  if (body['error'] !== undefined && body['error'] !== null) {
    const error = memberOf(path, 'error');
    put(fields, 'out.code', membersOf(body['error'])['code'], memberOf(error, 'code'));
    putContent(fields, 'reason', membersOf(body['error'])['message'], memberOf(error, 'message'));
    return putOutcome(fields, 'errored', error);
  }
  if (body['result'] === undefined || body['result'] === null) return;
  const isError = result['isError'] === true;
  putOutcome(fields, isError ? 'errored' : 'executed', memberOf(path, 'result'));
  if (!isError) putDecision(fields, 'permit', memberOf(path, 'result'));
  if (clean(status, 16) !== undefined) put(fields, 'out.code', status, 'responseElements.statusCode');
}
