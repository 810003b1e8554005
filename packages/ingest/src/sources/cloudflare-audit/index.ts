/**
 * Cloudflare `audit_logs_v2`: who changed a portal, a policy or a gateway (log schemas reference §2.5). Logpush writes the
 * record flat, the REST API nests the same members.
 */
import { ok } from '@remit/core';
import type { DatasetInfo, RawRecord, RecordContext, Source } from '../../source.ts';
import { cloudflareTime } from '../cloudflare-common/datetime.ts';
import {
  CLOUDFLARE_CUSTODY,
  CLOUDFLARE_REST_CUSTODY,
  flagTemplateTrap,
  hasMembers,
} from '../cloudflare-common/envelope.ts';
import type { EventDraft } from '../mapping/event-draft.ts';
import { createEventDraft } from '../mapping/event-draft.ts';
import { ownMember } from '../mapping/member-path.ts';
import { textOf } from '../mapping/values.ts';

const auditLogs: DatasetInfo = {
  id: 'cloudflare.audit_logs_v2',
  title: 'Cloudflare audit logs, version 2',
  ceiling: 'D',
  absent: ['act.tool', 'model.req', 'use.in', 'ids.session', 'ids.trace', 'dec.rules'],
  limits: {
    'dec.result': 'ActionResult only: a change that went through. A failure does not show a denial',
    'c.args': 'ResourceRequest: what the change asked for',
  },
};

/** See the module header. */
export const cloudflareAudit: Source = {
  id: 'cloudflare.audit',
  vendor: 'Cloudflare',
  parser: 'cloudflare.audit/1',
  datasets: [auditLogs],
  custody: `${CLOUDFLARE_CUSTODY} ${CLOUDFLARE_REST_CUSTODY}`,
  detect(record) {
    const flat = hasMembers(record, 'AuditLogID', 'ActionType');
    return flat || isNested(record) ? auditLogs.id : undefined;
  },
  map: (record, _dataset, context) => ok(mapAuditRecord(record, context)),
};

function isNested({ value }: RawRecord): boolean {
  return ownMember(value['action'], 'type') !== undefined && ownMember(value['actor'], 'context') !== undefined;
}

/** Where each member stands: flat, then nested. */
const PLACES = {
  id: ['AuditLogID', 'id'],
  time: ['ActionTimestamp', 'action.time'],
  account: ['AccountID', 'account.id'],
  email: ['ActorEmail', 'actor.email'],
  actorId: ['ActorID', 'actor.id'],
  actorType: ['ActorType', 'actor.type'],
  context: ['ActorContext', 'actor.context'],
  token: ['ActorTokenDetails.ID', 'ActorTokenDetails.id', 'ActorTokenDetails.token_id', 'actor.token_id'],
  type: ['ActionType', 'action.type'],
  result: ['ActionResult', 'action.result'],
  product: ['ResourceProduct', 'resource.product'],
  resource: ['ResourceID', 'resource.id', 'ResourceType', 'resource.type'],
  request: ['ResourceRequest', 'resource.request'],
  response: ['ResourceResponse', 'resource.response'],
  ray: ['Raw.cf_ray_id', 'Raw.CFRayID', 'raw.cf_ray_id'],
  uri: ['Raw.uri', 'Raw.URI', 'raw.uri'],
} as const;

function mapAuditRecord(record: RawRecord, context: RecordContext) {
  const draft = createEventDraft(record, auditLogs, context);
  draft.time(cloudflareTime, ...PLACES.time);
  draft.id(...PLACES.id);
  draft.text('who.acct', ...PLACES.account);
  mapActor(draft);
  draft.text('act.method', ...PLACES.type);
  draft.text('act.srv', ...PLACES.product);
  draft.text('act.res', ...PLACES.resource);
  draft.text('ids.ray', ...PLACES.ray);
  draft.content('args', ...PLACES.request);
  draft.content('result', ...PLACES.response);
  mapResult(draft);
  if (isAboutAi(draft)) draft.flag('ai-configuration');
  flagTemplateTrap(record, draft);
  return draft.finish('change');
}

// A person only when the record says that a user acted; a service, an account token or Cloudflare itself is a machine.
function mapActor(draft: EventDraft): void {
  draft.text('who.client', ...PLACES.context);
  const type = firstText(draft, PLACES.actorType);
  if (type === 'user') draft.text('who.sub', ...PLACES.email, ...PLACES.actorId);
  else draft.miss('who.sub', 'not_in_record');
  const token = draft.text('who.agent', ...PLACES.token);
  if (token === undefined && type !== undefined && type !== 'user') draft.text('who.agent', ...PLACES.actorId);
  if (type === 'cloudflare_admin') draft.flag('by-cloudflare');
}

function mapResult(draft: EventDraft): void {
  const path = PLACES.result.find((place) => typeof draft.at(place) === 'string');
  if (path === undefined) return;
  const result = textOf(draft.at(path)).toLowerCase();
  draft.put('out.code', draft.at(path), path);
  if (result === 'success') {
    draft.outcome('executed', path);
    draft.decided('permit', path, path);
  } else if (result !== '') draft.outcome('errored', path);
}

function isAboutAi(draft: EventDraft): boolean {
  const places = [...PLACES.uri, ...PLACES.product, 'ResourceType', 'resource.type'];
  return places.some((path) => /ai-controls\/mcp|ai[-_ ]gateway/i.test(firstText(draft, [path]) ?? ''));
}

function firstText(draft: EventDraft, places: readonly string[]): string | undefined {
  return places.map((place) => draft.at(place)).find((value) => typeof value === 'string' && value !== '') as
    | string
    | undefined;
}
