/** What one model-invocation record means (log schemas reference §3.5): prompt, completion, model, tokens, request id. */
import type { MappedEvent, RawRecord, RecordContext } from '../../source.ts';
import { mapErrorCode } from '../aws-common/error-code.ts';
import type { EventFields } from '../aws-common/event-fields.ts';
import {
  emptyFields,
  finishEvent,
  put,
  putContent,
  putCount,
  putOutcome,
  putTime,
} from '../aws-common/event-fields.ts';
import type { Members } from '../aws-common/members.ts';
import { membersOf, textOf } from '../aws-common/members.ts';
import { invocationLog } from './dataset.ts';
import { putToolUses } from './tool-uses.ts';

/** Maps one record. */
export function mapInvocation(record: RawRecord, context: RecordContext): MappedEvent {
  const { value } = record;
  const fields = emptyFields(invocationLog);
  putTime(fields, value['timestamp'], 'timestamp');
  put(fields, 'who.acct', value['accountId'], 'accountId');
  // The request id is a key of two logs: the record itself is known by its digest.
  put(fields, 'ids.request', value['requestId'], 'requestId');
  put(fields, 'act.srv', 'bedrock.amazonaws.com', 'schemaType');
  put(fields, 'act.method', value['operation'], 'operation');
  put(fields, 'model.prov', 'aws.bedrock', 'schemaType');
  put(fields, 'model.req', value['modelId'], 'modelId');
  put(fields, 'model.region', value['inferenceRegion'], 'inferenceRegion');
  mapPrincipal(fields, textOf(membersOf(value['identity'])['arn']));
  mapBodies(fields, membersOf(value['input']), membersOf(value['output']));
  if (!mapErrorCode(fields, value) && fields.from['c.completion'] !== undefined)
    putOutcome(fields, 'executed', fields.from['c.completion']);
  return finishEvent(fields, 'model-call', context);
}

function mapPrincipal(fields: EventFields, arn: string | undefined): void {
  if (arn === undefined) return;
  // The session name of a role is whatever the caller wrote: it stays out, also because it may name a person.
  if (arn.includes(':assumed-role/')) put(fields, 'who.agent', arn.split('/').slice(0, 2).join('/'), 'identity.arn');
  else put(fields, 'who.sub', arn, 'identity.arn');
}

function mapBodies(fields: EventFields, input: Members, output: Members): void {
  if (!putContent(fields, 'prompt', input['inputBodyJson'], 'input.inputBodyJson'))
    noteMoved(fields, input['inputBodyS3Path'], 'prompt-in-s3');
  if (!putContent(fields, 'completion', output['outputBodyJson'], 'output.outputBodyJson'))
    noteMoved(fields, output['outputBodyS3Path'], 'completion-in-s3');
  if (Array.isArray(output['outputBodyJson'])) fields.flags.push('streamed');
  putToolUses(fields, output['outputBodyJson'], 'output.outputBodyJson');
  putCount(fields, 'use', 'in', input['inputTokenCount'], 'input.inputTokenCount');
  putCount(fields, 'use', 'out', output['outputTokenCount'], 'output.outputTokenCount');
}

function noteMoved(fields: EventFields, path: unknown, flag: string): void {
  if (textOf(path) !== undefined) fields.flags.push(flag);
}
