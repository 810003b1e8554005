/** What one CloudTrail record means: the members that all have, then those of its dataset (log schemas reference §3). */
import type { Result } from '@remit/core';
import { err, ok } from '@remit/core';
import type { EventKind } from '@remit/record';
import type { MappedEvent, RawRecord, RecordContext } from '../../source.ts';
import type { AwsDataset } from '../aws-common/aws-dataset.ts';
import type { EventFields } from '../aws-common/event-fields.ts';
import { clean, emptyFields, finishEvent, note, put, putTime } from '../aws-common/event-fields.ts';
import type { Members } from '../aws-common/members.ts';
import { membersOf } from '../aws-common/members.ts';
import { mapAgentCoreGateway } from './agentcore-gateway.ts';
import { mapApiCall, mapModelCall } from './api-call.ts';
import { agentCoreGateway, bedrockCalls, cloudTrailDatasets, DIGEST_DATASET, mcpEvents, signIn } from './datasets.ts';
import { mapIdentity } from './identity.ts';
import { mapMcpEvent } from './mcp-event.ts';
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
    note(fields, 'src.id', 'eventID');
  }
  putTime(fields, value['eventTime'], 'eventTime');
  put(fields, 'act.srv', value['eventSource'], 'eventSource');
  put(fields, 'who.acct', value['recipientAccountId'], 'recipientAccountId');
  put(fields, 'ids.request', value['requestID'], 'requestID');
  put(fields, 'ids.shared', value['sharedEventID'], 'sharedEventID');
  mapUserAgent(fields, value['userAgent']);
  const { readOnly } = value;
  if (readOnly !== true && readOnly !== false && readOnly !== 'true' && readOnly !== 'false') return;
  const act = (fields.parts.act ??= {});
  act['effect'] = String(readOnly) === 'true' ? 'read' : 'write';
  note(fields, 'act.effect', 'readOnly');
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
