/**
 * Cloudflare `access_requests`: logins at an application, a portal among them (log schemas reference §2.3). A justification
 * that a person gave covers the login, not the calls that follow, and neither it nor temporary access nor independent MFA
 * is enforced through a portal.
 */
import { ok } from '@remit/core';
import type { DatasetInfo, RawRecord, RecordContext, Source } from '../../source.ts';
import { cloudflareTime } from '../cloudflare-common/datetime.ts';
import { CLOUDFLARE_CUSTODY, flagTemplateTrap, hasMembers } from '../cloudflare-common/envelope.ts';
import { createEventDraft } from '../mapping/event-draft.ts';
import { boolOf, listOf } from '../mapping/values.ts';

const accessRequests: DatasetInfo = {
  id: 'cloudflare.access_requests',
  title: 'Cloudflare Access requests',
  ceiling: 'D',
  absent: [
    'who.agent',
    'who.client',
    'act.tool',
    'c.args',
    'c.result',
    'model.req',
    'use.in',
    'ids.session',
    'ids.trace',
    'out.status',
  ],
  limits: {
    'dec.result': 'whether the login was allowed; it says nothing about a call',
    'c.reason': 'covers the login, not the call; not enforced through a portal',
  },
};

/** See the module header. */
export const cloudflareAccess: Source = {
  id: 'cloudflare.access',
  vendor: 'Cloudflare',
  parser: 'cloudflare.access/1',
  datasets: [accessRequests],
  custody: CLOUDFLARE_CUSTODY,
  detect: (record) => (hasMembers(record, 'AppUUID', 'Allowed') ? accessRequests.id : undefined),
  map: (record, _dataset, context) => ok(mapAccessRecord(record, context)),
};

function mapAccessRecord(record: RawRecord, context: RecordContext) {
  const draft = createEventDraft(record, accessRequests, context);
  draft.time(cloudflareTime, 'CreatedAt');
  draft.text('who.sub', 'Email', 'UserUID');
  draft.text('act.srv', 'AppDomain');
  const action = draft.text('act.method', 'Action');
  draft.text('ids.app', 'AppUUID');
  draft.text('ids.ray', 'RayID');
  draft.content('reason', 'PurposeJustificationResponse');
  draft.text('dec.by', 'Connection');
  const allowed = boolOf(draft.at('Allowed'));
  if (allowed !== undefined) draft.decided(allowed ? 'permit' : 'deny', 'Allowed', 'Allowed');
  draft.flag('covers-login-not-call');
  if (listOf(draft.at('TemporaryAccessApprovers')).length > 0) draft.flag('temporary-access');
  flagTemplateTrap(record, draft);
  return draft.finish(action === 'logout' ? 'session' : 'login');
}
