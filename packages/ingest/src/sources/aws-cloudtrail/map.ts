/** What one CloudTrail record means: the members that all have, then those of its dataset (log schemas reference §3). */
import type { Result } from '@remit/core';
import { err, ok, rfc3339 } from '@remit/core';
import type { EventKind } from '@remit/record';
import type { MappedEvent, RawRecord, RecordContext } from '../../source.ts';
import { rfc3339Ms } from '../mapping/times.ts';
import { mapAgentCoreGateway } from './agentcore-gateway.ts';
import { mapApiCall, mapModelCall } from './api-call.ts';
import type { AwsDataset } from './datasets.ts';
import { agentCoreGateway, bedrockCalls, cloudTrailDatasets, DIGEST_DATASET, mcpEvents, signIn } from './datasets.ts';
import type { EventFields } from './event-fields.ts';
import { clean, emptyFields, finishEvent, put } from './event-fields.ts';
import { mapIdentity } from './identity.ts';
import { mapMcpEvent } from './mcp-event.ts';
import type { Members } from './members.ts';
import { membersOf } from './members.ts';
import { mapSignIn } from './sign-in.ts';
import { putSignInArns } from './sign-in-session.ts';
import { viaMcpFlag } from './via-mcp.ts';

type MapMembers = (fields: EventFields, value: Members) => EventKind;

const BY_DATASET: ReadonlyMap<string, MapMembers> = new Map([
  [mcpEvents.id, mapMcpEvent],
  [agentCoreGateway.id, mapAgentCoreGateway],
  [bedrockCalls.id, mapModelCall],
  [signIn.id, mapSignIn],
]);
const INFO = new Map(cloudTrailDatasets.map((dataset) => [dataset.id, dataset]));
const SECONDS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

/** Maps one record. Errors: `cloudtrail_digest_is_no_event`, `not_a_cloudtrail_dataset`. */
export function mapCloudTrail(record: RawRecord, dataset: string, context: RecordContext): Result<MappedEvent, string> {
  if (dataset === DIGEST_DATASET) return err('cloudtrail_digest_is_no_event');
  const info = INFO.get(dataset);
  if (info === undefined) return err('not_a_cloudtrail_dataset');
  return ok(mapRecord(record.value, info, context));
}

function mapRecord(value: Members, info: AwsDataset, context: RecordContext): MappedEvent {
  const fields = emptyFields(info);
  mapCommon(fields, value);
  const kind = (BY_DATASET.get(info.id) ?? mapApiCall)(fields, value);
  const identity = membersOf(value['userIdentity']);
  // The token's or the grant's client stands before the principal that carried it.
  mapIdentity(fields, identity);
  putSignInArns(fields, identity['sessionContext'], 'userIdentity.sessionContext');
  if (info.id !== mcpEvents.id) {
    const via = viaMcpFlag(value);
    if (via !== undefined) fields.flags.push(via);
  }
  return finishEvent(fields, kind, context);
}

function mapCommon(fields: EventFields, value: Members): void {
  const id = clean(value['eventID'], 256);
  if (id !== undefined) {
    fields.id = id;
    fields.from['src.id'] = 'eventID';
  }
  mapTime(fields, value['eventTime']);
  put(fields, 'act.srv', value['eventSource'], 'eventSource');
  put(fields, 'who.acct', value['recipientAccountId'], 'recipientAccountId');
  put(fields, 'ids.request', value['requestID'], 'requestID');
  put(fields, 'ids.shared', value['sharedEventID'], 'sharedEventID');
  mapUserAgent(fields, value['userAgent']);
  const { readOnly } = value;
  if (readOnly !== true && readOnly !== false && readOnly !== 'true' && readOnly !== 'false') return;
  const act = (fields.parts.act ??= {});
  act['effect'] = String(readOnly) === 'true' ? 'read' : 'write';
  fields.from['act.effect'] = 'readOnly';
}

// Almost every record writes whole seconds in UTC.
function mapTime(fields: EventFields, value: unknown): void {
  const ms = rfc3339Ms(value);
  if (ms === undefined) {
    if (value !== undefined && value !== null) fields.missing['ts'] = 'unreadable';
    return;
  }
  fields.ts = typeof value === 'string' && SECONDS.test(value) ? `${value.slice(0, 19)}.000Z` : rfc3339(ms);
  fields.from['ts'] = 'eventTime';
}

// User agents may be longer than an event holds; the start names the software.
function mapUserAgent(fields: EventFields, value: unknown): void {
  if (typeof value === 'string' && value.length > 256) {
    put(fields, 'who.client', value.slice(0, 256), 'userAgent');
    fields.flags.push('client-cut');
  } else {
    put(fields, 'who.client', value, 'userAgent');
  }
}
