/** Calls of the AWS API: management events and data events (log schemas reference §3.1), and model calls (§3.5). */
import type { EventKind } from '@remit/record';
import { mapAnswer, mapErrorCode } from '../aws-common/error-code.ts';
import type { EventFields } from '../aws-common/event-fields.ts';
import { put, putContent } from '../aws-common/event-fields.ts';
import type { Members } from '../aws-common/members.ts';
import { membersOf, textOf } from '../aws-common/members.ts';

const S3_OBJECT = /^(arn:aws[a-z-]*:s3:::[^/]+)\//;

/** Fills the event of any API call; tells its kind. */
export function mapApiCall(fields: EventFields, value: Members): EventKind {
  if (value['eventType'] === 'AwsCloudTrailInsight') return mapInsight(fields, membersOf(value['insightDetails']));
  put(fields, 'act.method', value['eventName'], 'eventName');
  putContent(fields, 'args', value['requestParameters'], 'requestParameters');
  putContent(fields, 'result', value['responseElements'], 'responseElements');
  mapResource(fields, value['resources']);
  const issued = membersOf(membersOf(value['responseElements'])['credentials'])['accessKeyId'];
  put(fields, 'ids.issuedKey', issued, 'responseElements.credentials.accessKeyId');
  if (!mapErrorCode(fields, value)) mapAnswer(fields, value);
  if (value['eventType'] === 'AwsServiceEvent') return 'change';
  return isGatewayChange(value) ? 'change' : 'api-call';
}

// An unusual number of calls or errors, seen by AWS: about calls, and none itself.
function mapInsight(fields: EventFields, details: Members): EventKind {
  put(fields, 'act.srv', details['eventSource'], 'insightDetails.eventSource');
  put(fields, 'act.method', details['eventName'], 'insightDetails.eventName');
  fields.flags.push('insight');
  return 'other';
}

/** Fills the event of a model call. CloudTrail holds neither prompt nor completion. */
export function mapModelCall(fields: EventFields, value: Members): EventKind {
  put(fields, 'act.method', value['eventName'], 'eventName');
  put(fields, 'model.prov', 'aws.bedrock', 'eventSource');
  const request = membersOf(value['requestParameters']);
  put(fields, 'model.req', request['modelId'], 'requestParameters.modelId');
  const region = membersOf(value['additionalEventData'])['inferenceRegion'];
  put(fields, 'model.region', region, 'additionalEventData.inferenceRegion');
  if (!mapErrorCode(fields, value)) mapAnswer(fields, value);
  return 'model-call';
}

// Who made or changed a gateway, a target or a policy: the ledger of changes, not the work of an agent.
function isGatewayChange(value: Members): boolean {
  return (
    String(value['eventSource']).startsWith('bedrock-agentcore') &&
    value['readOnly'] === false &&
    value['managementEvent'] === true
  );
}

// Threat: what stands in `act.res` is never erased. The ARN of a user names a person, and the key of an object may: it stands
// in the arguments, which are committed to.
function mapResource(fields: EventFields, resources: unknown): void {
  if (!Array.isArray(resources)) return;
  for (let index = 0; index < resources.length; index += 1) {
    const arn = textOf(membersOf(resources[index])['ARN']);
    if (arn === undefined) continue;
    if (/:(?:user|federated-user|assumed-role|mfa|u2f)\//.test(arn)) {
      fields.missing['act.res'] = 'hidden';
      continue;
    }
    const bucket = S3_OBJECT.exec(arn)?.[1];
    if (bucket !== undefined) fields.flags.push('object-key-left-out');
    if (put(fields, 'act.res', bucket ?? arn, `resources[${index}].ARN`)) break;
  }
  if (resources.length > 1) fields.flags.push('more-resources');
}
