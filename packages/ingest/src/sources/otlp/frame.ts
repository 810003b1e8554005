/** What every OTLP record has: time, trace, status, who. */
import type { MappedEvent, RawRecord } from '../../source.ts';
import type { EventDraft, TextField } from '../mapping/event-draft.ts';
import { jsonOf, ownMember } from '../mapping/member-path.ts';
import { nanosMs } from '../mapping/times.ts';
import { countOf, plainText } from '../mapping/values.ts';
import type { Attributes } from './attributes.ts';

/** A record being mapped. */
export interface Frame {
  readonly record: RawRecord;
  readonly draft: EventDraft;
  readonly attributes: Attributes;
}

/** Fills a text field from the first attribute that is there. */
export function putText(
  { draft, attributes }: Frame,
  field: TextField,
  ...names: readonly string[]
): string | undefined {
  const found = attributes(...names);
  if (found !== undefined) return draft.put(field, found.value, found.path);
  draft.miss(field, 'not_in_record');
  return undefined;
}

/** Fills a count from the first attribute that is there. */
export function putCount(
  { draft, attributes }: Frame,
  field: 'out.ms' | 'use.in' | 'use.out',
  ...names: readonly string[]
): void {
  const found = attributes(...names);
  if (found === undefined) draft.miss(field, 'not_in_record');
  else draft.putCount(field, found.value, found.path);
}

/** Fills content. Text that is a JSON object or list counts as that value, so that both ways to write it are one content. */
export function putContent(
  { draft, attributes }: Frame,
  field: 'args' | 'result' | 'prompt' | 'completion' | 'reason',
  ...names: readonly string[]
): void {
  const found = attributes(...names);
  if (found === undefined || found.value === '') return draft.miss(`c.${field}`, 'not_in_record');
  const parsed = typeof found.value === 'string' && /^\s*[[{]/.test(found.value) ? jsonOf(found.value) : undefined;
  if (parsed === undefined) draft.putContent(field, found.value, found.path);
  else draft.putContent(field, parsed, `${found.path}|json`);
}

/** Time, trace and duration. */
export function putFrame({ record, draft }: Frame, span: boolean): void {
  draft.time(nanosMs, ...(span ? ['startTimeUnixNano'] : ['timeUnixNano', 'observedTimeUnixNano']));
  // Zero in `timeUnixNano` says that the program set no time; the collector's stands in for it.
  if (!span && nanosMs(record.value['timeUnixNano']) === undefined) draft.flag('observed-time');
  putId(draft, 'ids.trace', record.value['traceId'], 'traceId');
  putId(draft, 'ids.span', record.value['spanId'], 'spanId');
  if (!span) return;
  putId(draft, 'ids.parent', record.value['parentSpanId'], 'parentSpanId');
  const start = nanosMs(record.value['startTimeUnixNano']);
  const end = nanosMs(record.value['endTimeUnixNano']);
  if (start !== undefined && end !== undefined && end >= start)
    draft.putCount('out.ms', end - start, 'endTimeUnixNano');
  else draft.miss('out.ms', 'not_in_record');
}

function putId(draft: EventDraft, field: TextField, value: unknown, path: string): void {
  if (typeof value !== 'string' || value === '' || /^0+$/.test(value)) return draft.miss(field, 'not_in_record');
  if (/^(?:[0-9a-fA-F]{16}|[0-9a-fA-F]{32})$/.test(value)) draft.put(field, value.toLowerCase(), path);
  else draft.miss(field, 'unreadable');
}

/** Who acted, and in which session. */
export function putWho(frame: Frame): void {
  putText(frame, 'who.sub', 'user.email', 'enduser.id', 'user.id', 'user.account_uuid');
  putText(frame, 'who.agent', 'gen_ai.agent.id', 'gen_ai.agent.name', 'service.name');
  putText(frame, 'who.client', 'user_agent.original');
  putText(frame, 'ids.session', 'mcp.session.id', 'session.id', 'session_id');
  putText(frame, 'ids.conversation', 'gen_ai.conversation.id', 'conversation.id');
}

/**
 * What became of it. Only what is written counts: an error type, a status, a code of the protocol. A span that says nothing
 * leaves the outcome unknown.
 */
export function putOutcome({ record, draft, attributes }: Frame): void {
  const error = attributes('error.type');
  if (error !== undefined) {
    draft.put('out.code', error.value, error.path);
    return draft.outcome('errored', error.path);
  }
  // The code of a JSON-RPC error. Only a request that failed has one.
  const rpc = attributes('rpc.response.status_code');
  if (rpc !== undefined && /^-?[1-9]\d*$/.test(plainText(rpc.value, 32) ?? '')) {
    draft.put('out.code', rpc.value, rpc.path);
    return draft.outcome('errored', rpc.path);
  }
  const status = ownMember(record.value['status'], 'code');
  if (status === 2 || status === 'STATUS_CODE_ERROR' || status === 'ERROR')
    return draft.outcome('errored', 'status.code');
  if (status === 1 || status === 'STATUS_CODE_OK' || status === 'OK') return draft.outcome('executed', 'status.code');
  const http = attributes('http.response.status_code', 'http.status_code');
  const number = countOf(http?.value);
  if (http === undefined || number === undefined || number === 0) return;
  draft.put('out.code', http.value, http.path);
  draft.outcome(number < 400 ? 'executed' : 'errored', http.path);
}

/** Maps one convention. */
export type MapConvention = (frame: Frame) => MappedEvent['kind'];
