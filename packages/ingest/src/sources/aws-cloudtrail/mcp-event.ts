/** Tool calls of the AWS MCP Server: `AwsMcpEvent` (log schemas reference §3.2). */
import type { EventKind } from '@remit/record';
import { mapErrorCode } from '../aws-common/error-code.ts';
import type { EventFields } from '../aws-common/event-fields.ts';
import { clean, put, putContent, putCount, putDecision, putOutcome } from '../aws-common/event-fields.ts';
import type { Members } from '../aws-common/members.ts';
import { membersOf } from '../aws-common/members.ts';

const METHODS: ReadonlyMap<unknown, string> = new Map([
  ['CallTool', 'tools/call'],
  ['ListTools', 'tools/list'],
]);
const PREFIX = 'aws___';

/** Fills the event from one record; tells its kind. */
export function mapMcpEvent(fields: EventFields, value: Members): EventKind {
  const name = value['eventName'];
  put(fields, 'act.method', METHODS.get(name) ?? name, 'eventName');
  const request = membersOf(value['requestParameters']);
  if (name === 'CallTool') mapTool(fields, request['method']);
  if (typeof value['requestParameters'] === 'string')
    putContent(fields, 'args', value['requestParameters'], 'requestParameters');
  else putContent(fields, 'args', request['params'], 'requestParameters.params');
  putContent(fields, 'result', value['responseElements'], 'responseElements');
  mapDetails(fields, membersOf(value['mcpEventDetails']));
  if (!mapErrorCode(fields, value)) mapIsError(fields, membersOf(value['responseElements'])['isError']);
  return name === 'CallTool' ? 'tool-call' : 'other';
}

function mapTool(fields: EventFields, named: unknown): void {
  if (typeof named !== 'string' || !named.startsWith(PREFIX) || named === PREFIX) {
    put(fields, 'act.tool', named, 'requestParameters.method');
    return;
  }
  put(fields, 'act.tool', named.slice(PREFIX.length), 'requestParameters.method');
  put(fields, 'act.named', named, 'requestParameters.method');
}

function mapDetails(fields: EventFields, details: Members): void {
  put(fields, 'ids.session', details['sessionId'], 'mcpEventDetails.sessionId');
  putCount(fields, 'out', 'ms', details['executionTimeMs'], 'mcpEventDetails.executionTimeMs');
  const server = clean(details['serverVersion'], 128);
  if (server !== undefined) fields.flags.push(`server-version:${server}`);
  const protocol = clean(details['mcpProtocolVersion'], 128);
  if (protocol !== undefined) fields.flags.push(`protocol-version:${protocol}`);
}

// `isError` is the tool's word. A refusal by IAM inside the tool stands in its text only, so it shows no decision.
function mapIsError(fields: EventFields, isError: unknown): void {
  if (typeof isError !== 'boolean') return;
  putOutcome(fields, isError ? 'errored' : 'executed', 'responseElements.isError');
  if (!isError) putDecision(fields, 'permit', 'responseElements.isError');
}
